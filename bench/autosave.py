"""One autosave in a full response with 8 tools: the time of the whole request on the server."""

from __future__ import annotations

import itertools
from collections.abc import Iterator

from django.db import connection
from django.test import Client
from django.test.utils import setup_databases, teardown_databases

from bench import Result, timed
from questionnaires.queries import token_of


def results() -> Iterator[Result]:
    before = setup_databases(verbosity=0, interactive=False)
    try:
        yield from _results()
    finally:
        connection.close()
        teardown_databases(before, verbosity=0)


def _results() -> Iterator[Result]:
    from tests.conftest import make_world  # needs the database

    response = make_world("Bench").assessment("production-agents").response
    client = Client()
    client.post("/respond/", {"code": token_of(response.invitations.get())})
    client.post("/respond/start/", {"name": "Bench"})
    values = itertools.cycle(("team", "named"))

    def save() -> None:
        reply = client.post(
            f"/respond/{response.pk}/answer/",
            {"question": "GOV-02", "GOV-02-value": next(values)},
            headers={"accept": "application/json"},
        )
        assert reply.status_code == 200

    yield timed("one autosave, full response with 8 tools", save, runs=100, target=25)
