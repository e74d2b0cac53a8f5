"""Which installation this is: a database and the files that belong to it."""

from __future__ import annotations

from riskapp.common.models import Installation, new_id


def installation_id() -> str:
    """The id of this installation; made with the database."""
    known = Installation.objects.values_list("name", flat=True).first()
    return known or Installation.objects.get_or_create(pk=1)[0].name


def folder_of_ours() -> str:
    """The folder that the files of this installation lie in."""
    return f"riskapp-{installation_id()}"


def renew_installation() -> str:
    """Become another installation: a copy must not sweep the files of its original. Files
    that rows name already stay where they are."""
    Installation.objects.update_or_create(pk=1, defaults={"name": new_id()})
    return installation_id()
