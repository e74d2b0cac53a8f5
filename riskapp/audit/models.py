"""The audit trail."""

from __future__ import annotations

import uuid
from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from riskapp.accounts.models import Organisation, TenantQuerySet
from riskapp.common.folding import kept_folded
from riskapp.common.wall import only_organisation


class OwnTenant(models.UUIDField):  # type: ignore[type-arg]  # as Django's own subclasses
    """The id of the organisation of an entry, or the one that stands for the installation itself,
    filled in when it is written."""

    def deconstruct(self) -> Any:
        """Migrations know a plain column."""
        name, _path, words, options = super().deconstruct()
        return name, "django.db.models.UUIDField", words, options

    def pre_save(self, model_instance: models.Model, add: bool) -> uuid.UUID:  # noqa: ARG002, FBT001  # Django's signature
        organisation: uuid.UUID | None = model_instance.organisation_id  # type: ignore[attr-defined]
        tenant = organisation or AuditEntry.NOBODYS
        setattr(model_instance, self.attname, tenant)
        return tenant


class TrailManager(models.Manager.from_queryset(TenantQuerySet)):  # type: ignore[misc]  # made by Django
    """Narrows to the organisation in hand what the database would narrow to it row by row."""

    def get_queryset(self) -> TenantQuerySet[AuditEntry]:
        rows, tenant = super().get_queryset(), only_organisation()
        return rows if tenant is None else rows.filter(tenant=tenant)  # type: ignore[no-any-return]


class AuditEntry(models.Model):
    """Who did what, when, from where, on which object, before and after.

    Written by ``riskapp.audit.actions.record`` in the transaction of the change itself.
    ``content_hash`` is made there (``riskapp.audit.queries``). When the transaction commits,
    the database gives the entry its place in the chain of its organisation: ``position``,
    ``previous_hash`` and ``hash``, the SHA-256 of the previous hash followed by
    ``content_hash``. Until then they are empty. Triggers refuse every other change but one:
    texts may be erased (``riskapp.audit.actions.erase_values``). What is hashed is each text
    behind a salt that follows from ``secret``; when one is erased, the secret goes and ``proofs``
    keep what proves the rest. ``tenant`` is the id of the organisation, or ``NOBODYS`` for
    entries of the installation itself: what the table is kept in partitions by.
    """

    NOBODYS = uuid.UUID(int=0)

    organisation = models.ForeignKey(
        Organisation, null=True, on_delete=models.PROTECT, related_name="+"
    )
    at = models.DateTimeField(default=timezone.now)
    actor = models.ForeignKey(
        settings.AUTH_USER_MODEL, null=True, on_delete=models.PROTECT, related_name="+"
    )
    actor_label = models.CharField(max_length=254)
    ip = models.GenericIPAddressField(null=True)
    user_agent = models.CharField(max_length=300, db_default="")
    action = models.CharField(max_length=60)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    object_label = models.CharField(max_length=254)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)
    secret = models.CharField(max_length=32, db_default="")
    proofs = models.JSONField(null=True)
    position = models.PositiveBigIntegerField(null=True)
    content_hash = models.CharField(max_length=64, db_default="")
    previous_hash = models.CharField(max_length=64, db_default="")
    hash = models.CharField(max_length=64, db_default="")
    tenant = OwnTenant(null=True, editable=False)

    objects: ClassVar[TenantQuerySet[AuditEntry]] = TrailManager()

    class Meta:
        base_manager_name = "objects"
        ordering = ["-id"]
        verbose_name_plural = "audit entries"
        indexes = [
            models.Index(fields=["organisation", "-id"], name="audit_by_organisation"),
            # Of one action or type entries are counted, too: read of these indexes alone.
            models.Index(
                fields=["organisation", "action", "-id"],
                include=["tenant"],
                name="audit_of_action",
            ),
            models.Index(
                fields=["organisation", "object_type", "-id"],
                include=["tenant"],
                name="audit_of_type",
            ),
            models.Index(fields=["object_type", "object_id"], name="audit_by_object"),
            # Of days entries are counted.
            models.Index(
                fields=["organisation", "at"], include=["tenant"], name="audit_of_days"
            ),
            # Those that words were found in (``TrailName``).
            models.Index(fields=["organisation", "object_label"], name="audit_by_name"),
            models.Index(
                fields=["organisation", "actor_label", "-id"], name="audit_by_person"
            ),
            # Where many things were done at once each is looked into.
            models.Index(
                fields=["organisation", "-id"],
                condition=models.Q(after__has_key="rows"),
                name="audit_of_many_things",
            ),
        ]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "position"],
                condition=models.Q(position__isnull=False),
                name="one_audit_entry_per_link",
                nulls_distinct=False,
            ),
        ]

    def __str__(self) -> str:
        return f"{self.at:%Y-%m-%d %H:%M} {self.actor_label}: {self.action}"


class TrailName(models.Model):
    """A different name of an object or a person in the trail of an organisation: words are looked
    for in these, not in each entry. Triggers on entries keep it; a name may be there twice, where
    two wrote it at once. What is erased of the last entry that has it goes."""

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+", db_index=False
    )
    of_person = models.BooleanField()
    name = models.CharField(max_length=254)
    folded = kept_folded("name")

    objects: ClassVar[TenantQuerySet[TrailName]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        indexes = [
            # Words are looked for in this index alone.
            models.Index(
                fields=["organisation", "of_person", "name"],
                include=["folded"],
                name="trail_names",
            ),
        ]

    def __str__(self) -> str:
        return self.name


class ChainHead(models.Model):
    """Where the chain of an organisation ends; only the trigger that seals entries writes it.

    ``id`` is the organisation's, or ``NOBODYS`` for entries that belong to none.
    """

    NOBODYS = AuditEntry.NOBODYS

    id = models.UUIDField(primary_key=True)
    length = models.PositiveBigIntegerField()
    hash = models.CharField(max_length=64)

    def __str__(self) -> str:
        return f"{self.length} entries, {self.hash[:12]}"


class SyslogMark(models.Model):
    """How far the chain with this id was sent by syslog; see ``riskapp.audit.tasks``."""

    id = models.UUIDField(primary_key=True)
    position = models.PositiveBigIntegerField(default=0)

    def __str__(self) -> str:
        return f"{self.id}: {self.position}"
