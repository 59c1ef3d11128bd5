"""The vector index, derived from the catalog."""
