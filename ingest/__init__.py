"""Files -> articles -> passages -> the store."""

from ingest.pipeline import Progress, Report, ingest
from ingest.raw import Note, Rejection

__all__ = ["Note", "Progress", "Rejection", "Report", "ingest"]
