"""People who sign in, and the seat they take."""

from __future__ import annotations

import uuid
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any, ClassVar

from django.contrib.auth.models import AbstractUser, BaseUserManager
from django.db import models
from django.utils.crypto import salted_hmac

from riskapp.accounts.choices import CAPABILITIES, Capability
from riskapp.common import zones
from riskapp.common.names import address


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
        return may(self.roles, capability)


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
        return list(self.memberships.values_list("organisation_id", flat=True))

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


def may(roles: Sequence[str], capability: Capability) -> bool:
    """Whether one of the roles carries a capability."""
    return any(capability in CAPABILITIES.get(role, ()) for role in roles)
