// The clipboard: quotations collected from the answers of all conversations. Runs once, when it is on the page.

const board = document.querySelector('#clipboard'), clips = board.querySelector('.list');
const said = board.querySelector('.status');

// One request after the other: a list that is read shows what was written before.
let last = Promise.resolve();
const send = (path, body) => (last = last.then(() => get(path, body)));

async function show() {
  const {list, count, error} = await send('clipboard');
  said.textContent = error ?? '';
  if (error) return;
  clips.innerHTML = list;
  clips.querySelectorAll('textarea').forEach(fit);
  board.querySelector('.export').disabled = !count;
}

function fit(note) {
  note.style.height = 'auto';
  if (note.scrollHeight) note.style.height = `${note.scrollHeight + 2}px`;
}

// A source whose quotation is no longer collected can be collected again.
function forget({id, version, start, end}) {
  const place = `.show[data-id="${id}"][data-version="${version}"][data-start="${start}"][data-end="${end}"]`;
  for (const button of document.querySelectorAll(`.card > ${place} ~ .collect`)) {
    button.ariaPressed = 'false';
    button.textContent = t('collect');
  }
}

clips.addEventListener('click', async event => {
  const button = event.target.closest('button'), clip = event.target.closest('.clip');
  if (!button?.matches('.move, .remove')) return;
  const {by} = button.dataset;
  const {error} = await send(`clipboard/${clip.dataset.id}`, by ? {move: +by} : {removed: true});
  if (!by && !error) forget(clip.querySelector('.show')?.dataset ?? {});
  await show();
  said.textContent = error ?? (by ? '' : t('removed'));
  const moved = clips.querySelector(`[data-id="${clip.dataset.id}"]`);
  moved?.querySelector(`.move[data-by="${by}"]:not(:disabled), .move:not(:disabled)`)?.focus();
});
clips.addEventListener('input', event => fit(event.target));
clips.addEventListener('change', async event => {
  const {error} = await send(`clipboard/${event.target.closest('.clip').dataset.id}`, {note: event.target.value});
  said.textContent = error ?? t('note_kept');
});
board.querySelector('.export').addEventListener('click', () =>
  document.dispatchEvent(new CustomEvent('export', {detail: 'clipboard/export'})));
document.addEventListener('clipboard', show);
show();
