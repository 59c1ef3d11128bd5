"""Turns raw articles into articles: removes everything that doesn't belong to the report."""
