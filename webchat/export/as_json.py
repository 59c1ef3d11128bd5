"""A document as JSON: the answers as `python -m assistant --json` prints them, with their references."""

from __future__ import annotations

import json

from webchat.export.document import Document
from webchat.export.references import reference


def as_json(document: Document, style: str) -> str:
    """`references`: one for each quoted article, in order of first use."""
    texts = [reference(source, style).text for source in document.sources]
    data = document.data | {"style": style, "references": texts}
    return json.dumps(data, ensure_ascii=False, indent=1) + "\n"
