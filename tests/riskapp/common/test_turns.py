"""The turn of a clock: a row of the database, taken by one at a time."""

import datetime

import pytest
from django.utils import timezone

from riskapp.common.models import Turn
from riskapp.common.turns import HOLDS, leave_turn, new_holder, note_run, take_turn

pytestmark = pytest.mark.django_db

NOON = datetime.datetime(2026, 1, 1, 12, tzinfo=datetime.UTC)


def test_what_one_ran_the_next_knows():
    take_turn("one")
    assert note_run("one", "sweep", NOON)

    leave_turn("one")

    assert take_turn("two") == {"sweep": NOON}


def test_only_whoever_has_the_turn_notes_and_leaves_it():
    take_turn("one")

    assert take_turn("two") is None
    assert not note_run("two", "sweep", NOON)
    leave_turn("two")
    assert take_turn("one") == {}


def test_asking_again_holds_it_for_longer():
    take_turn("one")
    Turn.objects.update(ends_at=timezone.now() + HOLDS / 10)

    take_turn("one")

    assert Turn.objects.get().ends_at > timezone.now() + HOLDS / 2


def test_no_two_processes_have_one_name():
    assert new_holder() != new_holder()
    assert len(new_holder()) <= Turn._meta.get_field("holder").max_length
