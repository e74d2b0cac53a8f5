"""What happens to many findings at once: all or none, each with its own line."""

import datetime
import uuid

import pytest
from django.utils import timezone

from questionnaires.models import Delivery
from riskapp.assessments.errors import ReasonMissing
from riskapp.audit.models import AuditEntry
from riskapp.findings.actions import many
from riskapp.findings.actions.settling import dismiss_finding
from riskapp.findings.errors import (
    EndMissing,
    NothingPicked,
    NothingToChange,
    SomeSettled,
    TooManyPicked,
)
from riskapp.findings.models import Finding, FindingEvent
from tests.factories.riskapp import scored

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("evaluated")]


@pytest.fixture
def ids(assessment):
    return list(assessment.findings.values_list("pk", flat=True)[:3])


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


def states(ids):
    return set(Finding.objects.filter(pk__in=ids).values_list("state", flat=True))


def lines(ids, action):
    """The lines of the audit trail, by finding."""
    return sorted(
        AuditEntry.objects.filter(action=action).values_list("object_id", flat=True)
    ) == sorted(map(str, ids))


def test_an_owner_and_a_day_are_given_and_each_finding_says_so(ids, analyst):
    changed = many.assign_many(ids, owner=analyst, due_on=in_days(9), by=analyst)

    rows = Finding.objects.filter(pk__in=ids)
    assert changed == 3
    assert {(row.owner, row.due_on) for row in rows} == {(analyst, in_days(9))}
    assert lines(ids, "finding edited")
    assert FindingEvent.objects.filter(finding__in=ids, kind="edited").count() == 3


def test_what_is_not_given_stays(ids, analyst):
    many.assign_many(ids, owner=analyst, by=analyst)
    many.assign_many(ids[:1], due_on=in_days(9), by=analyst)

    row = Finding.objects.get(pk=ids[0])
    assert (row.owner, row.due_on) == (analyst, in_days(9))


def test_neither_an_owner_nor_a_day_is_refused(ids, analyst):
    with pytest.raises(NothingToChange):
        many.assign_many(ids, by=analyst)


def test_many_are_dismissed_with_one_reason(ids, analyst, assessment):
    many.dismiss_many(ids, reason=" Not used here. ", by=analyst)

    assessment.refresh_from_db()
    assert states(ids) == {"dismissed"}
    assert lines(ids, "finding dismissed")
    entry = AuditEntry.objects.filter(action="finding dismissed").first()
    assert entry.after["reason"] == "Not used here."
    assert assessment.last_reviewer == analyst


def test_the_risks_of_many_are_accepted_with_a_name_and_an_end(ids, approver):
    many.accept_many(ids, reason="Cheap.", until=in_days(9), by=approver)

    rows = Finding.objects.filter(pk__in=ids)
    assert {(r.state, r.accepted_by, r.accepted_until) for r in rows} == {
        ("accepted", approver, in_days(9))
    }
    assert lines(ids, "finding accepted")


def test_many_are_shown_to_their_vendors_with_one_mail_each(
    ids, analyst, organisation, assessment
):
    other = scored(organisation, analyst, email="otto@other.example")
    Delivery.objects.all().delete()
    all_ids = [*ids, other.findings.first().pk]

    shown = many.show_many(all_ids, due_on=in_days(9), by=analyst)

    rows = Finding.objects.filter(pk__in=all_ids)
    assert shown == 4
    assert {row.due_on for row in rows} == {in_days(9)}
    assert all(row.released_at for row in rows)
    assert Delivery.objects.count() == 2
    assert AuditEntry.objects.filter(action="findings shown to the vendor").count() == 2
    assert many.show_many(all_ids, due_on=in_days(9), by=analyst) == 0


@pytest.mark.parametrize(
    ("step", "error"),
    [
        (lambda ids, by: many.dismiss_many(ids, reason=" ", by=by), ReasonMissing),
        (
            lambda ids, by: many.accept_many(ids, reason=" ", until=in_days(9), by=by),
            ReasonMissing,
        ),
        (
            lambda ids, by: many.accept_many(ids, reason="x", until=in_days(0), by=by),
            EndMissing,
        ),
        (lambda _ids, by: many.dismiss_many([], reason="x", by=by), NothingPicked),
        (
            lambda _ids, by: many.dismiss_many(
                [uuid.uuid4() for _ in range(many.MOST + 1)], reason="x", by=by
            ),
            TooManyPicked,
        ),
    ],
)
def test_what_is_missing_is_refused_and_nothing_happens(ids, approver, step, error):
    with pytest.raises(error):
        step(ids, approver)

    assert states(ids) == {"open"}


def test_one_that_was_settled_meanwhile_stops_all(ids, analyst):
    dismiss_finding(Finding.objects.get(pk=ids[1]), reason="Gone.", by=analyst)

    with pytest.raises(SomeSettled, match="1 of these was closed meanwhile"):
        many.dismiss_many(ids, reason="Not used here.", by=analyst)

    assert states([ids[0], ids[2]]) == {"open"}
    assert not lines(ids, "finding dismissed")


def test_ninety_six_at_once(analyst, organisation):
    big = scored(organisation, analyst, "personal-accounts")
    ids = list(big.findings.values_list("pk", flat=True)[:96])

    assert many.dismiss_many(ids, reason="Not used here.", by=analyst) == 96
    assert lines(ids, "finding dismissed")
