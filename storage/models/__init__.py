"""Embedding models: locating, loading and running them."""
