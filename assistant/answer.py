"""The value types of an answer: its sentences, their citations, and the retrieved passages."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any, Literal

from assistant import notebook
from assistant.as_json import answer_to_dict
from assistant.checked import CheckedStatement, Contradiction
from assistant.figure_table import Figure
from storage.records import Article, Hit, Passage, shortened
from storage.text.wording import period

ABSTAINED = "The articles don't say."  # the text of every answer that abstains

# "quoted": word by word from an article. "prose": a language model's, checked against its citations.
# "repaired": the same, with one figure, name or day put right. "transition": it claims nothing.
SentenceKind = Literal["quoted", "prose", "repaired", "transition"]
REPAIRED = "one figure, name or day put right"


@dataclass(frozen=True, slots=True, repr=False)
class Citation:
    """A quotation: `article.text[start:end]`, inside `passage`.

    `number`: the [n] of the answer, counted from 1 in order of first use. `also_in`: the other articles that
    print the same sentence (wire copy). `context`: start and end of the sentence before, for a quotation that
    can't be understood without it, such as "They found 42 boats."; else None. `contradicted_by`: sentences of
    other articles that contradict the quotation.
    """

    number: int
    article: Article
    passage: Passage
    start: int
    end: int
    also_in: tuple[Article, ...] = ()
    context: tuple[int, int] | None = None
    contradicted_by: tuple[Contradiction, ...] = ()

    def __post_init__(self) -> None:
        if not self.passage.start <= self.start < self.end <= self.passage.end <= len(self.article.text):
            raise ValueError(
                f"citation {self.start}:{self.end} is not inside passage "
                f"{self.passage.start}:{self.passage.end} of article {self.article.id}"
            )
        if self.context and not self.passage.start <= self.context[0] < self.context[1] <= self.start:
            raise ValueError(
                f"context {self.context[0]}:{self.context[1]} is not before citation {self.start}:{self.end} "
                f"in passage {self.passage.start}:{self.passage.end} of article {self.article.id}"
            )

    def __repr__(self) -> str:
        return (
            f"Citation({self.number}, {self.article.id}, {self.start}:{self.end}, {shortened(self.quote)!r})"
        )

    @property
    def quote(self) -> str:
        return self.article.text[self.start : self.end]

    @property
    def context_quote(self) -> str:
        """The text of `context`, "" without one."""
        return self.article.text[slice(*self.context)] if self.context else ""

    @property
    def passage_text(self) -> str:
        return self.article.text[self.passage.start : self.passage.end]


@dataclass(frozen=True, slots=True)
class ShortAnswer:
    """The words of a quotation that answer the question by themselves: a name, number, date or place.

    `text` is `article.text[start:end]` of the citation's article, inside the quotation. `resolved`: the
    meaning of a relative date, "on Tuesday", as an ISO day "2024-03-12", week "2024-W10", month "2024-03" or
    year "2024"; else "". It is shown in brackets after the text.
    """

    text: str
    citation: int
    start: int
    end: int
    resolved: str = ""

    @property
    def explanation(self) -> str:
        """ "12 March 2024" for the text "on Tuesday", "" for a text that needs none."""
        return period(self.resolved) if self.resolved else ""

    def __str__(self) -> str:
        """The text before its explanation: "on Tuesday [12 March 2024]"."""
        return f"{self.text} [{self.explanation}]" if self.resolved else self.text


@dataclass(frozen=True, slots=True)
class Sentence:
    """A sentence of an answer, with the numbers of its citations.

    A quoted sentence has at least one citation, and each quotes exactly this sentence. A sentence in a
    language model's words has at least one, too: the quotations that back it. Only a transition has none.
    `refers_to`: the name that the first word ("He", "The ministry") refers to, as spelled in the passage.
    `context`: the sentence before it in the passage, when that name is uncertain. At most one of the two is
    set; it is shown in brackets before the sentence.
    """

    text: str
    citations: tuple[int, ...]
    refers_to: str = ""
    context: str = ""
    kind: SentenceKind = "quoted"

    def __post_init__(self) -> None:
        if bool(self.citations) == (self.kind == "transition"):
            raise ValueError(f"a sentence of an answer needs a citation, a transition none: {self.text!r}")
        if self.refers_to and self.context:
            raise ValueError(
                f"a sentence has a referent or a context, not both: {self.refers_to!r}, {self.context!r}"
            )

    @property
    def explanation(self) -> str:
        """The text in brackets before the sentence, "" without one."""
        return self.refers_to or self.context

    @property
    def explained(self) -> str:
        """The sentence after its explanation: "[Nikol Pashinyan] He asked for help."."""
        return f"[{self.explanation}] {self.text}" if self.explanation else self.text

    @property
    def marked(self) -> str:
        """The sentence with its citations, and with the mark of a repaired one."""
        return f"{self} ({REPAIRED})" if self.kind == "repaired" else str(self)

    def __str__(self) -> str:
        return f"{self.explained} {''.join(f'[{number}]' for number in self.citations)}".rstrip()


@dataclass(frozen=True, slots=True, repr=False)
class Answer:
    """The answer to one question.

    `confidence`: the probability, 0 to 1, that the collection answers the question. An answer without
    sentences and without a reply abstains: its text is `ABSTAINED`, and `passages` still holds the nearest
    passages. `short`: the short answer from the first sentence; None when the reader isn't sure of one.
    `reply`: Dateline's own words, which quote no article, to a request about the collection or to a greeting;
    "" otherwise. `premise`: what the question takes for granted and the articles don't say; None when nothing
    is wrong with it. `verdict`: what a question of yes or no asks to confirm; None for other questions.
    `figures`: the figures that answer a question of quantity, equal ones in one row; else empty.
    `searched`: the question with what it takes from earlier turns or with its spelling mended, as it was
    searched; "" where it was searched as it was asked.
    """

    question: str
    sentences: tuple[Sentence, ...] = ()
    citations: tuple[Citation, ...] = ()
    passages: tuple[Hit, ...] = ()
    confidence: float = 0.0
    notices: tuple[str, ...] = ()
    timings_ms: Mapping[str, float] = field(default_factory=dict, compare=False)
    short: ShortAnswer | None = None
    reply: str = ""
    premise: CheckedStatement | None = None
    verdict: CheckedStatement | None = None
    figures: tuple[Figure, ...] = ()
    searched: str = ""

    def __post_init__(self) -> None:
        if self.short and (self.premise or self.verdict):
            raise ValueError(f"a short answer would hide what is said of the question: {self.short}")
        if self.reply and (self.sentences or self.citations):
            raise ValueError(f"an answer quotes articles or replies, not both: {self.reply!r}")
        used = list(dict.fromkeys(n for sentence in self.sentences for n in sentence.citations))
        numbers = [citation.number for citation in self.citations]
        if not used == numbers == list(range(1, len(numbers) + 1)):
            raise ValueError(f"citations must be 1..n in order of first use: used {used}, given {numbers}")
        for sentence in self.sentences:
            self._check_sentence(sentence)
        if self.short is not None:
            self._check_short(self.short)
        for figure in self.figures:
            self._check_figure(figure)

    def _check_sentence(self, sentence: Sentence) -> None:
        if sentence.kind != "quoted":
            return
        for number in sentence.citations:
            citation = self.citations[number - 1]
            if sentence.text != citation.quote:
                raise ValueError(
                    f"a sentence must equal its quotation: {sentence.text!r} is not {citation.quote!r}"
                )
            if sentence.context != citation.context_quote:
                raise ValueError(
                    f"a sentence must have the context of its citation: {sentence.context!r} is not "
                    f"{citation.context_quote!r}"
                )

    def _check_figure(self, figure: Figure) -> None:
        cited = next((citation for citation in self.citations if citation.number == figure.citation), None)
        if cited is None or cited.quote != figure.sources[0].quote:
            raise ValueError(f"the figure {figure.text!r} is not in citation {figure.citation}")

    def _check_short(self, short: ShortAnswer) -> None:
        cited = next((citation for citation in self.citations if citation.number == short.citation), None)
        if cited is None or not cited.start <= short.start < short.end <= cited.end:
            raise ValueError(f"the short answer {short} is not inside the quotation of one of the citations")
        if cited.article.text[short.start : short.end] != short.text:
            raise ValueError(f"the short answer {short.text!r} differs from the article's text")

    @property
    def prose(self) -> bool:
        """Whether a language model wrote some of the sentences."""
        return any(sentence.kind != "quoted" for sentence in self.sentences)

    @property
    def has_table(self) -> bool:
        """Whether several figures are put side by side."""
        return len(self.figures) > 1

    @property
    def abstained(self) -> bool:
        return not self.sentences and not self.reply

    @property
    def text(self) -> str:
        """What is said of the question, if anything, then the sentences with their markers, "... [1] ...
        [2]", after the short answer and its marker if there is one, "1,166 [1]: ... [1]". An answer without
        sentences has its reply as text, or `ABSTAINED`."""
        if not self.sentences:
            return self.reply or ABSTAINED
        lead = f"{self.short} [{self.short.citation}]: " if self.short else ""
        quoted = " ".join(map(str, self.sentences))
        return f"{self.about_question} {quoted}" if self.about_question else lead + quoted

    @property
    def about_question(self) -> str:
        """The words before the quotations: that the articles don't say what the question takes for granted,
        or whether they say what it asks to confirm; "" without either, and in an answer that abstains."""
        checked = self.premise or self.verdict
        return checked.notice if checked and self.sentences else ""

    def __str__(self) -> str:
        return self.text

    def __repr__(self) -> str:
        texts = f"{shortened(self.question)!r}, {shortened(self.text)!r}"
        return f"Answer({texts}, confidence={self.confidence:.2f})"

    def _repr_html_(self) -> str:
        """The answer as HTML, for a notebook."""
        return notebook.to_html(self)

    def to_dict(self) -> dict[str, Any]:
        """The JSON object of `python -m assistant --json`."""
        return answer_to_dict(self)


Turn = tuple[str, Answer]  # a question and its answer
