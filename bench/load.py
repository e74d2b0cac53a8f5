"""200 respondents who autosave at once for a minute, each as fast as the server lets them."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator
from pathlib import Path

from django.db import connection
from django.test.utils import setup_databases, teardown_databases

from bench import Result, measured
from questionnaires.models import Answer, ResponseEvent

RESPONDENTS = 200
SECONDS = float(os.environ.get("BENCH_SECONDS", "60"))


def results() -> Iterator[Result]:
    before = setup_databases(verbosity=0, interactive=False)
    try:
        yield from _results()
    finally:
        connection.close()
        teardown_databases(before, verbosity=0)


def _results() -> Iterator[Result]:
    from tests.conftest import make_world  # needs the database
    from tests.e2e.worker import running_web_server
    from tests.e2e.writers import Writer, seated

    world = make_world("Bench")
    responses = [
        world.assessment(name=f"Work {n}", filled=False).response
        for n in range(RESPONDENTS)
    ]
    seats = [seated(response) for response in responses]
    with (
        tempfile.TemporaryDirectory() as folder,
        running_web_server(Path(folder) / "web.log") as server,
    ):
        until = time.monotonic() + SECONDS
        writers = [
            Writer(server.port, response, cookies, until)
            for response, cookies in zip(responses, seats, strict=True)
        ]
        for writer in writers:
            writer.start()
        for writer in writers:
            writer.join()
    took = [second for writer in writers for second in writer.seconds]
    saves = sum(len(writer.acknowledged) for writer in writers)
    kept = dict(
        ResponseEvent.objects.filter(question="GOV-01").values_list("id", "after")
    )
    lost = sum(
        kept.get(revision) != value
        for writer in writers
        for revision, value in writer.acknowledged
    )
    last = dict(Answer.objects.values_list("response", "value"))
    wrong = sum(
        last.get(response.pk) != writer.acknowledged[-1][1]
        for response, writer in zip(responses, writers, strict=True)
        if writer.acknowledged
    )
    refused = sum(len(writer.refused) for writer in writers)
    yield measured(
        "200 respondents: answers a second", [saves / SECONDS], "/s", 450, is_floor=True
    )
    yield measured(
        "200 respondents: time of a save, p95",
        [sorted(took)[int(len(took) * 0.95)]],
        "s",
        0.6,
    )
    yield measured(
        "200 respondents: lost, wrong or refused",
        [float(lost + wrong + refused)],
        "",
        0,
    )
