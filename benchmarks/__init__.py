"""Quality and speed, against peers; never part of the quick tests."""
