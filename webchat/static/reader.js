// Sources

function reveal(target, link) {
  for (let box = target.closest('details'); box; box = box.parentElement.closest('details')) box.open = true;
  document.querySelectorAll('.marked').forEach(old => old.classList.remove('marked'));
  if (target.matches('.card')) { target.classList.add('marked'); link.classList.add('marked'); }
  target.scrollIntoView({behavior: motion(), block: 'center'});
  target.focus({preventScroll: true});
}

// What a reader does with an answer

async function act(button) {
  const turn = button.closest('.exchange'), {number, question} = turn.dataset, {form} = button.dataset;
  const say = sentence => { turn.querySelector('.done').textContent = sentence; };
  button.closest('.menu')?.removeAttribute('open');
  if (button.matches('.again')) ask(question);
  else if (button.matches('.edit')) { box.value = question; fit(); box.focus(); }
  else if (button.matches('.export')) chooseExport(`conversation/${conversation}/${number}/export`);
  else if (button.matches('.copy')) {
    const sent = await fetch(`conversation/${conversation}/${number}?${new URLSearchParams({form, key: key()})}`).then(got => got.text(), () => '');
    const text = form === 'link' && sent ? `${location.origin}${location.pathname}?${sent}` : sent;
    say(text && await copy(text) ? t('copied') : t('not_copied'));
  } else {
    const {helpful, reason} = button.dataset;
    const {error} = await get('feedback', {conversation, number: +number, helpful: helpful === 'true', reason});
    say(error ?? t('thanks'));
  }
}

async function copy(text) {
  try {
    await navigator.clipboard.writeText(text);
    return true;
  } catch { // without https, only the old way works
    const area = document.body.appendChild(make('textarea', {value: text}));
    area.select();
    const copied = document.execCommand('copy');
    area.remove();
    return copied;
  }
}

// A marker that is pointed at or focused shows its source.
const tip = document.body.appendChild(make('div', {id: 'tip', role: 'tooltip', hidden: true}));

function hint(marker) {
  tip.hidden = !marker;
  if (!marker) return;
  const {quote, origin} = marker.dataset, box = marker.getBoundingClientRect();
  tip.replaceChildren(make('b', {textContent: origin}), make('span', {dir: 'auto', textContent: t('quotation', {quote})}));
  tip.style.left = `${Math.max(8, Math.min(box.left, innerWidth - tip.offsetWidth - 8))}px`;
  tip.style.top = `${box.top > tip.offsetHeight + 8 ? box.top - tip.offsetHeight - 4 : box.bottom + 4}px`;
  marker.setAttribute('aria-describedby', 'tip');
}
log.addEventListener('pointerover', event => {
  if (event.pointerType !== 'touch') hint(event.target.closest('a.cite')); // a finger opens the source itself
});
log.addEventListener('focusin', event => hint(event.target.closest('a.cite:focus-visible')));
for (const end of ['pointerout', 'focusout']) log.addEventListener(end, () => hint(null));
document.addEventListener('keydown', event => { if (event.key === 'Escape') hint(null); });

const openTab = name => document.querySelector(`[role=tab][data-tab-id=${name}]`).click();

// The first element in sight that matches, once gradio has built its tab.
async function appeared(selector) {
  for (let frames = 600; frames > 0; frames--) {
    const shown = [...document.querySelectorAll(selector)].find(each => each.checkVisibility());
    if (shown) return shown;
    await new Promise(requestAnimationFrame);
  }
  throw new Error(`${selector} doesn't appear`);
}

// Fills the Check tab with a text, in place of an earlier one.
async function check(text) {
  openTab('check');
  const shown = await appeared('#check-text textarea, #check-again');
  if (shown.matches('button')) shown.click();
  const field = await appeared('#check-text textarea');
  field.value = text;
  field.dispatchEvent(new Event('input', {bubbles: true}));
  field.focus();
}

async function addArticles() {
  openTab('articles');
  (await appeared('#upload .open-form')).focus();
}

// Edits or removes the open article, in the Articles tab, which may not have been opened yet.
function inLibrary({className, dataset}) {
  const wish = new CustomEvent('wish', {detail: {action: className, ...dataset}});
  const send = () => requestAnimationFrame(() => document.dispatchEvent(wish));
  if (isBeside()) reader.close(); // over the page, it stays open under the dialog
  if (find('#library')) send();
  else document.addEventListener('library', send, {once: true});
  openTab('articles');
}

// One listener serves all markers and buttons, including the ones that are added later.
document.addEventListener('click', event => {
  const target = event.target;
  const link = target.closest('a.cite, a.number');
  const aim = link && document.getElementById(link.getAttribute('href').slice(1));
  if (aim) {
    event.preventDefault();
    // With the article open beside the chat, a marker turns to its place; on a phone it opens the sheet there.
    const place = aim.matches('.card') && aim.querySelector(':scope > .show').dataset;
    if (place && isBeside()) read(place, history.replaceState);
    else if (place && !wide.matches) read(place);
    else reveal(aim, link);
    return;
  }
  const button = target.closest('button');
  if (button?.matches('.show')) read(button.dataset, reader.contains(button) ? history.replaceState : history.pushState);
  else if (button?.matches('.step')) step(+button.dataset.by);
  else if (button?.matches('.more')) button.closest('.card').classList.add('whole');
  else if (button?.matches('.example')) ask(button.textContent);
  else if (button?.matches('.wider')) widen(button);
  else if (button?.matches('.check-text')) check(button.dataset.text);
  else if (button?.matches('.add-articles')) addArticles();
  else if (button?.matches('.only')) limit(button.dataset);
  else if (button?.matches('.edit-article, .remove-article')) inLibrary(button);
  else if (button?.closest('.actions')) act(button);
  else if (button?.matches('.language')) {
    document.cookie = `language=${button.dataset.language}; path=/; max-age=31536000; samesite=strict`;
    location.reload();
  }
  else if (button?.matches('.log-out')) get('logout', {}).then(() => location.assign('login'));
  else if (button?.matches('.reload')) location.reload();
  else if (button?.matches('#clear')) { begin(history.pushState); clearFilter(); box.focus(); }
  else if ((target === reader && !isBeside()) || button?.matches('#reader .close')) reader.close();
});

// The tab fills the window below the masthead.
const place_pane = () => pane.style.setProperty('--top', `${pane.getBoundingClientRect().top + scrollY}px`);
new ResizeObserver(place_pane).observe(document.body);
place_pane();

setScope(scopeOfAddress());
refresh();
if (address()) restore().then(followAddress);
else { goTo(draw(), history.replaceState); followAddress(); }
box.focus();
