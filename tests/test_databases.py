"""The template that all databases of a run are copied from."""

import pytest

from tests import databases


def test_it_is_made_once_in_a_run(db, monkeypatch):
    with databases.server() as cursor:
        made_from = databases._note(cursor)
    monkeypatch.setattr(
        databases, "call_command", lambda *_, **__: pytest.fail("It is there.")
    )

    databases.make_template(made_from.partition(" ")[2])

    with databases.server() as cursor:
        assert databases._note(cursor) == made_from
