"""A vendor reads: the pages of a response with 8 and with 50 tools, as the server makes them."""

from __future__ import annotations

from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from bench import Result, measured, timed
from bench.database import on_a_database
from questionnaires.models import Entry, Response
from questionnaires.queries import token_of

TOOLS = 50
MOST_STATEMENTS = 8
MOST_BYTES = 60_000


@on_a_database
def results() -> Iterator[Result]:
    from questionnaires.actions.entries import copy_entry
    from tests.conftest import make_world  # needs the database

    response = make_world("Bench").assessment("production-agents").response
    rows = list(Entry.objects.filter(response=response))
    for number in range(TOOLS - len(rows)):
        copy_entry(rows[number % len(rows)])
    client = _seated(response)
    begin = f"/respond/{response.pk}/"
    pages = {
        "task list": begin,
        "section with 12 questions": f"{begin}sections/DAT/",
        "register": f"{begin}sections/TOOL/",
        "a tool": f"{begin}entries/{rows[0].pk}/",
    }
    for name, address in pages.items():

        def read(address: str = address) -> int:
            reply = client.get(address)
            assert reply.status_code == 200, address
            return len(reply.content)

        yield timed(f"vendor, {TOOLS} tools: {name}", read, runs=15, target=40)
        with CaptureQueriesContext(connection) as asked:
            size = read()
        yield measured(f"vendor: {name}, size", [size / 1000], "kB", MOST_BYTES / 1000)
        count = float(len(asked))
        yield measured(f"vendor: {name}, statements", [count], "", MOST_STATEMENTS)


def _seated(response: Response) -> Client:
    client = Client()
    client.post("/respond/", {"code": token_of(response.invitations.get())})
    client.post("/respond/start/", {"name": "Bench"})
    return client
