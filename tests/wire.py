"""An agency's report, an edited copy, and another report about the same event, which is not a copy."""

from __future__ import annotations

import random


def folded(text: str) -> str:
    """Paragraphs on one line each."""
    return "\n\n".join(" ".join(paragraph.split()) for paragraph in text.strip().split("\n\n"))


WIRE = folded("""
The harbour of Port Elm was closed on Monday after a storm tore 42 boats from their moorings. Mayor Ruth
Vance said nobody was hurt, though two fishermen spent the night on a sandbank.

Divers will look at the quay wall tomorrow, and the ferry to Grey Mill sails from the coal pier until they
have finished. Owners were told to stay away.

The storm was the third this winter. In January it flooded the fish market, and in February a crane fell on
the customs shed, which has been empty since the new bridge was opened.

Insurers expect claims of nine million crowns. The council meets on Thursday to decide who pays for the quay,
a question that has divided the town for 11 years.
""")
PARAGRAPHS = WIRE.split("\n\n")
SAME_EVENT = folded("""
Dozens of boats lay broken in Port Elm this morning. A gale that nobody had forecast pulled them loose during
the night, and by dawn the quay was covered with ropes and splinters.

“We heard the chains go, one after the other,” said Tom Hale, who keeps the bar at the pier. He counted forty
hulls on the stones.

The mayor, Ruth Vance, walked along the wall with engineers. The ferry is not expected to use it this week.
Whoever owns a boat must wait for the divers before going near the water.
""")
FOLLOW_UP = folded(f"""
The council of Port Elm will pay for its broken quay, it decided on Thursday by nine votes to eight. The
money comes from the sale of the customs shed to a brewer.

Tom Hale, who voted against it, said that the town would rue the day. He wants the insurers to be taken to
court first, as Grey Mill did when its lock gave way.

{PARAGRAPHS[0]}

Work starts in April. Until then boats may tie up at the coal pier, where a night watchman has been hired and
lamps were hung along the rails.
""")


def edited(text: str, share: float) -> str:
    """The text with about this share of its words replaced; figures stay."""
    chance, words = random.Random(7), SAME_EVENT.split()

    def new(word: str) -> str:
        return chance.choice(words) if chance.random() < share and not word.isdigit() else word

    return "\n\n".join(" ".join(map(new, paragraph.split())) for paragraph in text.split("\n\n"))
