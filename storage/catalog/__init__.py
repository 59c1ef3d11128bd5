"""The catalog: one SQLite file, the truth of a collection."""
