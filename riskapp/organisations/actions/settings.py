"""What can happen to the settings of an organisation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from questionnaires.queries import MailWords
from riskapp.accounts.models import (
    Organisation,
    User,
)
from riskapp.audit.actions import record
from riskapp.vendors.models import Engagement

# What an administrator may change.
SETTINGS = (
    "country",
    "buyer_facts",
    "entry_policy",
    "colleagues_anywhere",
    "language",
    "time_zone",
    "four_eyes",
    "approval_days",
    "names_reviewers",
    "requires_second_factor",
    "reminder_days",
    "reminder_every",
    "review_months",
    "starts_reviews",
    "mail_texts",
)


def change_mail_text(
    organisation: Organisation,
    kind: str,
    code: str,
    words: MailWords | None,
    *,
    by: User,
) -> Organisation:
    """Word a kind of mail in a language; None goes back to the words of the product."""
    texts = {name: dict(known) for name, known in organisation.mail_texts.items()}
    if words:
        texts.setdefault(kind, {})[code] = {
            "subject": words.subject,
            "text": words.text,
        }
    else:
        texts.get(kind, {}).pop(code, None)
    wanted = {name: known for name, known in texts.items() if known}
    return change_settings(organisation, wanted={"mail_texts": wanted}, by=by)


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
