"""Organisations (tenants), their members, and people who sign in."""

from __future__ import annotations

import datetime
import hashlib
import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar, Self, TypeVar

from django.conf import settings
from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.contrib.postgres.fields import ArrayField
from django.core import signing
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from riskapp.accounts.choices import (
    CAPABILITIES,
    Capability,
    Protocol,
    Role,
    VendorEntryPolicy,
)
from riskapp.common import zones
from riskapp.common.names import address, ascii_of
from riskapp.common.sealing import seal, unseal

OFFER_SALT = "accounts.offer"
SECRET_OF_CLIENT = "riskapp.client_secret"  # noqa: S105  # names a purpose
TenantRow = TypeVar("TenantRow", bound=models.Model)


@dataclass(frozen=True, slots=True)
class MemberSeat:
    """A membership as every page needs it; read together with the person.

    ``has_provider`` says that single sign-on is switched on there, ``only_by_provider`` that
    this person takes the seat in no other way, ``provider_is_strong`` that signing in there
    counts as a second factor. A break-glass account still takes it with a password.
    """

    organisation_id: uuid.UUID
    organisation: str
    roles: Sequence[str]
    language: str
    requires_second_factor: bool
    unread: int
    time_zone: str = zones.UTC
    has_provider: bool = False
    only_by_provider: bool = False
    provider_is_strong: bool = False
    is_break_glass: bool = False

    def can(self, capability: Capability) -> bool:
        return _may(self.roles, capability)


class EmailUserManager(BaseUserManager["User"]):
    """Creates people by e-mail address; there are no user names."""

    def create_user(
        self, email: str, password: str | None = None, **extra: Any
    ) -> User:
        user = self.model(email=address(email), **extra)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def create_superuser(
        self, email: str, password: str | None = None, **extra: Any
    ) -> User:
        return self.create_user(
            email, password, is_staff=True, is_superuser=True, **extra
        )


class User(AbstractUser):
    """A person who signs in with an e-mail address: a member, or somebody at a vendor.

    ``proven_at`` is when a code that was mailed to the address came back. What a page must
    know about a person on every request comes with the person: ``riskapp.accounts.adapter``
    reads ``seats`` and ``has_authenticator`` in the same query and says by ``work_in`` which
    seat is taken. Whoever has several and chose none sees nothing (``is_placed`` and no
    ``works_in``). ``language`` is what a person chose to read and be written to in; "" until
    they do; ``time_zone`` is the one in which they read moments, "" for the organisation's.
    Raising ``times_ended`` ends every session of the person at once, wherever it is.
    ``is_known_elsewhere``: somebody else than the organisation whose provider let them in
    relies on this account, so that this session must not change how one signs in to it.
    """

    is_placed = False
    is_known_elsewhere = False
    seats: tuple[MemberSeat, ...] = ()
    works_in: MemberSeat | None = None
    has_authenticator: bool

    username = None  # type: ignore[assignment]  # removed on purpose
    email = models.EmailField(unique=True)
    first_name = None  # type: ignore[assignment]
    last_name = None  # type: ignore[assignment]
    name = models.CharField(max_length=200)
    proven_at = models.DateTimeField(null=True, blank=True, editable=False)
    language = models.CharField(max_length=10, blank=True, default="", db_default="")
    time_zone = models.CharField(max_length=50, blank=True, default="", db_default="")
    times_ended = models.PositiveIntegerField(default=0, db_default=0, editable=False)

    USERNAME_FIELD = "email"
    REQUIRED_FIELDS: ClassVar[list[str]] = ["name"]

    objects: ClassVar[EmailUserManager] = EmailUserManager()  # type: ignore[assignment]

    def __str__(self) -> str:
        return self.name or self.email

    def _get_session_auth_hash(self, secret: str | bytes | None = None) -> str:
        """Django's, which a session must match; another one after each raise."""
        salt = "django.contrib.auth.models.AbstractBaseUser.get_session_auth_hash"
        ended = f":{self.times_ended}" if self.times_ended else ""
        made = salted_hmac(
            salt, self.password + ended, secret=secret, algorithm="sha256"
        )
        return str(made.hexdigest())

    def get_full_name(self) -> str:
        return self.name

    def get_short_name(self) -> str:
        return self.name

    def work_in(self, seat: MemberSeat | None) -> None:
        """From now on this person sees and does only what belongs to one seat."""
        self.is_placed = True
        self.works_in = seat

    def organisation_ids(self) -> list[uuid.UUID]:
        """Whose rows this person may see: on a page those of one organisation, behind the pages
        those of all they belong to, which takes a query.

        A list that names them lets the database use its indexes.
        """
        if self.is_placed:
            return [self.works_in.organisation_id] if self.works_in else []
        held = Membership.objects.filter(user=self)
        return list(held.values_list("organisation_id", flat=True))

    @property
    def is_member(self) -> bool:
        return bool(self.seats)

    @property
    def may_audit(self) -> bool:
        return self.works_in is not None and self.works_in.can(Capability.VIEW_AUDIT)

    @property
    def may_assess(self) -> bool:
        return self.works_in is not None and self.works_in.can(Capability.ASSESS)

    @property
    def may_view_answers(self) -> bool:
        return self.works_in is not None and self.works_in.can(Capability.VIEW_ANSWERS)

    @property
    def may_manage(self) -> bool:
        return self.works_in is not None and self.works_in.can(
            Capability.MANAGE_MEMBERS
        )


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
        return [str(Role(role).label) for role in self.roles]

    def can(self, capability: Capability) -> bool:
        """Whether any of the roles held carries the capability."""
        return _may(self.roles, capability)


def _may(roles: Sequence[str], capability: Capability) -> bool:
    return any(capability in CAPABILITIES.get(role, ()) for role in roles)


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
        return [str(Role(role).label) for role in self.roles]


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


class IdentityProvider(models.Model):
    """Where the members of an organisation sign in: its own provider.

    By OpenID Connect it has a ``client_id`` and a ``sealed_secret``, which is never shown again; by
    SAML, ``issuer`` is its entity ID, with a ``sign_in_url`` and the ``certificate`` it signs with. Where ``is_required`` is set, people with an
    address of a verified domain sign in nowhere else, but for ``break_glass``. People who are
    new get ``default_role``; with "" nobody becomes a member by signing in. Only where
    ``is_strong`` says so, signing in there counts as a second factor. ``proven_at`` is when
    somebody first came through; ``set_up_by`` made the settings as they are.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.OneToOneField(
        Organisation, on_delete=models.CASCADE, related_name="identity_provider"
    )
    protocol = models.CharField(
        max_length=4, choices=Protocol, default=Protocol.OIDC, db_default=Protocol.OIDC
    )
    issuer = models.CharField(max_length=300)
    client_id = models.CharField(max_length=191, blank=True)
    sealed_secret = models.TextField(blank=True)
    sign_in_url = models.CharField(
        max_length=500, blank=True, default="", db_default=""
    )
    certificate = models.TextField(blank=True, default="", db_default="")
    is_enabled = models.BooleanField(default=False)
    is_required = models.BooleanField(default=False)
    is_strong = models.BooleanField(default=False)
    default_role = models.CharField(
        max_length=20, choices=Role, blank=True, default=Role.PROCUREMENT
    )
    break_glass = models.ForeignKey(
        User, on_delete=models.PROTECT, null=True, blank=True, related_name="+"
    )
    set_up_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    proven_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.CheckConstraint(
                name="required_sign_on_has_a_break_glass_account",
                condition=models.Q(is_required=False)
                | models.Q(is_enabled=True, break_glass__isnull=False),
            ),
        ]

    def __str__(self) -> str:
        return self.issuer

    @property
    def secret(self) -> str:
        return unseal(self.sealed_secret, SECRET_OF_CLIENT)

    @staticmethod
    def sealed(secret: str) -> str:
        return seal(secret, SECRET_OF_CLIENT)


class MailDomain(models.Model):
    """A domain of addresses that an organisation says is its own.

    Until ``verified_at``, when a record with ``token`` was found in its DNS, nothing follows
    from it. Verified, a domain belongs to one organisation. ``in_ascii`` is its other spelling:
    addresses of accounts from before may be kept in it. ``missing_since`` is when the record of
    a verified domain was first found to be gone.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="mail_domains"
    )
    domain = models.CharField(max_length=253)
    in_ascii = models.CharField(
        max_length=253, default="", db_default="", editable=False
    )
    token = models.CharField(max_length=64)
    added_at = models.DateTimeField(auto_now_add=True)
    verified_at = models.DateTimeField(null=True, blank=True)
    missing_since = models.DateTimeField(null=True, editable=False)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "domain"], name="one_row_per_mail_domain"
            ),
            models.UniqueConstraint(
                fields=["domain"],
                condition=models.Q(verified_at__isnull=False),
                name="a_mail_domain_belongs_to_one_organisation",
            ),
        ]

    def __str__(self) -> str:
        return self.domain

    def save(self, *args: Any, **kwargs: Any) -> None:
        self.in_ascii = ascii_of(self.domain)
        super().save(*args, **kwargs)

    @property
    def record_name(self) -> str:
        return f"_riskapp.{self.domain}"

    @property
    def record_text(self) -> str:
        return f"riskapp-verification={self.token}"


class DirectoryEntry(models.Model):
    """A person as the directory of an organisation knows them.

    It outlives the membership: who was shut out (``is_active`` unset) does not become a member
    again by signing in, only by an invitation or when the directory says so. ``roles`` are
    those held when the directory shut them out. ``deleted_at``: the directory forgot them.
    Of somebody who was erased only ``digests`` are left: of the address and of what a provider
    calls them, with a key, so that they stay shut out and nobody can read who it was.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="directory"
    )
    email = models.EmailField()
    user_name = models.CharField(max_length=254)
    name = models.CharField(max_length=200, blank=True)
    external_id = models.CharField(max_length=254, blank=True)
    is_active = models.BooleanField(default=True)
    roles = ArrayField(models.CharField(max_length=20, choices=Role), default=list)
    digests = ArrayField(
        models.CharField(max_length=64), default=list, db_default=[], blank=True
    )
    made_at = models.DateTimeField(auto_now_add=True)
    changed_at = models.DateTimeField(auto_now=True)
    deleted_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "email"], name="one_entry_per_address"
            ),
            models.UniqueConstraint(
                "organisation", Lower("user_name"), name="one_entry_per_user_name"
            ),
        ]

    def __str__(self) -> str:
        return self.email

    @staticmethod
    def digests_of(
        organisation: uuid.UUID, *texts: str, secrets: Sequence[str | bytes] = ()
    ) -> list[str]:
        """What an address, or what a provider calls somebody, is known by once it is erased."""
        return [
            salted_hmac(
                f"riskapp.shut-out.{organisation}",
                text.lower(),
                secret=secret,
                algorithm="sha256",
            ).hexdigest()
            for secret in secrets or [settings.SECRET_KEY]
            for text in texts
        ]

    @classmethod
    def erased(
        cls, organisation: uuid.UUID, *texts: str
    ) -> models.QuerySet[DirectoryEntry]:
        """Who was shut out and then erased, by address or what a provider calls them."""
        keys = [settings.SECRET_KEY, *settings.SECRET_KEY_FALLBACKS]
        known = cls.digests_of(organisation, *texts, secrets=keys)
        return cls._default_manager.filter(
            organisation=organisation, digests__overlap=known
        )


class DirectoryToken(models.Model):
    """What a directory shows to be let in; only its digest is kept, and its last signs.

    It ends after ``DIRECTORY_TOKEN_DAYS``. Who made it answers for it; another administrator
    can take that over.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.CASCADE, related_name="directory_tokens"
    )
    digest = models.CharField(max_length=64, unique=True)
    ending = models.CharField(max_length=4)
    made_by = models.ForeignKey(User, on_delete=models.PROTECT, related_name="+")
    made_at = models.DateTimeField(auto_now_add=True)
    used_at = models.DateTimeField(null=True, blank=True)
    revoked_at = models.DateTimeField(null=True, blank=True)

    def __str__(self) -> str:
        return f"…{self.ending}"

    @property
    def ends_at(self) -> datetime.datetime:
        return self.made_at + datetime.timedelta(days=settings.DIRECTORY_TOKEN_DAYS)

    @property
    def has_ended(self) -> bool:
        return self.ends_at <= timezone.now()

    @property
    def is_answered_for(self) -> bool:
        """Whether whoever answers for it is still an administrator there."""
        held = Membership.objects.filter(
            organisation=self.organisation_id, user=self.made_by_id
        ).first()
        return held is not None and held.can(Capability.MANAGE_MEMBERS)


class TenantQuerySet(models.QuerySet[TenantRow]):
    """Rows that belong to an organisation; ``visible_to`` is the only way a page gets them.

    Whoever asks through a page sees those of the organisation they work in; for work behind
    the pages a person stands for all organisations they belong to.
    """

    def counted_in(self, zone: str) -> Self:
        """What belongs to organisations in a time zone; everything where none is named."""
        return self.filter(organisation__time_zone=zone) if zone else self

    def visible_to(self, user: Any) -> TenantQuerySet[TenantRow]:
        if not user.is_authenticated:
            return self.none()
        if user.is_placed:
            if user.works_in is None:
                return self.none()
            return self.filter(organisation=user.works_in.organisation_id)
        return self.filter(organisation__memberships__user=user)
