// Runs once, when the list of articles is on the page. A changed list means a changed collection.
watch('value', () => document.dispatchEvent(new Event('collection')));

// Gradio names the upload button by other words than it shows, so that saying them doesn't press it.
const field = document.querySelector('#upload');
const rename = () => field.querySelectorAll('button[aria-label]').forEach(button => {
  const shown = button.innerText.replace(/\s+/g, ' ').trim();
  if (shown) button.ariaLabel = shown;
});
new MutationObserver(rename).observe(field, {childList: true, subtree: true});
rename();
