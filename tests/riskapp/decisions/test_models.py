import datetime

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.decisions.choices import Outcome
from riskapp.decisions.models import Decision
from tests.factories.riskapp import OrganisationFactory, decided, member, scored

pytestmark = pytest.mark.django_db


@pytest.fixture
def decision():
    organisation = OrganisationFactory()
    assessment = scored(organisation, member(organisation, Role.ANALYST))
    return decided(assessment, member(organisation, Role.APPROVER))


@pytest.mark.parametrize(
    "change",
    [
        {"outcome": Outcome.CONDITIONAL},
        {"reason": "Something else."},
        {"valid_until": datetime.date(2099, 1, 1)},
    ],
)
def test_a_decision_is_never_edited(decision, change):
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk).update(**change)


def test_a_decision_is_never_deleted(decision):
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        Decision.objects.filter(pk=decision.pk)._raw_delete("default")


def test_the_release_of_a_decision_is_noted_once_and_stays(decision):
    rows = Decision.objects.filter(pk=decision.pk)
    rows.update(released_at=timezone.now(), released_by=decision.by)

    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        rows.update(released_at=None, released_by=None)
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        rows.update(released_at=timezone.now())


@pytest.mark.parametrize(
    ("outcome", "until"),
    [(Outcome.APPROVED, None), (Outcome.REJECTED, datetime.date(2099, 1, 1))],
)
def test_an_approval_has_an_end_and_a_rejection_none(decision, outcome, until):
    with pytest.raises(IntegrityError), transaction.atomic():
        Decision.objects.create(
            organisation=decision.organisation,
            assessment=decision.assessment,
            score=decision.score,
            outcome=outcome,
            reason="Because.",
            valid_until=until,
            by=decision.by,
        )


def test_the_last_day_of_a_decision_still_counts(decision):
    assert not decision.has_ended(decision.valid_until)
    assert decision.has_ended(decision.valid_until + datetime.timedelta(days=1))
