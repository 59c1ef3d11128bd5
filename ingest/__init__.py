"""Files and pages -> articles -> passages -> the store."""

from ingest.fetch import Fetcher, Limits
from ingest.pipeline import Progress, ingest
from ingest.process import DocumentLimits
from ingest.raw import LeftOut, Note, Rejection
from ingest.report import Report
from ingest.workers import Workers

__all__ = [
    "DocumentLimits",
    "Fetcher",
    "LeftOut",
    "Limits",
    "Note",
    "Progress",
    "Rejection",
    "Report",
    "Workers",
    "ingest",
]
