"""The limits as one meets them who asks or uploads all that he can, under one name or under many."""

from __future__ import annotations

import asyncio
import json
from collections import Counter
from collections.abc import Awaitable, Callable
from dataclasses import dataclass, field
from threading import Event
from typing import Any

import pytest
from httpx import ASGITransport, AsyncClient, Response
from starlette.applications import Starlette
from starlette.middleware import Middleware

from assistant import Answer
from storage import Store
from storage.secret import secret
from webchat.readers import Readers
from webchat.routes import AT_ONCE, EACH, EACH_ADDRESS, PER_READER, Routes
from webchat.signing import Signer

pytestmark = pytest.mark.no_index

MANY = 200  # questions
SLOW = "How slow?"


@dataclass
class Busy:
    """An assistant that answers slow questions when it is told to, and others at once."""

    store: Store
    is_free: Event = field(default_factory=Event)
    llm: None = None

    def ask(self, question: str, **_: object) -> Answer:
        if question == SLOW:
            assert self.is_free.wait(10)
        return Answer(question, reply="Hello.")


@dataclass
class Address:
    """Readers at one address, each a client of the application with a cookie of its own."""

    application: Any
    host: str
    clients: list[AsyncClient] = field(default_factory=list)

    def stranger(self) -> AsyncClient:
        """A client that has no cookie yet."""
        transport = ASGITransport(self.application, client=(self.host, 1234))
        self.clients.append(AsyncClient(transport=transport, base_url="http://127.0.0.1"))
        return self.clients[-1]

    async def reader(self) -> AsyncClient:
        """A new client that has opened the page."""
        client = self.stranger()
        await client.get("/")
        return client

    async def same_reader(self) -> AsyncClient:
        return self.clients[0] if self.clients else await self.reader()

    async def without_cookie(self) -> AsyncClient:
        return self.stranger()


async def ask(client: AsyncClient, number: int, question: str = SLOW) -> Response:
    """Ask in a conversation of its own."""
    sent = {"conversation": f"{number:032x}", "question": question, "outlets": []}
    return await client.post("/ask", json=sent)


def last(response: Response) -> str:
    """The error at the end of an answer; "" without one."""
    return str(json.loads(response.text.splitlines()[-1]).get("error", ""))


@pytest.mark.parametrize(
    ("client", "places", "a_minute"),
    [
        (Address.same_reader, EACH, PER_READER),
        (Address.without_cookie, EACH, PER_READER),
        pytest.param(Address.reader, EACH_ADDRESS, MANY, marks=pytest.mark.slow),
    ],
)
def test_200_questions_of_one_address_leave_room_for_another_reader(
    newsroom: Store, client: Callable[[Address], Awaitable[AsyncClient]], places: int, a_minute: int
) -> None:
    """One address asks in 200 conversations: with one cookie, without, with a new cookie each time."""
    assistant = Busy(newsroom)
    signer = Signer(secret(newsroom.folder))
    application = Starlette(routes=Routes(assistant).all(), middleware=[Middleware(Readers, signer=signer)])

    async def check() -> None:
        address = Address(application, "10.0.0.1")
        asked = [asyncio.create_task(ask(await client(address), number)) for number in range(MANY)]
        other = await Address(application, "10.0.0.2").reader()
        answering = asyncio.create_task(ask(other, MANY, "How many boats?"))
        if places < AT_ONCE:
            answered = await answering  # while the others still wait
        assistant.is_free.set()
        answered = await answering
        assert last(answered) == ""
        before = json.loads(answered.text.splitlines()[0]).get("before", 0)
        assert before <= max(0, places - AT_ONCE + 1)
        done = await asyncio.gather(*asked)
        statuses = Counter(response.status_code for response in done)
        assert statuses == Counter({200: a_minute, 429: MANY - a_minute})
        assert sum(last(response) == "" for response in done) == places

    try:
        asyncio.run(check())
    finally:
        assistant.is_free.set()
