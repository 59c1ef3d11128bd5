"""Worker processes that parse, clean and split documents."""
