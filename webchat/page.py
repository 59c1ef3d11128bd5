"""What the page shows and how it moves: pieces of HTML, made of values, and its JavaScript."""

from __future__ import annotations

from collections.abc import Sequence
from html import escape

from assistant.answer import Answer
from assistant.render import answer_message, question_message
from storage import Store
from storage.text.wording import count, day
from webchat.style import CSS

Turn = tuple[str, Answer]  # a question and its answer

WELCOME = """## What do the articles say?
Every sentence of an answer is a quotation, with its source beside it."""
NO_SOURCES = (
    '<p class="empty">The sources of an answer stand here: who printed it, when, '
    "and the passage around the quoted sentence.</p>"
)
EXAMPLES = (  # questions to the samples; to the last they have no answer, and say so
    "What did Armenia's prime minister ask Moscow for?",
    "How many soldiers has Armenia lost?",
    "How many people have died in the fighting?",
    "How many tanks were destroyed?",
)


def messages(turns: Sequence[Turn], sentences: int | None = None) -> list[dict[str, str]]:
    """The conversation as chat messages; of the last answer only its first `sentences` sentences."""
    shown: list[dict[str, str]] = []
    for number, (question, answer) in enumerate(turns, start=1):
        limit = sentences if number == len(turns) else None
        shown.append(asked(question))
        shown.append({"role": "assistant", "content": answer_message(answer, number, limit)})
    return shown


def asked(question: str) -> dict[str, str]:
    return {"role": "user", "content": question_message(question)}


def searching() -> dict[str, str]:
    """What stands in the answer's place until it is there."""
    return {"role": "assistant", "content": '<p class="searching">Reading the articles …</p>'}


def alert(message: object) -> str:
    """An error as the reader sees it: its words, nothing else."""
    return f'<p role="alert">{escape(str(message))}</p>'


def masthead(store: Store) -> str:
    """The page's name, and what the collection holds."""
    counts, outlets, dates = store.count(), store.outlets(), store.dates()
    parts = [count(counts.articles, "article"), count(len(outlets), "outlet")]
    if dates:
        first, last = (day(date.isoformat()) for date in dates)
        parts.append(first if first == last else f"{first} to {last}")
    return (
        '<div class="masthead"><h1>Dateline<span>.</span></h1>'
        "<p>Answers from the articles, every sentence a checked quotation.</p>"
        f'<p class="collection">{escape(" · ".join(parts))}</p></div>'
    )


# Whatever slips through: the page may load pictures, fonts and data from its own server only.
POLICY = "default-src 'self' 'unsafe-inline' 'unsafe-eval' data: blob:; object-src 'none'; base-uri 'self'"
HEAD = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}"><style>{CSS}</style>'

READER = (
    '<dialog id="reader" aria-label="Whole article"><div class="bar">'
    '<button type="button" class="close">Close</button></div><div class="story" tabindex="-1"></div></dialog>'
)

# Runs once, when the dialog is on the page. One listener serves every marker and button, present and future.
JS = """
const reader = element.querySelector('#reader'), story = reader.querySelector('.story');
const motion = () => matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth';

function reveal(target, link) {
  for (let box = target.closest('details'); box; box = box.parentElement.closest('details')) box.open = true;
  document.querySelectorAll('.marked').forEach(old => old.classList.remove('marked'));
  if (target.matches('.card')) { target.classList.add('marked'); link.classList.add('marked'); }
  target.scrollIntoView({behavior: motion(), block: 'center'});
  target.focus({preventScroll: true});
}

async function read({id, version, start, end}) {
  story.textContent = 'Opening the article …';
  if (!reader.open) reader.showModal();
  try {
    story.innerHTML = await server.show_article({id, version, start: +start || 0, end: +end || 0});
  } catch {
    story.textContent = 'The article could not be opened: the page has lost its server. Reload the page.';
  }
  story.scrollTop = 0;
  story.querySelector('mark')?.scrollIntoView({block: 'center'});
}

// gradio gives the fields for days no name that a screen reader could say.
new MutationObserver((_, observer) => {
  const fields = document.querySelectorAll('#filters .block:has(input.time)');
  for (const field of fields) {
    const label = field.querySelector('span').textContent.trim();
    field.querySelector('input').ariaLabel = label + ', year-month-day';
    field.querySelector('button').ariaLabel = label + ', calendar';
  }
  if (fields.length) observer.disconnect();
}).observe(document.body, {childList: true, subtree: true});

// The newest question stands at the top of the conversation, and its answer grows below it.
new MutationObserver(changes => {
  if (!changes.some(change => change.target.closest?.('#chat'))) return;
  [...document.querySelectorAll('#chat .user-row')].at(-1)?.scrollIntoView({block: 'start'});
}).observe(document.body, {childList: true, subtree: true});

document.addEventListener('click', event => {
  const link = event.target.closest('a.cite, a.number');
  const target = link && document.getElementById(link.getAttribute('href').slice(1));
  if (target) { event.preventDefault(); reveal(target, link); return; }
  const button = event.target.closest('button.show, button.more');
  if (button?.matches('.show')) read(button.dataset);
  else if (button) button.closest('.card').classList.add('whole');
  else if (event.target === reader || event.target.closest('#reader .close')) reader.close();
});
"""

# A new turn stands at the top of the sources, and nothing of it is marked yet.
SOURCES_JS = """
watch('value', () => {
  element.closest('#sources').scrollTop = 0;
  document.querySelectorAll('.cite.marked').forEach(marker => marker.classList.remove('marked'));
});
"""
