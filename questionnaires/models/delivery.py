"""Mails to people who answer, each with its own state."""

from __future__ import annotations

import re
import uuid

from django.db import models
from django.utils.translation import gettext

from questionnaires.choices import LONGEST_CODE, DeliveryState, mail_choices
from questionnaires.models.evidence import Evidence
from questionnaires.models.invitation import Invitation

_CODE = re.compile(r"\((\d{3})\)")


class Delivery(models.Model):
    """One mail to one address. What it says follows from the invitation when it is sent;
    ``reason`` is why the last attempt failed, in English, and ``why`` the same in the language
    of whoever reads it. ``leads_to`` is the path of the page
    its link opens after entry; without one it is the respondent's first page. ``evidence`` is
    the file it is about, where it is about one. ``unforeseen`` counts the tries since the last
    one that came to something: their worker died, or an error came that nobody foresaw.
    ``handed_at`` is when it was handed to the mail server, until that has answered: a queued mail
    that was handed over long ago may be out."""

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    invitation = models.ForeignKey(
        Invitation, on_delete=models.PROTECT, related_name="deliveries"
    )
    kind = models.CharField(max_length=LONGEST_CODE, choices=mail_choices)
    email = models.EmailField()
    language = models.CharField(max_length=10, blank=True)  # of the page it comes from
    evidence = models.ForeignKey(
        Evidence, null=True, blank=True, on_delete=models.SET_NULL, related_name="+"
    )
    leads_to = models.CharField(max_length=200, blank=True)
    state = models.CharField(
        max_length=8, choices=DeliveryState, default=DeliveryState.QUEUED
    )
    reason = models.CharField(max_length=300, blank=True)
    attempts = models.PositiveSmallIntegerField(default=0)
    unforeseen = models.PositiveSmallIntegerField(default=0, db_default=0)
    tried_at = models.DateTimeField(null=True, blank=True)
    handed_at = models.DateTimeField(null=True, blank=True)
    queued_at = models.DateTimeField(auto_now_add=True)
    sent_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-queued_at"]
        verbose_name_plural = "deliveries"
        indexes = [
            models.Index(
                fields=["queued_at"],
                condition=models.Q(state=DeliveryState.QUEUED),
                name="delivery_still_queued",
            ),
            models.Index(fields=["kind", "-queued_at"], name="delivery_by_kind"),
            models.Index(
                fields=["invitation"],
                condition=models.Q(state=DeliveryState.FAILED),
                name="delivery_failed",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.get_kind_display()} to {self.email}"

    @property
    def why(self) -> str:
        """The reason in the language of the reader; "" where there is none."""
        text, code = self.fault
        return gettext(text).replace("%(code)s", code) if text else ""

    @property
    def fault(self) -> tuple[str, str]:
        """The reason as a text to be translated, and the code of the mail server in it."""
        code = _CODE.search(self.reason)
        if code is None:
            return self.reason, ""
        return self.reason.replace(code[0], "(%(code)s)"), code[1]


class EntryCode(models.Model):
    """A six-digit code that was mailed; only its proof is kept, and only for minutes."""

    invitation = models.ForeignKey(
        Invitation, on_delete=models.CASCADE, related_name="codes"
    )
    email = models.EmailField()
    proof = models.CharField(max_length=64)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    tries = models.PositiveSmallIntegerField(default=0)
    used_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]

    def __str__(self) -> str:
        return f"Code for {self.email}"


class WrongTry(models.Model):
    """Six digits that were not right; counted for an hour, whatever became of the code."""

    invitation = models.ForeignKey(
        Invitation, on_delete=models.CASCADE, related_name="wrong_tries"
    )
    email = models.EmailField()
    at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["-at"]
        verbose_name_plural = "wrong tries"

    def __str__(self) -> str:
        return f"Wrong code of {self.email}"
