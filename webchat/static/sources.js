watch('value', () => {
  element.closest('#sources').scrollTop = 0;
  document.querySelectorAll('.cite.marked').forEach(marker => marker.classList.remove('marked'));
});
