"""Raw article in, article out: everything that is not the report goes."""
