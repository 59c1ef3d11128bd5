"""Answer -> the JSON object of `python -m assistant --json`."""

from __future__ import annotations

from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from assistant.figure_table import figure_to_dict
from storage.records import Article, Hit

if TYPE_CHECKING:
    from assistant.answer import Answer, Citation, Sentence, ShortAnswer
    from assistant.checked import CheckedStatement, Contradiction


def answer_to_dict(answer: Answer) -> dict[str, Any]:
    return {
        "question": answer.question,
        "text": answer.text,
        "abstained": answer.abstained,
        "confidence": answer.confidence,
        "premise": _checked(answer.premise),
        "verdict": _checked(answer.verdict),
        "short": _short(answer.short),
        "reply": answer.reply or None,
        "sentences": [_sentence(sentence) for sentence in answer.sentences],
        "figures": [figure_to_dict(figure) for figure in answer.figures],
        "citations": [citation_to_dict(citation) for citation in answer.citations],
        "passages": [hit_to_dict(hit) for hit in answer.passages],
        "notices": list(answer.notices),
        "timings_ms": dict(answer.timings_ms),
    }


def article_to_dict(article: Article) -> dict[str, Any]:
    """The id and the metadata of an article, without its text."""
    return {
        "id": article.id,
        "title": article.title,
        "outlet": article.outlet,
        "published": article.published or None,
        "url": article.url or None,
        "authors": list(article.authors),
    }


def hit_to_dict(hit: Hit) -> dict[str, Any]:
    return {
        "text": hit.text,
        "start": hit.passage.start,
        "end": hit.passage.end,
        "score": hit.score,
        "article": article_to_dict(hit.article),
    }


def _checked(statement: CheckedStatement | None) -> dict[str, Any] | None:
    if statement is None:
        return None
    return {
        "claim": statement.claim,
        "label": statement.label,
        "probability": statement.probability,
        "start": statement.start,
        "end": statement.end,
        "notice": statement.notice,
        "explanation": statement.explanation,
        "differences": [asdict(difference) for difference in statement.differences],
        "article": article_to_dict(statement.article),
    }


def _short(short: ShortAnswer | None) -> dict[str, Any] | None:
    if short is None:
        return None
    return {
        "text": short.text,
        "citation": short.citation,
        "start": short.start,
        "end": short.end,
        "resolved": short.resolved or None,
    }


def _sentence(sentence: Sentence) -> dict[str, Any]:
    return {
        "text": sentence.text,
        "kind": sentence.kind,
        "citations": list(sentence.citations),
        "refers_to": sentence.refers_to or None,
        "context": sentence.context or None,
    }


def citation_to_dict(citation: Citation) -> dict[str, Any]:
    return {
        "number": citation.number,
        "quote": citation.quote,
        "start": citation.start,
        "end": citation.end,
        "context": list(citation.context) if citation.context else None,
        "passage": citation.passage_text,
        "article": article_to_dict(citation.article),
        "also_in": [article_to_dict(article) for article in citation.also_in],
        "contradicted_by": [_contradiction(other) for other in citation.contradicted_by],
    }


def _contradiction(other: Contradiction) -> dict[str, Any]:
    return {
        "kind": other.kind,
        "quote": other.quote,
        "start": other.start,
        "end": other.end,
        "explanation": other.explanation,
        "article": article_to_dict(other.article),
    }
