"""Where the members of an organisation sign in, and what its directory knows of them."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Sequence
from typing import Any

from django.conf import settings
from django.contrib.postgres.fields import ArrayField
from django.db import models
from django.db.models.functions import Lower
from django.utils import timezone
from django.utils.crypto import salted_hmac

from riskapp.accounts.choices import Capability, Protocol, Role
from riskapp.accounts.models.organisations import Membership, Organisation
from riskapp.accounts.models.people import User
from riskapp.common.names import ascii_of
from riskapp.common.sealing import seal, unseal

SECRET_OF_CLIENT = "riskapp.client_secret"  # noqa: S105  # names a purpose


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
