"""What can happen to the settings of an organisation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from allauth.mfa.models import Authenticator
from django.db import transaction

from riskapp.accounts.models import Membership, Organisation, User
from riskapp.audit.actions import record
from riskapp.vendors.models import Engagement

# What an administrator may change.
SETTINGS = (
    "entry_policy",
    "language",
    "four_eyes",
    "names_reviewers",
    "requires_second_factor",
    "reminder_days",
    "reminder_every",
    "review_months",
    "starts_reviews",
)


@transaction.atomic
def change_settings(
    organisation: Organisation, *, wanted: Mapping[str, Any], by: User
) -> Organisation:
    """Change what is different in ``wanted``, by the names in ``SETTINGS``.

    Responses that are open keep what held when they were opened.
    """
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    before = {
        name: getattr(organisation, name)
        for name in SETTINGS
        if name in wanted and getattr(organisation, name) != wanted[name]
    }
    if before:
        for name in before:
            setattr(organisation, name, wanted[name])
        organisation.save(update_fields=list(before))
        if "review_months" in before:
            Engagement.objects.filter(organisation=organisation).plan_reviews(
                organisation.review_months
            )
        record(
            "settings changed",
            organisation,
            organisation=organisation,
            by=by,
            before=before,
            after={name: wanted[name] for name in before},
        )
    return organisation


@transaction.atomic
def note_second_factor(user: User, *, is_added: bool, by: User | None) -> None:
    """Write to the trail of every organisation of a person what became of a second factor."""
    memberships = Membership.objects.filter(user=user).select_related("organisation")
    for membership in memberships:
        record(
            "second factor set up" if is_added else "second factor removed",
            user,
            organisation=membership.organisation,
            by=by,
            actor_label="" if by else "operator",
        )


@transaction.atomic
def remove_second_factor(user: User) -> bool:
    """Take away a lost second factor and its recovery codes; whether there was one."""
    removed, _ = Authenticator.objects.filter(user=user).delete()
    if removed:
        note_second_factor(user, is_added=False, by=None)
    return bool(removed)
