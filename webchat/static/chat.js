// The conversation. With announce.js, filter.js, article.js and reader.js, it runs once as one script, when the Ask tab is on the page.
// The server keeps the conversation under the id in the address.

const find = selector => document.querySelector(selector);
const pane = find('#ask'), log = find('#log'), chat = find('#chat'), cards = find('#cards'), sources = find('#sources');
const form = find('#question'), box = form.elements.question, alerts = find('#alert');
const filters = find('#filters'), days = [...filters.querySelectorAll('[type=date]')];
const reader = find('#reader'), story = reader.querySelector('.story');
const STOPPED = 'stopped';
const motion = () => matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth';

function complain(sentence) {
  alerts.replaceChildren(...(sentence ? [make('p', {role: 'alert', textContent: sentence})] : []));
}

// The conversation in the address

const address = () => new URL(location).searchParams.get('conversation') ?? '';
const key = () => new URL(location).searchParams.get('key') ?? ''; // in the link to another reader's answer
const draw = () => Array.from(crypto.getRandomValues(new Uint8Array(16)), byte => byte.toString(16).padStart(2, '0')).join('');
let conversation = '';
let own = true; // whether the conversation is this reader's to ask in

function goTo(id, write, place = placeInAddress() ?? {}) {
  const url = withPlace(new URL(location), place);
  url.searchParams.set('conversation', id);
  if (id !== address()) for (const name of ['answer', 'key']) url.searchParams.delete(name);
  write.call(history, {}, '', url);
  conversation = id;
  own = true;
  document.dispatchEvent(new Event('conversation'));
}

async function restore() {
  conversation = address();
  empty();
  const number = new URL(location).searchParams.get('answer');
  const link = new URLSearchParams({answer: number ?? '', key: key()});
  const {turns, sources: shown, own: isOwn = true, error} = await get(`conversation/${conversation}?${link}`);
  if (error) return complain(error);
  if (turns === undefined || log.firstChild) return;
  own = isOwn;
  if (!own) nameShared(turns);
  document.dispatchEvent(new Event('conversation'));
  log.innerHTML = turns;
  cards.innerHTML = shown;
  tidy();
  chat.scrollTop = chat.scrollHeight;
  const linked = document.getElementById(`q-${number}`);
  if (!linked) return;
  document.getElementById(`t-${number}`).open = true;
  toTop(linked);
  linked.querySelector('.asked').focus({preventScroll: true});
}

function nameShared(turns) {
  alerts.replaceChildren(make('p', {className: 'shared-notice', textContent: t(turns ? 'shared' : 'foreign')}));
  pane.classList.add('shared');
}

function empty() {
  running?.abort();
  running = null;
  waiting.length = 0;
  form.classList.remove('busy');
  pane.classList.remove('shared');
  complain('');
  log.replaceChildren();
  cards.replaceChildren();
  tidy();
}

// Only the newest turn's sources are open, and what stands in for an empty part is shown only there.
function tidy() {
  const turns = cards.querySelectorAll(':scope > .turn');
  turns.forEach((turn, place) => { turn.open = place === 0; });
  sources.classList.toggle('filled', turns.length > 0);
  find('#ask').classList.toggle('begun', log.childElementCount > 0);
  document.querySelectorAll('.marked').forEach(old => old.classList.remove('marked'));
  sources.scrollTop = 0;
}

// Asking

let running = null; // the AbortController of the question that is being answered
const waiting = []; // questions asked meanwhile, each with its filter

// Returns whether the question can be asked.
function ask(question, scope = filter()) {
  const partial = days.find(day => day.validity.badInput);
  if (partial) complain(t('partial_day', {field: partial.dataset.label}));
  if (partial || !question.trim()) return false;
  if (!own) begin(history.pushState);
  complain('');
  const pending = make('section', {className: 'exchange pending'},
    make('h3', {className: 'asked', dir: 'auto', textContent: question}),
    make('p', {className: 'searching', textContent: t(running ? 'waiting' : 'reading')}));
  log.append(pending);
  if (running) announce(t('waiting'));
  tidy();
  waiting.push({asked: {question, ...scope, prose: inProse()}, pending});
  if (!wide.matches) filters.open = false; // on a phone it would cover the answer; its chips stay
  if (!running) next();
  return true;
}

async function next() {
  const {asked, pending} = waiting.shift() ?? {};
  if (!asked) return;
  announced = new Set();
  progress(t('reading'), pending);
  toTop(pending);
  const control = running = new AbortController();
  form.classList.add('busy');
  let failed = await answer(asked, pending, control.signal);
  if (failed === STOPPED && pending.querySelector('.answer') && await showKept(pending)) failed = '';
  if (running !== control) return; // another conversation began meanwhile
  if (failed) {
    pending.remove();
    if (failed !== STOPPED) complain(failed);
    if (!box.value) { box.value = asked.question; fit(); }
    tidy();
  }
  running = null;
  form.classList.remove('busy');
  refresh();
  document.dispatchEvent(new Event('conversation'));
  next();
}

// Returns what went wrong, as a sentence.
async function answer(asked, pending, signal) {
  try {
    const response = await fetch('ask', sent({conversation, ...asked}, signal));
    for await (const step of steps(response)) {
      if (step.error) return step.error;
      if (step.before) progress(t('place', {n: step.before}), pending);
      if (step.answer) grow(step.answer, pending);
      if (step.turn) { show(step, pending); follow(step.number); return ''; }
    }
    return t('connection');
  } catch (error) {
    return error.name === 'AbortError' ? STOPPED : t('connection');
  }
}

// Shows what was written of an answer before the reader stopped it, once the server has kept it. Returns whether
// it did.
async function showKept(pending) {
  const id = conversation, answered = log.querySelectorAll('.exchange:not(.pending)').length;
  pending.querySelector('.searching').textContent = '';
  for (let looks = 20; looks > 0 && pending.isConnected; looks--) {
    const {turns = '', sources: shown = ''} = await get(`conversation/${id}`);
    const [turn, source] = [turns, shown].map(html => document.createRange().createContextualFragment(html));
    const kept = turn.querySelectorAll('.exchange');
    if (kept.length > answered && pending.isConnected) {
      show({turn: kept[answered].outerHTML, sources: source.firstElementChild?.outerHTML ?? ''}, pending);
      return true;
    }
    await new Promise(done => setTimeout(done, 250));
  }
  return false;
}

async function* steps(response) {
  const stream = response.body.pipeThrough(new TextDecoderStream()).getReader();
  for (let text = ''; ;) {
    const {value, done} = await stream.read();
    const lines = (text += value ?? '').split('\n');
    text = done ? '' : lines.pop();
    for (const line of lines.filter(Boolean)) yield JSON.parse(line);
    if (done) return;
  }
}

// Whether a language model is to write the answer.
const mode = find('#mode');
const inProse = () => !mode.hidden && mode.querySelector('[value=prose]').checked;

function progress(sentence, pending) {
  pending.querySelector('.searching').textContent = sentence;
  announce(sentence);
}

// Adds what an answer in prose has more than before.
function grow(html, pending) {
  const grown = document.createRange().createContextualFragment(html).querySelector('.answer');
  const before = pending.querySelector('.answer');
  if (before) before.append(...[...grown.children].slice(before.childElementCount));
  else pending.querySelector('.searching').before(grown);
  announceAnswer(pending);
}

function show({turn, sources: shown}, pending) {
  const stayed = scrolled() === reached;
  pending.insertAdjacentHTML('beforebegin', turn);
  const answered = pending.previousElementSibling;
  pending.remove();
  announceAnswer(answered);
  cards.insertAdjacentHTML('afterbegin', shown);
  tidy();
  if (stayed) toTop(answered);
}

// Offers questions that may follow, unless another one has been asked meanwhile.
async function follow(number) {
  const {questions = []} = await get(`conversation/${conversation}/${number}/next`);
  const turn = log.lastElementChild;
  if (!questions.length || turn?.id !== `q-${number}`) return;
  turn.append(make('ul', {className: 'examples next', ariaLabel: t('following')}, ...questions.map(question =>
    make('li', {}, make('button', {type: 'button', className: 'example', dir: 'auto', textContent: question})))));
}

// Scrolls so that an answer appears below its question.
function toTop(turn) {
  turn.scrollIntoView({block: 'start', behavior: 'instant'});
  reached = scrolled();
}

let reached = 0; // a reader who has scrolled elsewhere since stays there
const scrolled = () => chat.scrollTop + scrollY;

// The question box

function fit() { box.style.height = 'auto'; box.style.height = `${box.scrollHeight + 2}px`; }

form.addEventListener('submit', event => {
  event.preventDefault();
  const question = box.value;
  if (!ask(question)) return;
  box.value = '';
  fit();
});
box.addEventListener('input', fit);
box.addEventListener('keydown', event => {
  if (event.key !== 'Enter' || event.shiftKey || event.isComposing) return;
  event.preventDefault();
  form.requestSubmit();
});
form.querySelector('.stop').addEventListener('click', () => running?.abort());

// The collection

async function refresh() {
  const now = await get('collection');
  if (now.error) return find('#notices').replaceChildren(make('p', {textContent: now.error}));
  find('#notices').replaceChildren(...now.notices.map(sentence => make('p', {textContent: sentence})),
    ...(now.version === pane.dataset.version ? [] : [make('p', {}, t('newer'), ' ',
      make('button', {type: 'button', className: 'reload', textContent: t('reload')}))]));
  find('.masthead .collection').replaceChildren(...now.parts.map((part, place) => make('span', {textContent: place ? ` · ${part}` : part})));
  if (welcome !== now.welcome) find('#welcome').innerHTML = welcome = now.welcome; // else the focus stays
  sizes = now.outlets;
  mode.hidden = !now.prose;
  // The server draws questions while the page is shown.
  if (!now.ready && --looks > 0) setTimeout(refresh, 3000);
}
let looks = 20, welcome = '';
addEventListener('focus', refresh);
document.addEventListener('collection', () => { looks = 20; refresh(); });
