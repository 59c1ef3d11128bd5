"""Files and pages -> articles -> passages -> the store."""

from ingest.fetch import Fetcher, Limits
from ingest.pipeline import Progress, Report, ingest
from ingest.raw import Note, Rejection
from ingest.workers import DocumentLimits, Workers

__all__ = [
    "DocumentLimits",
    "Fetcher",
    "Limits",
    "Note",
    "Progress",
    "Rejection",
    "Report",
    "Workers",
    "ingest",
]
