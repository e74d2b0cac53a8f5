"""What can happen to the settings of an organisation."""

from __future__ import annotations

from django.db import transaction

from riskapp.accounts.models import Organisation, User
from riskapp.audit.actions import record


@transaction.atomic
def change_settings(
    organisation: Organisation, *, entry_policy: str, language: str, by: User
) -> Organisation:
    """Change how people at vendors get in and are written to; responses that are open keep
    what held when they were opened."""
    organisation = Organisation.objects.select_for_update().get(pk=organisation.pk)
    wanted = {"entry_policy": entry_policy, "language": language}
    before = {name: getattr(organisation, name) for name in wanted}
    if wanted != before:
        organisation.entry_policy = entry_policy
        organisation.language = language
        organisation.save(update_fields=list(wanted))
        record(
            "settings changed",
            organisation,
            organisation=organisation,
            by=by,
            before=before,
            after=wanted,
        )
    return organisation
