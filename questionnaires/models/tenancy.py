"""Rows of tables that grow: they carry the tenant of their response, by which they are spread.

PostgreSQL keeps these tables in partitions by the hash of the tenant. A statement that names the
tenant looks at one of them; one that does not looks at all.
"""

from __future__ import annotations

from typing import Any, TypeVar
from uuid import UUID

from django.db import models

from questionnaires.wall import wall

Row = TypeVar("Row", bound=models.Model)


class TenantOf(models.UUIDField):  # type: ignore[type-arg]  # as Django's own subclasses
    """The tenant of the response that a row leads to by ``path``, filled in when it is written."""

    def __init__(self, *, path: str = "response", **options: Any) -> None:
        self.path = path
        super().__init__(**({"null": True, "editable": False} | options))

    def deconstruct(self) -> Any:
        """Migrations know a plain column."""
        name, _path, words, options = super().deconstruct()
        return name, "django.db.models.UUIDField", words, options

    def clone(self) -> TenantOf:
        options = super().deconstruct()[3]
        return type(self)(path=self.path, **options)

    def pre_save(self, model_instance: models.Model, add: bool) -> UUID | None:  # noqa: FBT001  # Django's signature
        tenant: UUID | None = super().pre_save(model_instance, add)
        if tenant is None:
            found: Any = model_instance
            for step in self.path.split("."):
                found = getattr(found, step)
            tenant = found.tenant
            setattr(model_instance, self.attname, tenant)
        return tenant


class OfTenant(models.Manager[Row]):
    """Narrows to the tenant in hand what the database would narrow to it row by row."""

    def get_queryset(self) -> models.QuerySet[Row]:
        rows, tenant = super().get_queryset(), wall().tenant()
        return rows if tenant is None else rows.filter(tenant=tenant)
