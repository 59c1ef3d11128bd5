"""An answer while a language model writes it: sentences are added, nothing is taken back."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from assistant.answer import Answer, Citation, Sentence
from assistant.compose import Explanation, explanation_of
from assistant.evidence import candidate_sentences
from assistant.place import Place
from assistant.prose.gate import CheckedText
from storage.text.terms import words

MOST = 6  # sentences in a model's words

Complete = Callable[[Citation], Citation]  # adds the copies of a quotation, and what contradicts it


class DraftAnswer:
    """Starts from the quoted answer. Where that says something of the question itself, that comes first, with
    its quotation."""

    def __init__(self, quoted: Answer, complete: Complete) -> None:
        self._quoted = quoted
        self._complete = complete
        self._sentences: list[Sentence] = []
        self._citations: list[Citation] = []
        self._transition: Sentence | None = None
        self.has_prose = False  # whether a sentence of the model was added
        if quoted.about_question:
            self._quote(quoted.sentences[0])

    @property
    def is_full(self) -> bool:
        return sum(sentence.kind != "transition" for sentence in self._sentences) >= MOST

    @property
    def is_empty(self) -> bool:
        return not self._sentences

    def add(self, checked: CheckedText) -> bool:
        """Add a sentence. Returns whether something new is to be shown: a transition waits for the sentence
        after it, and what is there already isn't said again."""
        if checked.kind == "transition":
            self._transition = Sentence(checked.text, (), kind="transition")
            return False
        if self._is_said(checked):
            return False
        if self._transition:
            self._sentences.append(self._transition)
            self._transition = None
        explanation = self._explanation(checked)
        numbers = tuple(dict.fromkeys(self._number(p, explanation.context) for p in checked.places))
        context = self._citations[numbers[0] - 1].context_quote if explanation.context else ""
        self._sentences.append(
            Sentence(checked.text, numbers, explanation.refers_to, context, kind=checked.kind)
        )
        self.has_prose = True
        return True

    def answer(self, *notices: str) -> Answer:
        """The answer so far."""
        numbers = {(c.article.id, c.start): c.number for c in self._citations}
        figures = tuple(
            replace(figure, citation=number)
            for figure in self._quoted.figures
            if (number := numbers.get((figure.sources[0].article.id, figure.sources[0].quote_start)))
        )
        return replace(
            self._quoted,
            sentences=tuple(self._sentences),
            citations=tuple(self._citations),
            short=None,
            figures=figures if len(figures) == len(self._quoted.figures) else (),
            notices=(*self._quoted.notices, *notices),
        )

    def complete_with_quotations(self) -> None:
        """Add what the quoted answer has and the model left out: the short answer, and each of several
        figures."""
        shown = f" {' '.join(words(' '.join(sentence.text for sentence in self._sentences)))} "
        quoted = self._quoted
        if quoted.has_table:
            self.add_quotations()
        elif quoted.short and f" {' '.join(words(quoted.short.text))} " not in shown:
            self._quote(next(s for s in quoted.sentences if quoted.short.citation in s.citations))
        elif not quoted.short and not self._is_cited(quoted.citations[0]):
            self._quote(quoted.sentences[0])

    def add_quotations(self) -> None:
        """Add all quotations of the quoted answer that aren't cited yet."""
        for sentence in self._quoted.sentences:
            if not all(self._is_cited(self._quoted.citations[number - 1]) for number in sentence.citations):
                self._quote(sentence)

    def _is_said(self, checked: CheckedText) -> bool:
        if any(words(checked.text) == words(sentence.text) for sentence in self._sentences):
            return True
        cited = {(c.article.id, c.start) for c in self._citations}
        return checked.kind == "quoted" and all((p.hit.article.id, p.start) in cited for p in checked.places)

    def _is_cited(self, citation: Citation) -> bool:
        return any((c.article.id, c.start) == (citation.article.id, citation.start) for c in self._citations)

    def _explanation(self, checked: CheckedText) -> Explanation:
        """Whom the "He" of a quotation means; the sentences before a model's own tell that themselves."""
        if checked.kind != "quoted":
            return Explanation()
        place = checked.places[0]
        candidates = [each for each in candidate_sentences(place.hit) if each.start == place.start]
        said_before = [sentence.text for sentence in self._sentences]
        return explanation_of(candidates[0], said_before) if candidates else Explanation()

    def _number(self, place: Place, context: tuple[int, int] | None) -> int:
        """The number of a citation, which is new on its first use."""
        for citation in self._citations:
            if (citation.article.id, citation.start, citation.end) == (
                place.hit.article.id,
                place.start,
                place.end,
            ):
                return citation.number
        number = len(self._citations) + 1
        citation = Citation(
            number, place.hit.article, place.hit.passage, place.start, place.end, context=context
        )
        self._citations.append(self._complete(citation))
        return number

    def _quote(self, sentence: Sentence) -> None:
        """Add a quotation of the quoted answer, with its citations under new numbers."""
        numbers = []
        for old in sentence.citations:
            quoted = self._quoted.citations[old - 1]
            same = [c for c in self._citations if replace(c, number=old) == quoted]
            if not same:
                same = [replace(quoted, number=len(self._citations) + 1)]
                self._citations += same
            numbers.append(same[0].number)
        self._sentences.append(replace(sentence, citations=tuple(numbers)))
