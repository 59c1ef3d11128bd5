// Runs once, when the dialog for whole articles is on the page. Gradio provides `element` (the component that
// holds the dialog) and `server` (the functions of app.py). One listener serves all markers and buttons,
// including the ones that are added later.

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
    story.innerHTML = await server.open_article({id, version, start: +start || 0, end: +end || 0});
  } catch {
    story.textContent = 'The article could not be opened: the page has lost its connection to the server. Reload the page.';
  }
  story.scrollTop = 0;
  story.querySelector('mark')?.scrollIntoView({block: 'center'});
}

// Gradio's date fields have no accessible name.
new MutationObserver((_, observer) => {
  const fields = document.querySelectorAll('#filters .block:has(input.time)');
  for (const field of fields) {
    const label = field.querySelector('span').textContent.trim();
    field.querySelector('input').ariaLabel = label + ', year-month-day';
    field.querySelector('button').ariaLabel = label + ', calendar';
  }
  if (fields.length) observer.disconnect();
}).observe(document.body, {childList: true, subtree: true});

// Scroll the newest question to the top of the chat, so that its answer appears below it.
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
