"""What a workbook that came back would change, compared with how its findings stand."""

import datetime
import time
from types import SimpleNamespace
from uuid import UUID

import pytest
from django.core import signing
from django.utils import timezone

from riskapp.findings.errors import PlanOutdated
from riskapp.findings.files.rows import FilledLine, PlanLine, PlanSide, mark_of
from riskapp.findings.forms.action_plan import (
    VendorLineForm,
    agreed_steps,
    buyer_form,
    preview,
)

KEY = UUID(int=1)
ANA = SimpleNamespace(email="Ana@Example.org")
BEFORE = {"owner": "", "due_on": "2027-03-31", "remedied": "", "note": ""}
FACTS = {"finding": "Keys never end.", "tool": "Coder"}
form_of = buyer_form([ANA])


def line(**changed):
    return PlanLine(KEY, FACTS, BEFORE | changed)


def came_back(since=BEFORE, wrong=(), key=KEY, **changed):
    values = since | changed
    return FilledLine("Vendor!2", str(key), mark_of(KEY, since), values, dict(wrong))


def shown(*filled, now=None, side=PlanSide.BUYER, form=form_of):
    return preview(side, filled, [now or line()], form, about="work", sha256="0" * 64)


def agreed(found, ticked=(str(KEY),), about="work", side=PlanSide.BUYER):
    return agreed_steps(side, found.sealed, ticked, form_of, about=about)


def test_what_nobody_filled_in_changes_nothing_whatever_became_of_the_finding():
    found = shown(came_back(), now=line(owner="bo@example.org"))

    assert (found.rows, found.untouched) == ([], 1)


def test_what_stands_there_already_changes_nothing():
    found = shown(came_back(owner="ana@example.org"), now=line(owner="ana@example.org"))

    assert (found.rows, found.untouched) == ([], 1)


def test_a_change_is_told_cell_by_cell_and_comes_back_when_it_is_agreed_to():
    found = shown(came_back(owner="ana@example.org", due_on=""))

    [row] = found.rows
    assert [(c.label, c.before, c.after) for c in row.changes] == [
        ("Owner", "", "ana@example.org"),
        ("Due date", "31 March 2027", ""),
    ]
    assert not row.is_outdated
    [step], sha256 = agreed(found)
    assert (step.key, step.mark, sha256) == (KEY, line().mark, "0" * 64)
    assert step.facts == {"owner": ANA, "due_on": None, "remedied": False, "note": ""}


def test_a_finding_that_changed_meanwhile_says_so():
    [row] = shown(came_back(note="Seen."), now=line(due_on="2027-05-01")).rows

    assert row.is_outdated
    assert "Due date" in {change.label for change in row.changes}


def test_a_column_that_was_taken_out_changes_nothing():
    values = {"due_on": "2027-04-01", "remedied": "", "note": ""}
    one = FilledLine("Vendor!2", str(KEY), line().mark, values)

    [row] = shown(one, now=line(owner="ana@example.org")).rows

    assert [change.label for change in row.changes] == ["Due date"]


@pytest.mark.parametrize(
    ("filled", "fault"),
    [
        (came_back(owner="bo@example.org"), "Owner: No member has this address."),
        (came_back(due_on="soon"), "Due date: Enter a valid date."),
        (came_back(remedied="yes"), "Note: Say what shows that it is remedied."),
        (came_back(wrong={"note": "a formula"}), "a formula"),
        (came_back(key=UUID(int=9), note="x"), "belongs to no open finding"),
    ],
)
def test_a_line_that_cannot_be_taken_in_says_why_and_cannot_be_agreed_to(filled, fault):
    found = shown(filled)

    [row] = found.rows
    assert fault in row.faults[0]
    assert found.good == 0
    assert agreed(found)[0] == []


def test_the_same_finding_twice_is_refused_both_times():
    found = shown(came_back(note="A"), came_back(note="B"))

    assert [len(row.faults) for row in found.rows] == [1, 1]
    assert agreed(found)[0] == []


def test_only_ticked_lines_are_agreed_to():
    found = shown(came_back(note="A"))

    assert agreed(found, ticked=())[0] == []
    assert agreed(found, ticked=("x", str(UUID(int=2))))[0] == []


def test_what_was_looked_at_is_good_for_its_own_plan_alone_and_half_a_day(monkeypatch):
    found = shown(came_back(note="A"))

    with pytest.raises(PlanOutdated):
        agreed(found, about="other work")
    with pytest.raises(PlanOutdated):
        agreed(found, side=PlanSide.VENDOR)
    later = time.time() + 13 * 3600
    monkeypatch.setattr("django.core.signing.time.time", lambda: later)
    with pytest.raises(PlanOutdated):
        agreed(found)


def test_what_is_not_ours_is_refused():
    for sent in ("", "x", signing.dumps(["work"], salt="else")):
        with pytest.raises(PlanOutdated):
            agreed(SimpleNamespace(sealed=sent))


def test_an_owner_who_left_between_looking_and_agreeing_is_refused():
    found = shown(came_back(owner="ana@example.org"))

    with pytest.raises(PlanOutdated):
        agreed_steps(
            PlanSide.BUYER, found.sealed, [str(KEY)], buyer_form([]), about="work"
        )


def test_lines_of_a_vendor_are_held_to_what_its_page_asks():
    before = {"text": "", "due_on": "", "is_done": "", "url": ""}
    now = PlanLine(KEY, FACTS, before)
    day = (timezone.localdate() + datetime.timedelta(days=9)).isoformat()

    def faults(**given):
        one = FilledLine("A!2", str(KEY), now.mark, before | given)
        found = shown(one, now=now, side=PlanSide.VENDOR, form=VendorLineForm)
        return [fault for row in found.rows for fault in row.faults]

    assert faults(text="Rotate.", due_on=day) == []
    assert faults(text="Rotated.", is_done="yes", due_on="2020-01-01") == []
    assert faults(text="Rotate.") == ["Done by: Give the day by which it will be done."]
    assert faults(due_on=day)[0].startswith("What you do:")
    assert faults(text="x", due_on="2020-01-01") == [
        "Done by: The day must not lie in the past."
    ]
    assert faults(text="x", due_on=day, url="javascript:x")[0].startswith(
        "Where it can be seen:"
    )
