"""What can happen to the settings of an organisation."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from django.db import transaction

from riskapp.accounts.models import Organisation, User
from riskapp.audit.actions import record

# What an administrator may change.
SETTINGS = ("entry_policy", "language", "four_eyes")


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
        record(
            "settings changed",
            organisation,
            organisation=organisation,
            by=by,
            before=before,
            after={name: wanted[name] for name in before},
        )
    return organisation
