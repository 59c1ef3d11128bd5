// Adding articles: files and folders, pasted texts, pages and feeds. The chat works meanwhile.

const drop = at('.drop'), entries = at('#entries'), report = at('#report'), total = at('#adding-total');
const AT_ONCE = 3; // uploads that run at the same time
const FINISHED = ['done', 'cancelled', 'failed'];
const batch = sessionStorage.batch ??=
  Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
const rows = new Map(); // the id of an entry on the server -> its row
const queue = []; // files that aren't sent yet, each with its row
let sending = 0, looking = 0;

function row(name) {
  const bar = make('progress', {max: 1, value: 0, ariaLabel: t('progress_of', {name})});
  const line = make('span', {className: 'line', textContent: t('waiting_file')});
  const cancel = make('button', {type: 'button', className: 'cancel', textContent: t('cancel'), ariaLabel: t('cancel_file', {name})});
  const made = make('li', {}, make('span', {className: 'name', textContent: name, dir: 'auto'}), bar, line, cancel);
  entries.append(made);
  return {made, bar, line, cancel};
}

function finish({made, bar, cancel}, state) {
  made.className = state;
  bar.remove();
  cancel.remove();
}

// Files

function add(files) {
  report.replaceChildren();
  for (const {file, name, title = name} of files) {
    const entry = {file, name, ...row(title)};
    entry.cancel.addEventListener('click', () => {
      entry.isCancelled = true;
      if (entry.request) entry.request.abort();
      else if (!entry.id) { entry.line.textContent = t('cancelled'); finish(entry, 'cancelled'); }
      if (entry.id) get('library/cancel', {batch, id: entry.id}).then(look);
    });
    queue.push(entry);
  }
  send();
}

function send() {
  while (sending < AT_ONCE && queue.length) {
    const entry = queue.shift();
    if (entry.isCancelled) continue;
    sending++;
    upload(entry).then(sentence => {
      sending--;
      if (sentence) { entry.line.textContent = sentence; finish(entry, entry.isCancelled ? 'cancelled' : 'failed'); }
      send();
      look();
    });
  }
}

// Sends a file. Returns what went wrong, as a sentence.
function upload(entry) {
  return new Promise(resolve => {
    const request = entry.request = new XMLHttpRequest();
    request.open('POST', `library/upload?${new URLSearchParams({batch, name: entry.name.slice(-300)})}`);
    request.setRequestHeader('Content-Type', 'application/octet-stream');
    request.upload.addEventListener('progress', ({loaded, total}) => {
      entry.bar.value = total ? loaded / total / 2 : 0; // the second half is the reading
      entry.line.textContent = t('sending');
    });
    request.addEventListener('abort', () => resolve(t('cancelled')));
    request.addEventListener('error', () => resolve(t('offline')));
    request.addEventListener('load', () => {
      entry.request = null;
      let answer = {};
      try { answer = JSON.parse(request.responseText); } catch { answer = {error: request.responseText}; }
      if (!answer.id) return resolve(answer.error || t('offline'));
      entry.id = answer.id;
      rows.set(answer.id, entry);
      resolve('');
    });
    request.send(entry.file);
  });
}

// The files of a drop, those in folders too.
async function dropped(items) {
  const found = [], walk = async entry => {
    if (entry.isFile) {
      const file = await new Promise((resolve, reject) => entry.file(resolve, reject));
      found.push({file, name: entry.fullPath.replace(/^\//, '')});
    } else if (entry.isDirectory) {
      const reader = entry.createReader();
      for (let some; (some = await new Promise((resolve, reject) => reader.readEntries(resolve, reject))).length;) {
        for (const each of some) await walk(each);
      }
    }
  };
  // The list of items is emptied when the event is over, so the entries are taken at once.
  const taken = [...items].map(item => [item.webkitGetAsEntry?.(), item.getAsFile()]);
  for (const [entry, file] of taken) {
    if (entry) await walk(entry);
    else if (file) found.push({file, name: file.name});
  }
  return found;
}

for (const kind of ['dragenter', 'dragover']) {
  drop.addEventListener(kind, event => { event.preventDefault(); drop.classList.add('over'); });
}
drop.addEventListener('dragleave', () => drop.classList.remove('over'));
drop.addEventListener('drop', async event => {
  event.preventDefault();
  drop.classList.remove('over');
  add(await dropped(event.dataTransfer.items));
});
drop.addEventListener('change', event => {
  add([...event.target.files].map(file => ({file, name: file.webkitRelativePath || file.name})));
  event.target.value = '';
});

// What the server does with them

async function look() {
  clearTimeout(looking);
  const shown = await get(`library/uploads?batch=${batch}`);
  if (shown.error) return;
  const before = [...rows.values()].filter(each => FINISHED.includes(each.state)).length;
  for (const {id, name, state, share, line} of shown.entries) {
    const entry = rows.get(id) ?? {id, name, ...row(name)};
    if (!rows.has(id)) entry.cancel.addEventListener('click', () => get('library/cancel', {batch, id}).then(look));
    rows.set(id, entry);
    if (FINISHED.includes(entry.state)) continue;
    entry.state = state;
    entry.bar.value = .5 + share / 2;
    entry.line.textContent = line;
    if (FINISHED.includes(state)) finish(entry, state);
  }
  const states = [...rows.values()].map(each => each.state), over = states.filter(state => FINISHED.includes(state)).length;
  const open = states.length - over + queue.length + sending;
  total.textContent = open ? t('read_files', {done: over, all: over + open}) : '';
  if (!open && report.dataset.shown !== shown.report) report.innerHTML = report.dataset.shown = shown.report;
  if (over !== before) tell();
  if (open) looking = setTimeout(look, 700);
}

// A pasted text is a file of its own, and so is an address a row.

at('#upload').addEventListener('click', event => {
  const opener = event.target.closest('.open-form');
  if (!opener) return;
  const form = at(`#${opener.dataset.form}`);
  form.hidden = !form.hidden;
  opener.ariaExpanded = String(!form.hidden);
  if (!form.hidden) form.querySelector('input').focus();
});
at('#paste').addEventListener('submit', event => {
  event.preventDefault();
  const given = Object.fromEntries([...new FormData(event.target)].filter(([, value]) => value));
  const title = given.title ?? t('pasted');
  const name = `${title.replace(/[\\/]/g, ' ').slice(0, 80)}.json`;
  add([{file: new File([JSON.stringify(given)], name), name, title}]);
  event.target.reset();
});
at('#by-address')?.addEventListener('submit', async event => {
  event.preventDefault();
  const form = event.target, {url, hours} = Object.fromEntries(new FormData(form)), kind = event.submitter?.value ?? 'page';
  const {error, table} = kind === 'schedule'
    ? await get('library/feeds', {url, hours: +hours}) : await get('library/fetch', {batch, url, kind});
  alertIn(at('#adding-alert'), error);
  if (error) return;
  if (form.elements.url.value === url) form.reset(); // else the next address was typed meanwhile
  if (table !== undefined) showFeeds(table);
  look();
});

// The schedule is looked at again: soon while a feed is being read, else now and then.

const feeds = at('#feeds');
let nextLook = 0;

function showFeeds(shown) {
  const wasReading = feeds.querySelector('.reading');
  if (feeds.dataset.shown !== shown) feeds.innerHTML = feeds.dataset.shown = shown; // else the focus stays
  for (const time of feeds.querySelectorAll('time')) {
    const moment = new Date(1000 * time.dataset.at);
    time.dateTime = moment.toISOString();
    time.textContent = moment.toLocaleString(speech === 'en' ? 'en-GB' : speech, {day: 'numeric', month: 'short', hour: '2-digit', minute: '2-digit'});
  }
  const isReading = feeds.querySelector('.reading');
  if (wasReading && !isReading) tell();
  clearTimeout(nextLook);
  nextLook = setTimeout(lookAtFeeds, isReading ? 1_000 : 15_000);
}

async function lookAtFeeds() {
  const {table} = library.checkVisibility() ? await get('library/feeds') : {};
  showFeeds(table ?? feeds.dataset.shown ?? '');
}
feeds?.addEventListener('click', async event => {
  const button = event.target.closest('.stop-feed');
  if (!button) return;
  const {error, table} = await get('library/feeds', {url: button.dataset.url, hours: 0});
  alertIn(at('#adding-alert'), error);
  if (!error) showFeeds(table);
});
if (feeds) lookAtFeeds();

offer();
list();
look();
document.dispatchEvent(new Event('library'));
