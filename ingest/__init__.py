"""Files and pages -> articles -> passages -> the store."""

from ingest.fetch.fetcher import Fetcher, Limits
from ingest.isolation import DocumentLimits
from ingest.pipeline import ingest
from ingest.records import LeftOut, Note, Rejection, Removals, Removed
from ingest.report import Report
from ingest.tally import Progress
from ingest.window import Pacing
from ingest.workers.pool import Workers

__all__ = [
    "DocumentLimits",
    "Fetcher",
    "LeftOut",
    "Limits",
    "Note",
    "Pacing",
    "Progress",
    "Rejection",
    "Removals",
    "Removed",
    "Report",
    "Workers",
    "ingest",
]
