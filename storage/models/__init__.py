"""Embedding models: how they are found, loaded and run."""
