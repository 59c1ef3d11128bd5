"""One saved page in, one raw article out."""
