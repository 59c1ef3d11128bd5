// What the scripts of all tabs use: elements, and requests to the server.

function make(tag, properties = {}, ...children) {
  const made = Object.assign(document.createElement(tag), properties);
  made.append(...children);
  return made;
}

const sent = (body, signal) => ({
  method: 'POST', signal, body: JSON.stringify(body), headers: {'Content-Type': 'application/json'},
});

// The JSON at a path; with a body, the answer to it.
async function get(path, body) {
  try {
    return await (await fetch(path, body && sent(body))).json();
  } catch {
    return {error: t('offline')};
  }
}
