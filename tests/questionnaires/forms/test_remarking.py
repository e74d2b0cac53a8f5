"""What is said about a weak answer, alone and beside others."""

import datetime

import pytest

from questionnaires.choices import RemarkKind
from questionnaires.forms import RemarkForm, WeakAnswerForm

SOON = (datetime.date.today() + datetime.timedelta(days=9)).isoformat()
PAST = (datetime.date.today() - datetime.timedelta(days=9)).isoformat()
ACTION = {"kind": "action", "text": "Rotate it", "owner": "Ana", "due_on": SOON}


def weak(initial=None, **fields):
    data = {f"say-{name}": value for name, value in fields.items()}
    return WeakAnswerForm(data, prefix="say", initial=initial or {"version": "none"})


def test_an_action_has_a_day_and_may_name_who_sees_to_it():
    form = RemarkForm(ACTION)

    assert form.is_valid()
    assert form.cleaned_data["owner"] == "Ana"
    assert RemarkForm(ACTION | {"owner": ""}).is_valid()
    assert "due_on" in RemarkForm(ACTION | {"due_on": ""}).errors
    assert "due_on" in RemarkForm(ACTION | {"due_on": PAST}).errors


def test_a_name_is_one_line_whatever_was_sent():
    form = RemarkForm(ACTION | {"owner": " Ana\r\n\r\nOpen https://harm.example "})

    assert form.is_valid()
    assert form.cleaned_data["owner"] == "Ana Open https://harm.example"


def test_a_justification_has_neither():
    form = RemarkForm(ACTION | {"kind": RemarkKind.JUSTIFICATION})

    assert form.is_valid()
    assert (form.cleaned_data["due_on"], form.cleaned_data["owner"]) == (None, "")


def test_what_is_left_empty_says_nothing():
    form = weak(kind="action", text=" ", owner="", due_on="", version="none")

    assert not form.says_something
    assert form.is_valid()


@pytest.mark.parametrize("name", ["kind", "due_on"])
def test_what_is_written_must_be_whole(name):
    form = weak(**ACTION | {name: ""}, version="none")

    assert form.says_something
    assert name in form.errors


def test_what_stands_there_already_is_not_said_again():
    stored = ACTION | {"due_on": datetime.date.fromisoformat(PAST), "version": "v"}
    same = weak(stored, **ACTION | {"due_on": PAST}, version="v", picked="on")
    other = weak(stored, **ACTION, version="v")

    assert not same.says_something
    assert other.says_something
