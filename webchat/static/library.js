// The Articles tab: the list, edits and removals, the picture. With adding.js, it runs once as one script, when
// the tab is on the page.

const library = document.querySelector('#library'), at = selector => library.querySelector(selector);
const finder = at('#find'), table = at('#listing'), pages = at('#pages'), undoing = at('#undo');
const asking = at('#confirm'), editor = at('#edit'), chosen = new Set(); // the ids of the selected articles

function alertIn(place, sentence) {
  place.replaceChildren(...(sentence ? [make('p', {role: 'alert', textContent: sentence})] : []));
}

// The list

let order = {by: 'day', descending: true}, page = 1, asked = 0;

function query() {
  const {words, since, until} = Object.fromEntries(new FormData(finder));
  const lists = ['outlets', 'languages', 'sections'].map(name => [name, [finder.elements[name].value].filter(Boolean)]);
  return {words, since, until, ...Object.fromEntries(lists), ...order, page};
}

async function list(keep = false) {
  if ([...finder.querySelectorAll('[type=date]')].some(day => day.validity.badInput)) return;
  if (!keep) page = 1;
  const turn = ++asked, shown = await get('library', query());
  if (turn !== asked) return; // a newer list was asked for meanwhile
  alertIn(at('#listing-alert'), shown.error);
  if (shown.error) return;
  const focused = table.contains(document.activeElement) && document.activeElement.dataset.by;
  table.innerHTML = shown.table;
  if (focused) table.querySelector(`[data-by="${focused}"]`)?.focus();
  page = shown.page;
  pages.hidden = shown.pages < 2;
  pages.querySelector('.page').textContent = t('page', {page, pages: shown.pages});
  const [before, after] = pages.querySelectorAll('button');
  before.disabled = page === 1;
  after.disabled = page === shown.pages;
  const isNewestFirst = order.by === 'day' && order.descending;
  [before.textContent, after.textContent] = isNewestFirst ? [t('newer_page'), t('older_page')] : [t('before'), t('after')];
  at('#samples').hidden = !shown.samples;
  for (const box of table.querySelectorAll('[data-id][type=checkbox]')) box.checked = chosen.has(box.dataset.id);
  choose();
}

function choose() {
  const boxes = [...table.querySelectorAll('[data-id][type=checkbox]')], all = table.querySelector('.all');
  if (all) {
    all.checked = boxes.length > 0 && boxes.every(box => box.checked);
    all.indeterminate = !all.checked && boxes.some(box => box.checked);
  }
  at('#remove').hidden = !chosen.size;
  at('#remove').textContent = t('remove_many', {n: chosen.size});
}

// What the collection offers to filter by.
async function offer() {
  const facets = await get('library/facets');
  if (facets.error) return;
  for (const name of ['outlets', 'languages', 'sections']) {
    const select = finder.elements[name], value = select.value, all = select.options[0];
    select.replaceChildren(all, ...Object.entries(facets[name]).map(([each, number]) =>
      make('option', {value: each, textContent: `${each} (${number.toLocaleString(speech)})`})));
    select.value = value in facets[name] ? value : '';
    select.closest('label').hidden = select.options.length === 1;
  }
}

let soon = 0;
function changed() {
  clearTimeout(soon);
  soon = setTimeout(list, 200);
}
finder.addEventListener('input', event => {
  if (event.target.name === 'by') order = {by: event.target.value, descending: ['day', 'added'].includes(event.target.value)};
  changed();
});
finder.addEventListener('reset', () => { order = {by: 'day', descending: true}; changed(); });
finder.addEventListener('submit', event => { event.preventDefault(); list(); });
pages.addEventListener('click', async event => {
  const button = event.target.closest('button');
  if (!button) return;
  page += +button.dataset.by;
  await list(true);
  at('#listing-heading').scrollIntoView({block: 'start'});
});
table.addEventListener('click', event => {
  const sort = event.target.closest('.sort');
  if (!sort) return;
  order = {by: sort.dataset.by, descending: sort.dataset.descending === 'true'};
  finder.elements.by.value = order.by;
  list();
});
table.addEventListener('change', event => {
  const boxes = event.target.matches('.all') ? table.querySelectorAll('[data-id][type=checkbox]') : [event.target];
  for (const box of boxes) {
    box.checked = event.target.checked;
    if (box.checked) chosen.add(box.dataset.id);
    else chosen.delete(box.dataset.id);
  }
  choose();
});

// Whoever reads the collection elsewhere on the page looks at it again.
function tell() {
  document.dispatchEvent(new Event('collection'));
  offer();
  list(true);
  if (at('#overview').open) draw();
}

// Removing: asked twice, and undone within some seconds

function confirmed(question) {
  at('#confirm-question').textContent = question;
  asking.returnValue = '';
  asking.showModal();
  return new Promise(resolve => {
    asking.addEventListener('close', () => resolve(asking.returnValue === 'remove'), {once: true});
  });
}

async function remove(ids, question) {
  if (!ids.length || !await confirmed(question)) return;
  const {token, seconds, articles, error} = await get('library/remove', {ids});
  alertIn(at('#listing-alert'), error);
  if (error) return;
  ids.forEach(id => chosen.delete(id));
  document.dispatchEvent(new CustomEvent('removed', {detail: ids}));
  const left = make('span'), undo = make('button', {type: 'button', textContent: t('undo')});
  const line = make('p', {}, make('span', {textContent: t('leaving', {n: articles})}), left, ' ', undo);
  left.ariaHidden = 'true';
  undoing.append(line);
  const end = Date.now() + 1000 * seconds;
  const clock = setInterval(count, 250);
  function count() {
    const rest = Math.ceil((end - Date.now()) / 1000);
    left.textContent = rest > 0 ? t('seconds', {n: rest}) : '';
    if (rest <= -1) { over(); tell(); }
  }
  function over() { clearInterval(clock); line.remove(); }
  undo.addEventListener('click', async () => {
    const {kept, error} = await get('library/undo', {token});
    over();
    alertIn(at('#listing-alert'), error ?? (kept ? '' : t('too_late')));
    tell();
  });
  count();
  list(true);
}

at('#remove').addEventListener('click', () => remove([...chosen], t('really_many', {n: chosen.size})));
at('#samples').addEventListener('click', async () => {
  alertIn(at('#listing-alert'), (await get('library/samples', {})).error);
  tell();
});

// Editing

let edited = ''; // the id of the article that is edited
function edit({id, ...values}) {
  const form = editor.querySelector('form');
  edited = id;
  alertIn(editor.querySelector('.alert'), '');
  for (const [name, value] of Object.entries(values)) form.elements[name].value = value;
  editor.showModal();
}
editor.querySelector('.cancel').addEventListener('click', () => editor.close());
editor.querySelector('form').addEventListener('submit', async event => {
  event.preventDefault();
  const {error} = await get('library/edit', {id: edited, ...Object.fromEntries(new FormData(event.target))});
  alertIn(editor.querySelector('.alert'), error);
  if (error) return;
  editor.close();
  document.dispatchEvent(new CustomEvent('edited', {detail: edited}));
  tell();
});

// What a reader wants who looks at the article.
document.addEventListener('wish', ({detail: {action, ...article}}) => {
  if (action === 'edit-article') edit(article);
  else remove([article.id], t('really', {title: article.title}));
});

// The picture

const FAR = 1e6; // pixels
let drawn = '', drawing = 0;
async function draw() {
  clearTimeout(drawing);
  const picture = at('#picture');
  try {
    const shown = await (await fetch('library/picture')).text();
    const isTableOpen = picture.querySelector('.numbers')?.open;
    const place = picture.querySelector('.frame')?.scrollLeft ?? FAR; // at first the newest days
    if (shown !== drawn) picture.innerHTML = drawn = shown; // else the focus stays
    picture.querySelector('.frame')?.scrollTo(place, 0);
    if (isTableOpen) picture.querySelector('.numbers')?.setAttribute('open', '');
  } catch {
    picture.textContent = t('offline');
    drawn = '';
  }
  // The server reads the names meanwhile.
  if (picture.querySelector('.reading')) drawing = setTimeout(() => { if (at('#overview').open) draw(); }, 2_000);
}
at('#overview').addEventListener('toggle', () => { if (at('#overview').open) draw(); });
at('#picture').addEventListener('click', event => {
  const name = event.target.closest('.name');
  if (!name) return;
  finder.reset();
  finder.elements.words.value = name.dataset.words;
  list();
  at('#listing-heading').scrollIntoView({block: 'start'});
});
