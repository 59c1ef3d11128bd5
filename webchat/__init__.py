"""The web chat: the page, its events and its styles."""
