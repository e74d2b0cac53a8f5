"""Organisations (tenants), who belongs to them, and who is asked to."""

from __future__ import annotations

import hashlib
import uuid
from collections.abc import Sequence

from django.contrib.postgres.fields import ArrayField
from django.core import signing
from django.db import models

from riskapp.accounts.choices import Capability, Role, VendorEntryPolicy
from riskapp.accounts.models.people import User, may
from riskapp.common import zones

OFFER_SALT = "accounts.offer"


def months_by_tier() -> dict[str, int]:
    """How many months an assessment holds, by tier, until the organisation says otherwise."""
    return {"very_high": 6, "high": 12, "moderate": 18, "low": 24}


def days_by_rating() -> dict[str, int]:
    """For how many days at most a rating is approved, until the organisation says otherwise."""
    return {"critical": 90, "high": 180, "moderate": 365, "low": 365}


def days_before_due() -> list[int]:
    """When a vendor is reminded, in days before the due date, until the organisation says."""
    return [14, 7, 1]


class Organisation(models.Model):
    """A tenant: a buyer with its members. No organisation sees another.

    ``country`` (ISO 3166-1 alpha-2) is where it sits, "" when not said; national law follows
    from it; ``buyer_facts`` maps the engagement questions that are about the buyer itself to option codes.
    ``entry_policy`` and ``language``, in which vendors and members are written to until they
    choose one, hold for responses opened from now on. With ``four_eyes`` nobody decides on an assessment
    that they started, or reviewed or changed since the last decision, nor accepts a risk of it.
    ``approval_days`` is for how long at most each rating is approved. Vendors see who asks about an answer only with ``names_reviewers``.
    Where ``requires_second_factor`` is set, members see nothing before they have signed in
    with one.

    Days are counted in ``time_zone``: what is due on a day is late when that day has ended there.

    Vendors are reminded ``reminder_days`` before a due date and every ``reminder_every``
    days after it (0: never). ``review_months`` is how long an assessment holds by tier (0:
    for ever); then a reassessment is proposed, or started where ``starts_reviews`` says so.

    ``mail_texts`` words mails to vendors: by kind and language, ``subject`` and ``text``.

    ``mail_tested_with`` is the digest of the mail server that took a test mail last;
    ``works_without_scanner`` says that nobody forgot one. ``has_webhooks``: somebody else is told of
    what happens; it follows from the webhooks, so that nothing asks for them where there are none.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    name = models.CharField(max_length=200)
    country = models.CharField(max_length=2, default="", blank=True)
    buyer_facts = models.JSONField(default=dict, db_default={})
    entry_policy = models.CharField(
        max_length=8, choices=VendorEntryPolicy, default=VendorEntryPolicy.CODE
    )
    colleagues_anywhere = models.BooleanField(default=False, db_default=False)
    language = models.CharField(max_length=10, default="en")
    time_zone = models.CharField(max_length=50, default=zones.UTC, db_default=zones.UTC)
    four_eyes = models.BooleanField(default=True)
    approval_days = models.JSONField(
        default=days_by_rating, db_default=days_by_rating()
    )
    names_reviewers = models.BooleanField(default=False)
    requires_second_factor = models.BooleanField(default=False)
    reminder_days = ArrayField(
        models.PositiveSmallIntegerField(), default=days_before_due, blank=True
    )
    reminder_every = models.PositiveSmallIntegerField(default=7)
    review_months = models.JSONField(default=months_by_tier)
    starts_reviews = models.BooleanField(default=False)
    mail_texts = models.JSONField(default=dict, db_default={}, blank=True)
    mail_tested_at = models.DateTimeField(null=True, editable=False)
    mail_tested_with = models.CharField(
        max_length=64, default="", db_default="", blank=True, editable=False
    )
    works_without_scanner = models.BooleanField(default=False, db_default=False)
    has_webhooks = models.BooleanField(default=False, db_default=False, editable=False)
    created_at = models.DateTimeField(auto_now_add=True)
    members: models.ManyToManyField[User, Membership] = models.ManyToManyField(
        User, through="Membership", related_name="organisations"
    )

    def __str__(self) -> str:
        return self.name


class Membership(models.Model):
    """A person's roles in one organisation; several may be held at once.

    ``welcomes`` counts the mails that were asked for and tell where to sign in, ``welcomed``
    those that were handed to the mail server.
    """

    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="memberships"
    )
    user = models.ForeignKey(User, on_delete=models.CASCADE, related_name="memberships")
    roles = ArrayField(models.CharField(max_length=20, choices=Role), default=list)
    unread = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    welcomes = models.PositiveIntegerField(default=0, db_default=0, editable=False)
    welcomed = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "user"], name="one_membership_per_person"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.user} at {self.organisation}"

    @property
    def roles_in_words(self) -> list[str]:
        """The roles as the reader's language names them."""
        return _in_words(self.roles)

    def can(self, capability: Capability) -> bool:
        """Whether any of the roles held carries the capability."""
        return may(self.roles, capability)


def _in_words(roles: Sequence[str]) -> list[str]:
    return [str(Role(role).label) for role in roles]


class Offer(models.Model):
    """A membership offered to an address; nothing of the person is read until they accept.

    ``name`` is what the administrator typed. Accepted, declined or withdrawn, the row goes;
    what happened stays in the audit trail. ``mails`` counts the mails that were asked for within
    an hour, ``handed`` those of them that were handed to the mail server.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="offers"
    )
    email = models.EmailField()
    name = models.CharField(max_length=200)
    roles = ArrayField(models.CharField(max_length=20, choices=Role), default=list)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()
    mails = models.PositiveSmallIntegerField(default=1)
    handed = models.PositiveSmallIntegerField(default=0, db_default=0)
    mailed_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"], name="one_offer_per_address"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.email} at {self.organisation}"

    @property
    def token(self) -> str:
        """What the mail carries; it shows that whoever has it reads the address."""
        return signing.dumps(str(self.pk), salt=OFFER_SALT)

    @staticmethod
    def id_in(token: str) -> str:
        """The id of the offer that a token belongs to; raises BadSignature."""
        return str(signing.loads(token, salt=OFFER_SALT))

    @property
    def roles_in_words(self) -> list[str]:
        """The roles as the reader's language names them."""
        return _in_words(self.roles)


class OneTimeLink(models.Model):
    """A way in that is handed over by hand, for the first administrator of an organisation or,
    with ``offer``, for whom a membership was offered to.

    Only the digest of its token is kept. Whoever has it comes in once: then the row goes, and
    what happened stays in the audit trail. It proves no address.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="one_time_links"
    )
    offer = models.OneToOneField(
        Offer, on_delete=models.CASCADE, related_name="link", null=True
    )
    digest = models.CharField(max_length=64, unique=True)
    made_at = models.DateTimeField(auto_now_add=True)
    expires_at = models.DateTimeField()

    def __str__(self) -> str:
        return f"Link of {self.offer or self.organisation}"

    @staticmethod
    def digest_of(token: str) -> str:
        return hashlib.sha256(token.encode()).hexdigest()
