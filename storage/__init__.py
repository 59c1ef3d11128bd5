"""What is kept, and how it is found again."""

from storage.store import Store

__all__ = ["Store"]
