"""`python -m ingest ARGUMENTS...` without an embedding model to load."""

import sys

from doubles import HashingEmbedder

from ingest.__main__ import main

if __name__ == "__main__":
    sys.exit(main(embedder=HashingEmbedder()))
