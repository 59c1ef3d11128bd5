// Runs once, when the sources are on the page. A new turn is shown at their top, with nothing marked yet.
watch('value', () => {
  element.closest('#sources').scrollTop = 0;
  document.querySelectorAll('.cite.marked').forEach(marker => marker.classList.remove('marked'));
});
