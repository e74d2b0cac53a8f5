"""The template that all databases of a run are copied from, on a server of the run's own."""

import os

import pytest

from tests import databases
from tests.services import held_alone


def test_it_is_made_once_in_a_run(db, monkeypatch):
    with databases.server() as cursor:
        made_from = databases._note(cursor)
    monkeypatch.setattr(
        databases, "call_command", lambda *_, **__: pytest.fail("It is there.")
    )

    databases.make_template(made_from.partition(" ")[2])

    with databases.server() as cursor:
        assert databases._note(cursor) == made_from


def test_two_runs_never_share_a_server(tmp_path):
    mark = held_alone(tmp_path)

    with pytest.raises(pytest.UsageError, match="RISKAPP_DATA"):
        held_alone(tmp_path)

    os.close(mark)
    os.close(held_alone(tmp_path))
