"""Reads dates as sources write them."""
