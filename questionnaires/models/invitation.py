"""Who may answer: invitations and the people who came in through them."""

from __future__ import annotations

import uuid

from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.utils import timezone
from django.utils.translation import gettext

from questionnaires.choices import RespondentRole
from questionnaires.models.response import Response


class InvitationQuerySet(models.QuerySet["Invitation"]):
    def usable(self) -> InvitationQuerySet:
        return self.filter(revoked_at=None, expires_at__gt=timezone.now())


class Invitation(models.Model):
    """A way in to one response. The link is derived from the secret key and this row's id
    and ``generation``; nothing secret is stored.

    Who comes in through it has its ``role``; ``sections`` are the codes of the sections a
    contributor was asked for, none of them meaning all. Whoever holds a seat through the
    invitation that this one ``continues`` may take one here.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    response = models.ForeignKey(
        Response, on_delete=models.PROTECT, related_name="invitations"
    )
    email = models.EmailField(blank=True)
    role = models.CharField(
        max_length=12, choices=RespondentRole, default=RespondentRole.LEAD
    )
    sections = ArrayField(models.CharField(max_length=20), default=list, blank=True)
    invited_by = models.ForeignKey(
        "questionnaires.Respondent",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    continues = models.ForeignKey(
        "self",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="continued_by",
    )
    language = models.CharField(max_length=10, blank=True)  # that the person chose
    generation = models.PositiveIntegerField(default=1)
    created_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    revoked_at = models.DateTimeField(null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    def __str__(self) -> str:
        return f"Invitation to {self.response}"

    @property
    def sections_version(self) -> str:
        """What stands for the sections as they are now, in a form that changes them."""
        return ",".join(self.sections) or "all"

    @property
    def is_usable(self) -> bool:
        return self.revoked_at is None and self.expires_at > timezone.now()


class Respondent(models.Model):
    """A person who entered through an invitation."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.ForeignKey(
        Invitation, on_delete=models.PROTECT, related_name="respondents"
    )
    response = models.ForeignKey(
        Response, on_delete=models.PROTECT, related_name="respondents"
    )
    name = models.CharField(max_length=200, blank=True)
    email = models.EmailField(blank=True)  # only when it was proven
    entered_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["invitation", "email"],
                condition=~models.Q(email=""),
                name="one_respondent_per_invitation_and_email",
            ),
        ]

    def __str__(self) -> str:
        return self.name or self.invitation.email or gettext("Respondent")

    @property
    def known_address(self) -> str:
        """The proven address, else the one the way in was mailed to; the name is only typed."""
        return (
            self.email or self.invitation.email or gettext("the address is not proven")
        )
