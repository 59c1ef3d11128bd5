"""Sources as RIS records, which reference managers read."""

from __future__ import annotations

from assistant.text import one_line
from storage.text.wording import author_names
from webchat.export.document import Document, Source
from webchat.markup import is_web_address
from webchat.wording import title


def ris(document: Document, _: str) -> str:
    """One record for each article, with its quotations as notes."""
    return "".join(map(record, document.sources))


def record(source: Source) -> str:
    """A record of a newspaper article. A tag has one line, so line breaks of the article become spaces."""
    article = source.article
    day = article.date
    tags = [
        ("TY", "NEWS"),
        *(("AU", name) for name in author_names(article.authors)),
        ("TI", title(article)),
        ("T2", article.outlet),
        ("PY", f"{day.year:04}" if day else ""),
        ("DA", f"{day:%Y/%m/%d}" if day else ""),
        ("UR", article.url if is_web_address(article.url) else ""),
        ("LA", article.language),
        *(("N1", f"“{quote}”") for quote in source.quotes),
    ]
    lines = [f"{tag}  - {value}\r\n" for tag, text in tags if (value := one_line(text))]
    return "".join([*lines, "ER  - \r\n"])
