"""One module a format: bytes in, raw articles out."""
