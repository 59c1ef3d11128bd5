"""Files and pages -> articles -> passages -> the store."""

from ingest.fetch import Fetcher, Limits
from ingest.pipeline import Progress, Report, ingest
from ingest.raw import Rejection

__all__ = ["Fetcher", "Limits", "Progress", "Rejection", "Report", "ingest"]
