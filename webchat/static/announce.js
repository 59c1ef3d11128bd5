// What a screen reader says of an answer: each sentence once. The conversation isn't live itself, because its buttons
// would be read out too, and a whole turn once it replaces the sentences that came before.

const spoken = find('#spoken');
const HEARD = 7000; // milliseconds after which a screen reader has taken a sentence over
let announced = new Set(); // the sentences of the question that is being answered

function announce(sentence, lang = speech) {
  const line = make('p', {textContent: sentence, lang, dir: 'auto'});
  spoken.append(line);
  setTimeout(() => line.remove(), HEARD); // else a reader would come upon it below the page
}

// Announces each part of an answer that is new: of a table the caption, the rest whole.
function announceAnswer(exchange) {
  for (const part of exchange.querySelectorAll('.answer > *, .why')) {
    const sentence = (part.querySelector('caption') ?? part).innerText.replace(/\s+/g, ' ').trim();
    if (announced.has(sentence)) continue;
    announced.add(sentence);
    announce(sentence, part.lang || speech);
  }
}
