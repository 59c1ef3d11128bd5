"""Files and pages -> articles -> passages -> the store."""

from ingest.fetch import Fetcher, Limits
from ingest.pipeline import Progress, Report, ingest
from ingest.raw import Note, Rejection

__all__ = ["Fetcher", "Limits", "Note", "Progress", "Rejection", "Report", "ingest"]
