// Runs once, when the sources are on the page. For each new turn, scrolls to the top and clears all marks.
watch('value', () => {
  element.closest('#sources').scrollTop = 0;
  document.querySelectorAll('.cite.marked').forEach(marker => marker.classList.remove('marked'));
});
