"""The vector index, which is derived from the catalog."""
