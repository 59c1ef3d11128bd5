"""Documents are parsed, cleaned and split in worker processes."""
