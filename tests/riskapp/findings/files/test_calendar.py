"""The calendar of an action plan, read by a library that did not write it."""

import datetime
from copy import deepcopy
from types import SimpleNamespace
from uuid import UUID

import pytest
import vobject

from riskapp.findings.files.calendar import plan_calendar

DAY = datetime.date(2027, 3, 31)
NOW = datetime.datetime(2026, 12, 1, 9, tzinfo=datetime.UTC)
ONE = SimpleNamespace(
    assessment_id=UUID(int=1),
    wording=UUID(int=2),
    text="Keys never end.",
    remedy="Let them end.",
    tool="Coder",
    owner=None,
    owner_id=None,
    is_unsettled=True,
    due_on=DAY,
)


def one(**changed):
    found = deepcopy(ONE)
    vars(found).update(changed)
    return found


def events(*rows, **given):
    wanted = {
        "about": "Ada's work",
        "address": "https://risk.example/findings/",
        "now": NOW,
        "with_owners": True,
    }
    text = plan_calendar(rows, **wanted | given).decode()
    assert all(len(line.encode()) <= 75 for line in text.split("\r\n"))
    return vobject.readOne(text).contents.get("vevent", [])


def test_a_weakness_is_one_whole_day_however_many_tools_it_concerns():
    [event] = events(one(), one(tool="Reviewer"))

    assert event.dtstart.value == DAY
    assert event.dtend.value == DAY + datetime.timedelta(days=1)
    assert event.summary.value == "Keys never end. (Ada's work)"
    assert event.description.value == "Let them end.\nCoder\nReviewer"
    assert event.url.value == "https://risk.example/findings/"


@pytest.mark.parametrize("sign", ["\n", "\r", "\x0b", "\x85", "\u2028"])
def test_a_name_on_two_lines_is_one_line_of_the_calendar(sign):
    [event] = events(one(), about=f"Ada's{sign}work")

    assert event.summary.value == "Keys never end. (Ada's work)"


def test_another_day_or_weakness_or_work_is_another_entry():
    found = events(
        one(),
        one(due_on=DAY + datetime.timedelta(days=1)),
        one(wording=UUID(int=3)),
        one(assessment_id=UUID(int=4)),
    )

    assert len({event.uid.value for event in found}) == 4


def test_the_same_plan_taken_again_keeps_its_entries():
    assert events(one())[0].uid.value == events(one(tool="X"))[0].uid.value


@pytest.mark.parametrize("left_out", [{"due_on": None}, {"is_unsettled": False}])
def test_what_has_no_day_or_is_settled_is_left_out(left_out):
    assert events(one(**left_out)) == []


def test_owners_are_named_to_the_buyer_alone():
    row = one(owner="Ana Analyst", owner_id=7)

    assert "Ana Analyst" in events(row)[0].description.value
    assert "Ana Analyst" not in events(row, with_owners=False)[0].description.value


def test_text_cannot_leave_its_line():
    bad = "End\r\nEND:VEVENT\r\nBEGIN:VEVENT\nATTENDEE:mailto:x@evil.example"

    [event] = events(one(text=bad, remedy=bad, tool=bad))

    assert "attendee" not in event.contents


def test_a_long_list_ends_with_how_many_more():
    [event] = events(*(one(tool=f"Tool {number}") for number in range(40)))

    assert event.description.value.endswith("\nand 10 more")
