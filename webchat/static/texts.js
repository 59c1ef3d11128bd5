// The words of the page.

const speech = document.documentElement.lang, plurals = new Intl.PluralRules(speech);
const texts = JSON.parse(document.querySelector('[data-texts]').dataset.texts);

// The text under a key, in the language of the page. `n` chooses the plural; numbers get its separators.
function t(key, values = {}) {
  const text = typeof texts[key] === 'string' ? texts[key] : texts[key][plurals.select(values.n)];
  return text.replace(/\{(\w+)\}/g, (_, name) =>
    typeof values[name] === 'number' ? values[name].toLocaleString(speech) : values[name]);
}
