// The filter

let sizes = {}; // outlet -> its number of articles
const outlet = find('#outlet'), listed = find('#outlets'), chosen = filters.querySelector('.chosen');
const names = () => [...chosen.children].map(chip => chip.dataset.name);
const filter = () => ({outlets: names(), since: days[0].value, until: days[1].value});

// The nearest completion first: "CN" names CNN before CNBC.
function matches() {
  const typed = outlet.value.trim().toLowerCase(), taken = new Set(names());
  const rank = name => [name.startsWith(typed) ? 0 : name.includes(` ${typed}`) ? 1 : 2, typed ? name.length : 0];
  return Object.keys(sizes).filter(name => !taken.has(name) && name.toLowerCase().includes(typed))
    .map(name => [...rank(name.toLowerCase()), -sizes[name], name])
    .sort((one, other) => one[0] - other[0] || one[1] - other[1] || one[2] - other[2]).map(([, , , name]) => name);
}

function suggest(open = true) {
  const shown = open ? matches() : [];
  listed.replaceChildren(...shown.map((name, place) => {
    const option = make('li', {role: 'option', id: `outlet-${place}`, ariaSelected: String(place === 0)}, name,
      make('span', {textContent: sizes[name].toLocaleString(document.documentElement.lang)}));
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
  const chip = make('li', {}, name, make('button', {type: 'button', textContent: '×', ariaLabel: t('remove', {name})}));
  chip.dataset.name = name;
  chosen.append(chip);
  outlet.value = '';
  suggest(false);
  name_filter();
}

function name_filter() {
  const {outlets, since, until} = filter();
  const parts = [outlets.join(', '), since && t('since', {day: since}), until && t('until', {day: until})].filter(Boolean);
  filters.querySelector('.active').textContent = parts.length ? `: ${parts.join(' · ')}` : '';
}

function clearFilter() {
  chosen.replaceChildren();
  for (const day of days) day.value = '';
  outlet.value = '';
  suggest(false);
  name_filter();
}

function widen(button) {
  const {outlets, since, until} = button.dataset;
  clearFilter();
  JSON.parse(outlets).forEach(choose);
  [days[0].value, days[1].value] = [since, until];
  name_filter();
  ask(button.closest('.exchange').dataset.question);
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
  else if (event.key === 'Backspace' && !outlet.value) { chosen.lastElementChild?.remove(); name_filter(); suggest(); }
});
listed.addEventListener('mousedown', event => {
  event.preventDefault(); // the field keeps the focus
  const option = event.target.closest('[role=option]');
  if (option) choose(option.dataset.name);
});
chosen.addEventListener('click', event => {
  event.target.closest('button')?.parentElement.remove();
  name_filter();
});
for (const day of days) day.addEventListener('change', name_filter);
