"""What can happen to the settings of an organisation."""

from __future__ import annotations

from django.db import transaction

from riskapp.accounts.models import Organisation, User
from riskapp.audit.actions import record


@transaction.atomic
def change_settings(
    organisation: Organisation, *, entry_policy: str, by: User
) -> Organisation:
    """Change how people at vendors get in; responses that are open keep their rule."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    before = organisation.entry_policy
    if entry_policy != before:
        organisation.entry_policy = entry_policy
        organisation.save(update_fields=["entry_policy"])
        record(
            "settings changed",
            organisation,
            organisation=organisation,
            by=by,
            before={"entry_policy": before},
            after={"entry_policy": entry_policy},
        )
    return organisation
