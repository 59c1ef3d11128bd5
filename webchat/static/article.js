// The whole article: beside the conversation, over the sources; where there is no room beside it, over the page.
// The address names it, so that Back closes it and a link opens it.

const bar = reader.querySelector('.steps'), saying = reader.querySelector('.saying'), wide = matchMedia('(min-width: 761px)');
let opened = null; // the place in an article that is shown: {id, version, start, end}
let focused = null; // what had the focus before

const isBeside = () => reader.open && reader.matches('.beside') && reader.checkVisibility();
// The buttons that open the citations of the conversation, oldest first.
const citations = () => [...cards.children].reverse()
  .flatMap(turn => [...turn.querySelectorAll('.card:not(.plain) > button.show')]);
const citationAt = place => citations().findIndex(button =>
  ['id', 'version', 'start', 'end'].every(name => button.dataset[name] === String(place[name] ?? '')));

// The place in the address: `article`, `version` and `at`, such as "46-103"; null without one.
function placeInAddress() {
  const named = new URL(location).searchParams, id = named.get('article') ?? '';
  const [start, end] = /^(\d+)-(\d+)$/.exec(named.get('at') ?? '')?.slice(1) ?? ['0', '0'];
  return /^\w+$/.test(id) ? {id, version: named.get('version') ?? '', start, end} : null;
}

function withPlace(url, {id, version, start, end} = {}) {
  const named = {article: id, version, at: +end ? `${start}-${end}` : ''};
  for (const [name, value] of Object.entries(named)) {
    if (value) url.searchParams.set(name, value);
    else url.searchParams.delete(name);
  }
  return url;
}

function read(place, write = history.pushState) {
  write.call(history, {reading: true}, '', withPlace(new URL(location), place));
  return followAddress();
}

// What the link to another reader's answer adds to its conversation.
const shared = () => own ? {} : {answer: new URL(location).searchParams.get('answer') ?? '', key: key()};

// Shows the article in the address, or none.
async function followAddress() {
  const place = opened = placeInAddress();
  saying.textContent = '';
  if (!place) return reader.close();
  lay();
  let text = t('offline');
  try {
    const {id, version, start, end} = place;
    text = await (await fetch(`article/${id}?${new URLSearchParams({version, start, end, conversation, ...shared()})}`)).text();
    if (opened !== place) return;
    story.innerHTML = text;
  } catch {
    story.textContent = text;
  }
  story.scrollTop = 0;
  story.querySelector('mark.here')?.scrollIntoView({block: 'center'});
  nameStep(place);
}

function lay() {
  if (reader.open && reader.checkVisibility()) return;
  focused = document.activeElement;
  reader.open = false; // it may be open in a tab that is hidden now
  const beside = wide.matches && pane.checkVisibility();
  reader.classList.toggle('beside', beside);
  sources.inert = beside;
  (beside ? pane : document.body).append(reader); // a dialog in the tab that is hidden couldn't be shown
  story.textContent = t('opening');
  if (beside) reader.show();
  else reader.showModal();
}

// Names the citation that is shown, and marks its card and its markers in the answer.
function nameStep(place) {
  const all = citations(), number = citationAt(place);
  bar.hidden = !all.length || !pane.checkVisibility();
  bar.querySelector('.place').textContent = number < 0 ? '' : t('citation', {number: number + 1, n: all.length});
  document.querySelectorAll('.marked').forEach(old => old.classList.remove('marked'));
  const card = all[number]?.closest('.card');
  if (card) [card, ...log.querySelectorAll(`a.cite[href="#${card.id}"]`)].forEach(each => each.classList.add('marked'));
}

function step(by) {
  const all = citations(), now = opened ? citationAt(opened) : -1;
  if (all.length) read(all[now < 0 ? 0 : (now + by + all.length) % all.length].dataset, history.replaceState);
}

reader.addEventListener('close', () => {
  sources.inert = false;
  const now = document.activeElement;
  if (now === document.body || reader.contains(now)) focused?.focus(); // it was inert, so the dialog couldn't
  if (reader.open || !placeInAddress()) return; // Back closed it, and Forward may have opened it again
  if (history.state?.reading) history.back();
  else history.replaceState({}, '', withPlace(new URL(location)));
});
reader.addEventListener('keydown', event => {
  if (event.ctrlKey || event.metaKey || event.altKey) return;
  if (event.key === 'n') step(1);
  else if (event.key === 'p') step(-1);
});
document.addEventListener('keydown', event => { if (event.key === 'Escape' && isBeside()) reader.close(); });
document.addEventListener('edited', async ({detail: id}) => {
  await read({id}, opened ? history.replaceState : history.pushState);
  saying.textContent = t('saved');
});
document.addEventListener('removed', ({detail: ids}) => { if (ids.includes(opened?.id)) reader.close(); });
addEventListener('popstate', async () => {
  setScope(scopeOfAddress());
  if (address() !== conversation) await restore();
  followAddress();
});
