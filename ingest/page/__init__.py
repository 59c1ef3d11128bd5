"""One saved page -> one raw article."""
