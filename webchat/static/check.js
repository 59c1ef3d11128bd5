// Runs once, when the tab is on the page. Links a sentence of the checked text with its card, both ways.

element.addEventListener('click', event => {
  const link = event.target.closest('a.claim, a.back');
  const target = link && element.querySelector(link.getAttribute('href'));
  if (!target) return;
  event.preventDefault();
  const number = link.getAttribute('href').slice(3);
  element.querySelectorAll('.marked').forEach(old => old.classList.remove('marked'));
  element.querySelectorAll(`#k-${number}, #v-${number}`).forEach(each => each.classList.add('marked'));
  const behavior = matchMedia('(prefers-reduced-motion: reduce)').matches ? 'instant' : 'smooth';
  target.scrollIntoView({behavior, block: 'center'});
  target.focus({preventScroll: true});
});
