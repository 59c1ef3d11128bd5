"""Files -> articles -> passages -> the store."""

from ingest.pipeline import Progress, Report, ingest
from ingest.raw import Rejection

__all__ = ["Progress", "Rejection", "Report", "ingest"]
