// The reader's conversations: beside the chat where there is room, else a drawer. Exports, and collected quotations.

const panel = find('#history'), listing = panel.querySelector('.list'), searched = panel.querySelector('[type=search]');
const opener = find('#show-history'), notice = panel.querySelector('.status');
const exporting = document.body.appendChild(find('#export')); // a dialog in a tab that is hidden couldn't be shown
const roomy = matchMedia('(min-width: 1280px)');
const UNDO = 10_000; // milliseconds in which a deletion can be taken back

function showPanel(shown) {
  if (!shown) panel.close();
  else if (roomy.matches) panel.open = true; // unlike show(), leaves the focus where it is
  else panel.showModal();
  followPanel();
  if (shown) list();
}

function followPanel() {
  pane.classList.toggle('with-history', panel.open && roomy.matches);
  opener.ariaExpanded = String(panel.open);
}

async function list() {
  if (!panel.open || listing.querySelector('input')) return;
  const asked = searched.value;
  const {list: shown, error} = await get(`conversations?${new URLSearchParams({search: asked, current: conversation})}`);
  if (searched.value !== asked) return;
  if (error) listing.replaceChildren(make('p', {role: 'alert', textContent: error}));
  else listing.innerHTML = shown;
}

const change = (id, changed) => get(`conversation/${id}`, changed);

function say(sentence, ...buttons) {
  notice.replaceChildren(sentence, ...buttons);
  clearTimeout(say.clear);
  if (sentence) say.clear = setTimeout(() => say(''), UNDO);
}

function begin(write) {
  goTo(draw(), write, {});
  empty();
  followAddress();
}

function rename(row) {
  const link = row.querySelector('.open');
  const field = make('input', {type: 'text', value: row.dataset.title, maxLength: 200, ariaLabel: t('name')});
  let done = false;
  const end = async kept => {
    if (done) return;
    done = true;
    const {error} = kept ? await change(row.dataset.id, {name: field.value}) : {};
    field.replaceWith(link);
    say(error ?? '');
    await list();
    listing.querySelector(`[data-id="${row.dataset.id}"] summary`)?.focus();
  };
  field.addEventListener('keydown', event => {
    if (!['Enter', 'Escape'].includes(event.key)) return;
    event.preventDefault();
    event.stopPropagation();
    end(event.key === 'Enter');
  });
  field.addEventListener('blur', () => end(true));
  link.replaceWith(field);
  field.select();
}

function confirmDeletion(row) {
  const menu = row.querySelector('.menu'), yes = make('button', {type: 'button', className: 'really', textContent: t('delete')});
  const question = make('p', {className: 'confirm'}, `${t('delete_asked')} `, yes, ' ',
    make('button', {type: 'button', className: 'keep', textContent: t('keep')}));
  menu.hidden = true;
  row.append(question);
  yes.focus();
}

async function remove(row) {
  const {id, title} = row.dataset;
  const {error} = await change(id, {deleted: true});
  if (error) return say(error);
  if (id === conversation) begin(history.replaceState);
  const undo = make('button', {type: 'button', textContent: t('undo')});
  undo.addEventListener('click', async () => {
    say((await change(id, {deleted: false})).error ?? '');
    list();
  });
  say(`${t('deleted', {title})} `, undo);
  await list();
  undo.focus();
}

listing.addEventListener('click', async event => {
  const link = event.target.closest('a.open'), button = event.target.closest('button');
  const row = event.target.closest('[data-id]');
  if (link && !event.ctrlKey && !event.metaKey && !event.shiftKey) {
    event.preventDefault();
    goTo(row.dataset.id, history.pushState, {});
    if (panel.matches(':modal')) panel.close();
    await restore();
    followAddress();
    list();
  }
  if (!button) return;
  button.closest('.menu')?.removeAttribute('open');
  if (button.matches('.rename')) rename(row);
  else if (button.matches('.delete')) confirmDeletion(row);
  else if (button.matches('.really')) remove(row);
  else if (button.matches('.export-conversation')) chooseExport(`conversation/${row.dataset.id}/export`);
  else if (button.matches('.pin')) {
    say((await change(row.dataset.id, {pinned: button.dataset.pinned === 'true'})).error ?? '');
    list();
  } else if (button.matches('.keep')) {
    row.querySelector('.menu').hidden = false;
    button.parentElement.remove();
    row.querySelector('summary').focus();
  }
});
listing.addEventListener('toggle', event => { // one menu at a time
  if (event.target.open) listing.querySelectorAll('.menu[open]').forEach(menu => { menu.open = menu === event.target; });
}, true);

opener.addEventListener('click', () => {
  showPanel(!panel.open);
  localStorage.setItem('history', panel.open && roomy.matches ? 'open' : '');
});
panel.addEventListener('click', event => {
  if (event.target !== panel && !event.target.closest('.bar .close')) return;
  panel.close();
  localStorage.setItem('history', '');
});
panel.addEventListener('close', followPanel);
panel.addEventListener('keydown', event => {
  if (event.key === 'Escape' && !panel.matches(':modal')) { panel.close(); opener.focus(); }
});
roomy.addEventListener('change', () => { if (panel.open) panel.close(); });
searched.addEventListener('input', () => {
  clearTimeout(list.soon);
  list.soon = setTimeout(list, 200);
});
document.addEventListener('conversation', list);

// Exports

function chooseExport(path) {
  exporting.querySelector('form').dataset.path = path;
  exporting.returnValue = '';
  exporting.showModal();
}

exporting.addEventListener('change', () => {
  const {styled} = exporting.querySelector('[name=format]:checked').dataset;
  exporting.querySelector('select').disabled = styled === 'false';
});
exporting.addEventListener('close', () => {
  if (exporting.returnValue !== 'save') return;
  const form = exporting.querySelector('form'), format = form.elements.format.value;
  const address = `${form.dataset.path}?${new URLSearchParams({format, style: form.elements.style.value, key: key()})}`;
  if (format === 'print') {
    const opened = open(address);
    opened?.addEventListener('load', () => opened.print());
  } else make('a', {href: address, download: ''}).click();
});
document.addEventListener('export', event => chooseExport(event.detail));

// Collected quotations

document.addEventListener('click', async event => {
  const button = event.target.closest('button.collect');
  if (!button) return;
  const {number, citation} = button.dataset;
  const {error} = await get('clipboard', {conversation, number: +number, citation: +citation, key: key()});
  button.textContent = error ?? t('collected');
  button.ariaPressed = String(!error);
  document.dispatchEvent(new Event('clipboard'));
});

if (roomy.matches && localStorage.getItem('history') === 'open') showPanel(true);
