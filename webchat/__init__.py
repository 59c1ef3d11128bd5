"""The web chat: its page, its events and its look."""
