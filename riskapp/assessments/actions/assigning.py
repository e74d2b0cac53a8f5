"""Whose work an assessment is."""

from __future__ import annotations

from uuid import UUID

from django.db import transaction
from django.utils.translation import gettext_noop as mark

from riskapp.accounts.choices import Capability
from riskapp.accounts.models import Membership, User
from riskapp.assessments.actions.locking import locked
from riskapp.assessments.errors import CannotSee
from riskapp.assessments.models import Assessment
from riskapp.audit.actions import record


@transaction.atomic
def assign(assessment: Assessment, *, analyst: User | None, by: User) -> Assessment:
    """Make an assessment the work of a member, or nobody's. Twice is once.

    Raises CannotSee for somebody who may not read its answers.
    """
    return _assign(assessment, "analyst", analyst, mark("assessment given"), by)


@transaction.atomic
def assign_replies(
    assessment: Assessment, *, replies_to: User | None, by: User
) -> Assessment:
    """Let the replies to the questions sent last come to a member, or else to whose work the
    assessment is. Twice is once; raises CannotSee."""
    return _assign(assessment, "replies_to", replies_to, mark("replies given"), by)


def require_able(organisation_id: UUID, person: User | None) -> None:
    """Raises CannotSee where a person is given work that they may not see."""
    if person is None:
        return
    seat = Membership.objects.filter(organisation=organisation_id, user=person).first()
    if seat is None or not seat.can(Capability.VIEW_ANSWERS):
        raise CannotSee


def _assign(
    assessment: Assessment, name: str, person: User | None, words: str, by: User
) -> Assessment:
    assessment = locked(assessment)
    require_able(assessment.organisation_id, person)
    before = getattr(assessment, name)
    if before != person:
        setattr(assessment, name, person)
        assessment.save(update_fields=[name])
        record(
            words,
            assessment,
            organisation=assessment.organisation,
            by=by,
            before={name: before.email if before else None},
            after={name: person.email if person else None},
        )
    return assessment
