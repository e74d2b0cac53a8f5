"""Respondents who autosave at once, each as fast as the server lets them: 20, and 200."""

from __future__ import annotations

import os
import tempfile
import time
from collections.abc import Iterator, Sequence
from pathlib import Path

from bench import Result, measured
from bench.database import on_a_database
from bench.serving import Served
from questionnaires.models import Answer, Response, ResponseEvent

SECONDS = float(os.environ.get("BENCH_SECONDS", "60"))
# How many write at once, and within how many milliseconds 95 of 100 saves are done.
WRITERS = {20: 80.0, 200: 600.0}


@on_a_database
def results() -> Iterator[Result]:
    from tests.conftest import make_world  # needs the database
    from tests.e2e.worker import running_web_server
    from tests.e2e.writers import seated

    world = make_world("Bench")
    responses = [
        world.assessment(name=f"Work {n}", filled=False).response
        for n in range(max(WRITERS))
    ]
    seats = [seated(response) for response in responses]
    with (
        tempfile.TemporaryDirectory() as folder,
        running_web_server(Path(folder) / "web.log") as web,
    ):
        server = Served(web.port, web.process.pid, seats[0])
        for _worker in range(20):  # each has read the questionnaire once
            server.get(f"/respond/{responses[0].pk}/")
        for count, limit in WRITERS.items():
            yield from _at_once(server, responses[:count], seats[:count], limit)


def _at_once(
    server: Served,
    responses: Sequence[Response],
    seats: Sequence[dict[str, str]],
    limit: float,
) -> Iterator[Result]:
    from tests.e2e.writers import Writer

    before, until = server.spent(), time.monotonic() + SECONDS
    writers = [
        Writer(server.http.port, response, cookies, until)
        for response, cookies in zip(responses, seats, strict=True)
    ]
    for writer in writers:
        writer.start()
    for writer in writers:
        writer.join()
    spent = server.spent() - before
    took = sorted(second for writer in writers for second in writer.seconds)
    acknowledged = [pair for writer in writers for pair in writer.acknowledged]
    who, saves = f"{len(writers)} respondents", len(acknowledged)
    yield measured(
        f"{who}: saves a second", [saves / SECONDS], "/s", 450, is_floor=True
    )
    late = took[int(len(took) * 0.95)] * 1000
    yield measured(f"{who}: time of a save, p95", [late], "ms", limit)
    yield measured(f"{who}: processor time of a save", [spent * 1000 / saves], "ms", 4)
    kept = dict(
        ResponseEvent.objects.filter(question="GOV-01").values_list("id", "after")
    )
    lost = sum(kept.get(revision) != value for revision, value in acknowledged)
    last = dict(
        Answer.objects.filter(question="GOV-01").values_list("response", "value")
    )
    wrong = sum(
        last.get(response.pk) != writer.acknowledged[-1][1]
        for response, writer in zip(responses, writers, strict=True)
        if writer.acknowledged
    )
    refused = sum(len(writer.refused) for writer in writers)
    bad = float(lost + wrong + refused)
    yield measured(f"{who}: lost, wrong or refused", [bad], "", 0)
