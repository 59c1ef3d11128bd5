"""Files and pages -> articles -> passages -> the store."""

from ingest.fetch.fetcher import Fetcher, Limits
from ingest.isolation import DocumentLimits
from ingest.pipeline import Progress, ingest
from ingest.records import LeftOut, Note, Rejection
from ingest.report import Report
from ingest.workers.pool import Workers

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
