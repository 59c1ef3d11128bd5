// The filter of the next question: its fields, its chips, and the address, from which it is restored.

const LISTS = {outlets: 'outlet', languages: 'language', sections: 'section'}; // part of the filter -> its name in the address
const TEXTS = {since: 'since', until: 'until', article: 'only', story: 'story'};
const EVERYTHING = {outlets: [], languages: [], sections: [], since: '', until: '', article: '', story: '', title: ''};
let scope = EVERYTHING;
let sizes = {}; // outlet -> its number of articles
let bars = []; // of the histogram: {since, until, label, articles}

const outlet = find('#outlet'), listed = find('#outlets'), chips = find('#chips'), histogram = find('#histogram');
const [first, last] = histogram.querySelectorAll('[type=range]');
const filter = () => scope;

function setScope(changes) {
  scope = {...scope, ...changes};
  [days[0].value, days[1].value] = [scope.since, scope.until];
  history.replaceState(history.state, '', inAddress(new URL(location)));
  drawChips();
  drawBrush();
}

// The filter in the address

function inAddress(url) {
  for (const name of [...Object.values(LISTS), ...Object.values(TEXTS)]) url.searchParams.delete(name);
  for (const [part, name] of Object.entries(LISTS)) scope[part].forEach(value => url.searchParams.append(name, value));
  for (const [part, name] of Object.entries(TEXTS)) if (scope[part]) url.searchParams.set(name, scope[part]);
  return url;
}

function scopeOfAddress() {
  const named = new URL(location).searchParams;
  const texts = Object.entries(TEXTS).map(([part, name]) => [part, named.get(name) ?? '']);
  const lists = Object.entries(LISTS).map(([part, name]) => [part, [...new Set(named.getAll(name).filter(Boolean))]]);
  return {...EVERYTHING, ...Object.fromEntries(texts), ...Object.fromEntries(lists)};
}

// The chips

const languageName = tag => {
  try { return new Intl.DisplayNames(speech, {type: 'language'}).of(tag); } catch { return tag; }
};
const dayName = iso => {
  const day = new Date(`${iso}T00:00Z`);
  return isNaN(day) ? iso : day.toLocaleDateString(speech === 'en' ? 'en-GB' : speech, {day: 'numeric', month: 'short', year: 'numeric', timeZone: 'UTC'});
};

function drawChips() {
  const {since, until, article, story, title} = scope;
  const without = (part, value) => ({[part]: scope[part].filter(each => each !== value)});
  const all = [
    ...scope.outlets.map(name => [name, without('outlets', name)]),
    ...scope.languages.map(tag => [languageName(tag), without('languages', tag)]),
    ...scope.sections.map(name => [t('section', {name}), without('sections', name)]),
    ...(since || until ? [[spanName(since, until), {since: '', until: ''}]] : []),
    ...(article ? [[t('only_article', {title: title || t('this_article')}), {article: '', title: ''}]] : []),
    ...(story ? [[t('story', {title: title || t('this_article')}), {story: '', title: ''}]] : []),
  ];
  chips.replaceChildren(...all.map(([name, changes]) => {
    const remove = make('button', {type: 'button', textContent: '×', ariaLabel: t('remove', {name})});
    remove.addEventListener('click', () => { setScope(changes); (chips.querySelector('button') ?? box).focus(); });
    return make('li', {}, make('span', {textContent: name, dir: 'auto'}), remove);
  }));
  find('#unfilter').hidden = !all.length;
  if ((article || story) && !title) entitle(article || story);
}

const spanName = (since, until) => since === until ? dayName(since)
  : since && until ? t('span', {first: dayName(since), last: dayName(until)})
    : since ? t('since', {day: dayName(since)}) : t('until', {day: dayName(until)});

// The headline of an article in the address.
async function entitle(id) {
  const {title} = await get(`library/facets?${new URLSearchParams({id})}`);
  if (title && (scope.article || scope.story) === id) setScope({title});
}

function clearFilter() {
  outlet.value = '';
  suggest(false);
  setScope(EVERYTHING);
}
find('#unfilter').addEventListener('click', () => { clearFilter(); box.focus(); });

function widen(button) {
  clearFilter();
  setScope(JSON.parse(button.dataset.scope));
  ask(button.closest('.exchange').dataset.question);
}

// "Ask about this article only", below an open article.
function limit({kind, id, title}) {
  history.replaceState({}, '', withPlace(new URL(location))); // else closing the article would go back to the filter before
  reader.close();
  setScope({article: '', story: '', [kind]: id, title});
  openTab('ask');
  requestAnimationFrame(() => box.focus());
}

// Outlets: the nearest completion first, so that "CN" names CNN before CNBC.

function matches() {
  const typed = outlet.value.trim().toLowerCase(), taken = new Set(scope.outlets);
  const rank = name => [name.startsWith(typed) ? 0 : name.includes(` ${typed}`) ? 1 : 2, typed ? name.length : 0];
  return Object.keys(sizes).filter(name => !taken.has(name) && name.toLowerCase().includes(typed))
    .map(name => [...rank(name.toLowerCase()), -sizes[name], name])
    .sort((one, other) => one[0] - other[0] || one[1] - other[1] || one[2] - other[2]).map(([, , , name]) => name);
}

function suggest(open = true) {
  const shown = open ? matches() : [];
  listed.replaceChildren(...shown.map((name, place) => {
    const option = make('li', {role: 'option', id: `outlet-${place}`, ariaSelected: String(place === 0)}, name,
      make('span', {textContent: sizes[name].toLocaleString(speech)}));
    option.dataset.name = name;
    return option;
  }));
  listed.hidden = !shown.length;
  outlet.ariaExpanded = String(!listed.hidden);
  point(0);
}

function point(place) {
  const options = [...listed.children];
  options.forEach((option, index) => { option.ariaSelected = String(index === place); });
  options[place]?.scrollIntoView({block: 'nearest'});
  if (options[place]) outlet.setAttribute('aria-activedescendant', options[place].id);
  else outlet.removeAttribute('aria-activedescendant');
}

function choose(name) {
  outlet.value = '';
  suggest(false);
  setScope({outlets: [...scope.outlets, name]});
}

outlet.addEventListener('input', () => suggest());
outlet.addEventListener('focus', () => suggest());
outlet.addEventListener('blur', () => suggest(false));
outlet.addEventListener('keydown', event => {
  const options = [...listed.children], now = options.findIndex(option => option.ariaSelected === 'true');
  if (event.key === 'Enter') { event.preventDefault(); if (options[now]) choose(options[now].dataset.name); }
  else if (event.key === 'ArrowDown') { event.preventDefault(); point(Math.min(now + 1, options.length - 1)); }
  else if (event.key === 'ArrowUp') { event.preventDefault(); point(Math.max(now - 1, 0)); }
  else if (event.key === 'Escape') suggest(false);
  else if (event.key === 'Backspace' && !outlet.value) { setScope({outlets: scope.outlets.slice(0, -1)}); suggest(); }
});
listed.addEventListener('mousedown', event => {
  event.preventDefault(); // the field keeps the focus
  const option = event.target.closest('[role=option]');
  if (option) choose(option.dataset.name);
});

// Languages, sections and days

const LABELS = {languages: languageName, sections: String};
for (const part of Object.keys(LABELS)) {
  const select = find(`#${part}`);
  select.addEventListener('change', () => {
    if (select.value && !scope[part].includes(select.value)) setScope({[part]: [...scope[part], select.value]});
    select.value = '';
  });
}
days.forEach((day, end) => day.addEventListener('change', () => {
  if (!day.validity.badInput) setScope(end ? {until: day.value} : {since: day.value});
}));

// Offers what the collection holds; again when it has changed.
async function offer() {
  const facets = await get('library/facets');
  if (facets.error) return;
  for (const [part, label] of Object.entries(LABELS)) {
    const select = find(`#${part}`), named = Object.entries(facets[part]);
    select.replaceChildren(select.options[0], ...named.map(([value, number]) =>
      make('option', {value, textContent: `${label(value)} (${number.toLocaleString(speech)})`})));
    select.closest('label').hidden = !named.length;
  }
  bars = facets.days;
  const most = Math.max(1, ...bars.map(bar => bar.articles));
  histogram.hidden = bars.length < 2;
  histogram.querySelector('.bars').replaceChildren(...bars.map(({articles, label}) => {
    const bar = make('i', {title: `${label}: ${articles.toLocaleString(speech)}`});
    bar.style.height = `${articles ? Math.max(4, 100 * articles / most) : 0}%`;
    return bar;
  }));
  for (const end of [first, last]) end.max = bars.length - 1;
  drawBrush();
}
let isOffered = false;
find('#filters').addEventListener('toggle', () => { if (!isOffered) { isOffered = true; offer(); } });
document.addEventListener('collection', () => { if (isOffered) offer(); });

// The histogram is brushed with its two sliders, or by drawing over its bars.

function drawBrush() {
  if (!bars.length) return;
  const {since, until} = scope, end = bars.length - 1;
  const from = since ? bars.findIndex(bar => bar.until >= since) : 0;
  const to = until ? bars.findLastIndex(bar => bar.since <= until) : end;
  [first.value, last.value] = [from < 0 ? end : from, Math.max(0, to)];
  [first, last].forEach((slider, place) => {
    slider.ariaValueText = dayName(place ? bars[slider.value].until : bars[slider.value].since);
  });
  histogram.querySelectorAll('i').forEach((bar, place) => bar.classList.toggle('out', place < from || place > to || from < 0));
  histogram.querySelector('.span').textContent = spanName(since || bars[0].since, until || bars[end].until);
}

function brush(from, to) {
  const [low, high] = [Math.min(from, to), Math.max(from, to)], end = bars.length - 1;
  setScope({since: low ? bars[low].since : '', until: high < end ? bars[high].until : ''});
}
first.addEventListener('input', () => brush(+first.value, Math.max(+first.value, +last.value)));
last.addEventListener('input', () => brush(Math.min(+first.value, +last.value), +last.value));

const plane = histogram.querySelector('.bars');
const barAt = event => {
  const {left, width} = plane.getBoundingClientRect();
  return Math.max(0, Math.min(bars.length - 1, Math.floor(bars.length * (event.clientX - left) / width)));
};
plane.addEventListener('pointerdown', event => {
  const start = barAt(event);
  plane.setPointerCapture(event.pointerId);
  plane.onpointermove = moved => brush(start, barAt(moved));
  plane.onpointerup = plane.onpointercancel = () => { plane.onpointermove = null; };
  brush(start, start);
});
