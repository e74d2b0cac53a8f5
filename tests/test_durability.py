"""What was acknowledged is kept, whatever happens to the web server."""

import time

import pytest

from questionnaires.models import ResponseEvent
from tests.conftest import make_world
from tests.e2e.worker import running_web_server
from tests.e2e.writers import Writer, seated

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]

WRITERS = 4


def wait_until(holds, seconds=30):
    end = time.monotonic() + seconds
    while not holds():
        assert time.monotonic() < end, "nothing was acknowledged"
        time.sleep(0.05)


def test_killing_the_web_server_loses_no_acknowledged_answer(tmp_path):
    world = make_world()
    responses = [
        world.assessment(name=f"Work {n}", filled=False).response
        for n in range(WRITERS)
    ]
    seats = [seated(response) for response in responses]

    with running_web_server(tmp_path / "web.log") as server:
        writers = [
            Writer(server.port, response, cookies)
            for response, cookies in zip(responses, seats, strict=True)
        ]
        for writer in writers:
            writer.start()
        wait_until(lambda: all(len(w.acknowledged) > 5 for w in writers))
        server.kill()
        for writer in writers:
            writer.join()

    acknowledged = [pair for writer in writers for pair in writer.acknowledged]
    kept = dict(
        ResponseEvent.objects.filter(question="GOV-01").values_list("id", "after")
    )
    assert [writer.refused for writer in writers] == [[]] * WRITERS
    assert len(acknowledged) > WRITERS
    assert [pair for pair in acknowledged if kept.get(pair[0]) != pair[1]] == []
    for response, writer in zip(responses, writers, strict=True):
        answer = response.answers.get()
        last_revision, last_value = writer.acknowledged[-1]
        assert answer.revision >= last_revision
        assert answer.value == kept[answer.revision]
        assert answer.value == last_value or answer.revision > last_revision
