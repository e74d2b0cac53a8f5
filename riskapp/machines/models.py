"""API clients, their tokens, and what was answered to a request that may come twice."""

from __future__ import annotations

import datetime
import uuid
from typing import ClassVar

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Now
from django.utils import timezone

from riskapp.accounts.models import Organisation, TenantQuerySet
from riskapp.common.sealing import seal, unseal
from riskapp.machines.choices import ApiScope, MessageState, WebhookKind

PURPOSE = "webhook secret"


class ApiClientQuerySet(TenantQuerySet["ApiClient"]):
    """API clients, filtered in words."""

    def working(self) -> ApiClientQuerySet:
        """Those that were not revoked."""
        return self.filter(revoked_at=None)


class ApiClient(models.Model):
    """A program that works with the product, for a named purpose.

    It acts as ``owner``, a member, and can do what both the member and ``scopes`` allow: nobody
    else's rights are lent. The owner alone sees its secret, once; only the digest is kept, and
    its last signs. Without a digest nobody has taken a secret yet. ``made_by`` is the
    administrator who allowed it.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="api_clients"
    )
    name = models.CharField(max_length=100)
    purpose = models.CharField(max_length=500)
    scopes = ArrayField(models.CharField(max_length=24), default=list)
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    digest = models.CharField(max_length=64, blank=True, default="")
    ending = models.CharField(max_length=4, blank=True, default="")
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    secret_made_at = models.DateTimeField(null=True, blank=True)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[ApiClientQuerySet] = ApiClientQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name", "made_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def scopes_in_words(self) -> list[str]:
        """What it is allowed, as the reader's language names it."""
        return [str(ApiScope(scope).label) for scope in self.scopes]


class ApiToken(models.Model):
    """What a client shows with each request, for a day at most; only its digest is kept."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+"
    )
    client = models.ForeignKey(
        ApiClient, on_delete=models.CASCADE, related_name="tokens"
    )
    digest = models.CharField(max_length=64, unique=True)
    scopes = ArrayField(models.CharField(max_length=24), default=list)
    made_at = models.DateTimeField(default=timezone.now)
    ends_at = models.DateTimeField(db_index=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="api_token_ends_within_a_day",
                condition=models.Q(
                    ends_at__lte=models.F("made_at") + datetime.timedelta(days=1)
                ),
            ),
        ]

    def __str__(self) -> str:
        return str(self.client)


class KeptReply(models.Model):
    """What a request with an idempotency key was answered, so that it is answered so again.

    ``request_digest`` is that of method, path, scopes and body: the same key for something else
    is refused.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+"
    )
    client = models.ForeignKey(ApiClient, on_delete=models.CASCADE, related_name="+")
    key = models.CharField(max_length=128)
    request_digest = models.CharField(max_length=64)
    status = models.PositiveSmallIntegerField(default=0)
    body = models.TextField(blank=True, default="")
    headers = models.JSONField(default=dict)
    made_at = models.DateTimeField(auto_now_add=True, db_index=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["client", "key"], name="one_reply_per_idempotency_key"
            ),
        ]

    def __str__(self) -> str:
        return self.key


class Webhook(models.Model):
    """An address that is told what happens to objects of some kinds.

    Messages are signed after Standard Webhooks with ``secret``; for a day after it was replaced
    with ``former_secret`` too, so that the receiver can change over. Both lie sealed. Whoever does
    not answer for a day is switched off (``disabled_at``). What happened before ``hears_from``,
    when it was made or last resumed, is not told.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="webhooks"
    )
    name = models.CharField(max_length=100)
    url = models.URLField(max_length=500)
    kinds = ArrayField(models.CharField(max_length=12), default=list)
    secret = models.TextField()
    former_secret = models.TextField(blank=True, default="")
    former_until = models.DateTimeField(null=True, blank=True)
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    made_at = models.DateTimeField(auto_now_add=True)
    hears_from = models.DateTimeField(default=timezone.now, db_default=Now())
    disabled_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[TenantQuerySet[Webhook]] = TenantQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["name", "made_at"]

    def __str__(self) -> str:
        return self.name

    @property
    def kinds_in_words(self) -> list[str]:
        """What it is told of, as the reader's language names it."""
        return [str(WebhookKind(kind).label) for kind in self.kinds]

    @property
    def secrets(self) -> list[str]:
        """The secrets that messages are signed with now, the newest first."""
        sealed = [self.secret]
        if self.former_until is not None and self.former_until > timezone.now():
            sealed.append(self.former_secret)
        return [unseal(text, PURPOSE) for text in sealed]

    @staticmethod
    def sealed_secret(text: str) -> str:
        """A secret as it may lie in the database."""
        return seal(text, PURPOSE)


class WebhookMessage(models.Model):
    """One thing that a webhook is told, once, however often it is tried.

    ``entry`` is the entry of the audit trail, ``number`` its place within an entry about many.
    ``next_at`` is when it is tried next; while it is being sent, when somebody else may.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="+"
    )
    webhook = models.ForeignKey(
        Webhook, on_delete=models.CASCADE, related_name="messages"
    )
    entry = models.BigIntegerField()
    number = models.PositiveIntegerField(default=0)
    kind = models.CharField(max_length=100)
    body = models.TextField()
    state = models.CharField(
        max_length=10, choices=MessageState, default=MessageState.WAITING
    )
    attempts = models.PositiveSmallIntegerField(default=0)
    made_at = models.DateTimeField(default=timezone.now)
    next_at = models.DateTimeField(default=timezone.now)
    delivered_at = models.DateTimeField(null=True, blank=True)
    status = models.PositiveSmallIntegerField(null=True, blank=True)
    reason = models.CharField(max_length=200, blank=True, default="")

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["webhook", "entry", "number"], name="one_message_per_event"
            ),
        ]
        indexes = [
            models.Index(fields=["webhook", "-made_at"], name="messages_of_webhook"),
            models.Index(
                fields=["next_at"],
                condition=models.Q(state="waiting"),
                name="messages_that_wait",
            ),
        ]

    def __str__(self) -> str:
        return self.kind
