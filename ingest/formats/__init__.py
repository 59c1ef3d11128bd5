"""One module per format: reads bytes and yields records or raw articles."""
