"""Which turns of conversations a request may see."""

from __future__ import annotations

import re
from urllib.parse import urlencode

from starlette.requests import Request

from webchat.conversation import Exchange, Talks
from webchat.readers import reader_of
from webchat.signing import Signer

CONVERSATION = re.compile(r"[0-9a-f]{32}")
DIGITS = 7  # of the number of a turn; a larger number is none
MOST_TURNS = 10**DIGITS


class Access:
    """A reader sees his own conversations, and of another reader's the turn whose link he was given.

    The link holds a key: the server's signature of the conversation and the turn.
    """

    def __init__(self, talks: Talks, signer: Signer) -> None:
        self._talks = talks
        self._signer = signer

    def turns(self, request: Request, conversation: str | None = None) -> tuple[bool, list[Exchange]]:
        """Whether the conversation is the reader's to ask in, and the turns of it that he may see, oldest
        first. The default is the conversation in the path. Raises StoreError."""
        name = request.path_params["id"] if conversation is None else conversation
        if not CONVERSATION.fullmatch(name):
            return False, []
        if self._talks.is_open_to(reader_of(request.scope), name):
            return True, self._talks.turns(name)
        answer = request.query_params.get("answer", "")
        number = int(answer) if answer.isascii() and answer.isdigit() and len(answer) <= DIGITS else 0
        turn = self._turn(name, number) if self._is_key(request, name, number) else None
        return False, [turn] if turn else []

    def turn(self, request: Request) -> Exchange | None:
        """The turn in the path; None where there is none that the reader may see. Raises StoreError."""
        return self.named_turn(request, request.path_params["id"], request.path_params["number"])

    def named_turn(
        self, request: Request, conversation: str, number: int, key: str | None = None
    ) -> Exchange | None:
        """A turn; None where there is none that the reader may see. The default key is the one in the query.
        Raises StoreError."""
        is_own = self._talks.is_open_to(reader_of(request.scope), conversation)
        may = is_own or self._is_key(request, conversation, number, key)
        return self._turn(conversation, number) if may else None

    def link(self, request: Request) -> str:
        """The query of a link that opens the turn in the path, also for another reader."""
        name, number = request.path_params["id"], str(request.path_params["number"])
        return urlencode({"conversation": name, "answer": number, "key": self._signer.sign(name, number)})

    def _is_key(self, request: Request, conversation: str, number: int, key: str | None = None) -> bool:
        given = request.query_params.get("key", "") if key is None else key
        return self._signer.is_signed(given, conversation, str(number))

    def _turn(self, conversation: str, number: int) -> Exchange | None:
        is_turn = CONVERSATION.fullmatch(conversation) and 0 < number < MOST_TURNS
        return self._talks.turn(conversation, number) if is_turn else None
