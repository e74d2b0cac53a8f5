"""What people were told, and how they want to be told."""

from __future__ import annotations

import datetime
import uuid
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.utils import timezone

from riskapp.accounts.models import Organisation, TenantQuerySet, User
from riskapp.common.work import TRIES
from riskapp.notifications.choices import Mail, NotificationKind, Sentence

# A mail server that was away for so long: what happened then is no news any more.
GIVEN_UP_AFTER = datetime.timedelta(days=7)


class NotificationQuerySet(TenantQuerySet["Notification"]):
    def shown_to(self, user: User) -> NotificationQuerySet:
        """What a person sees in the product, of organisations they still belong to."""
        visible: NotificationQuerySet = self.visible_to(user)  # type: ignore[assignment]  # stays one
        return visible.filter(user=user, is_shown=True)

    def unread(self) -> NotificationQuerySet:
        return self.filter(is_shown=True, read_at=None)

    def to_mail(self, when: Mail) -> NotificationQuerySet:
        """What is still to be mailed; not what was given up."""
        return self.filter(
            mail=when,
            mailed_at=None,
            attempts__lt=TRIES,
            made_at__gte=timezone.now() - GIVEN_UP_AFTER,
        )

    def mail_given_up(self) -> NotificationQuerySet:
        """What could not be mailed; it is shown in the product all the same."""
        is_late = models.Q(made_at__lt=timezone.now() - GIVEN_UP_AFTER)
        return self.filter(
            is_late | models.Q(attempts__gte=TRIES),
            mailed_at=None,
            mail__in=(Mail.NOW, Mail.DAILY),
        )


class Notification(models.Model):
    """One thing one person hears of.

    ``key`` names the event, so that hearing of it twice is the same as once. ``mail`` is
    how the person wanted to be told at that moment; ``mailed_at`` when it went out, and
    ``attempts`` how often something other than a mail server that is away stopped that.

    ``sentence`` and ``facts`` say more, in the language of whoever reads it
    (``riskapp.notifications.queries.in_words``); ``detail`` is text as it was given, such as
    a name.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="+"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="notifications"
    )
    kind = models.CharField(max_length=12, choices=NotificationKind)
    key = models.CharField(max_length=100)
    object_type = models.CharField(max_length=60)
    object_id = models.CharField(max_length=64)
    object_label = models.CharField(max_length=254)
    detail = models.CharField(max_length=300, blank=True)
    sentence = models.CharField(
        max_length=12, choices=Sentence, blank=True, default="", db_default=""
    )
    facts = models.JSONField(default=dict, db_default={}, blank=True)
    made_at = models.DateTimeField(auto_now_add=True)
    is_shown = models.BooleanField(default=True)
    read_at = models.DateTimeField(null=True, blank=True)
    mail = models.CharField(max_length=6, choices=Mail)
    attempts = models.PositiveSmallIntegerField(default=0, db_default=0)
    mailed_at = models.DateTimeField(null=True, blank=True)

    objects: ClassVar[NotificationQuerySet] = NotificationQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-made_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind", "key"], name="told_once_of_an_occasion"
            ),
        ]
        indexes = [
            models.Index(fields=["user", "-made_at"], name="notifications_newest"),
            models.Index(
                fields=["user"],
                condition=models.Q(is_shown=True, read_at=None),
                name="notifications_unread",
            ),
            models.Index(
                fields=["mail", "made_at"],
                condition=models.Q(mailed_at=None) & ~models.Q(mail=Mail.NONE),
                name="notifications_to_mail",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.object_label}"


class Preference(models.Model):
    """How a person wants to hear of one kind; without a row it is shown and mailed daily."""

    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.CASCADE, related_name="preferences"
    )
    kind = models.CharField(max_length=12, choices=NotificationKind)
    is_shown = models.BooleanField(default=True)
    mail = models.CharField(max_length=6, choices=Mail, default=Mail.DAILY)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["user", "kind"], name="one_preference_per_kind"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()}: {self.get_mail_display()}"
