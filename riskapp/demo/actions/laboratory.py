"""A laboratory: organisations as large as one likes, to measure in and to take pictures of.

A few lives are lived through the actions that people use, with the real scorer, and copied as
often as wanted. What stays away from a laboratory organisation: what was mailed and notified,
files behind evidence, reports, campaigns and saved views; one vendor's entries of the audit trail
stand behind those of another whatever day they tell of; copies of one life share answers, scores
and the secret their digest is salted with. Vendors without cycles leave few entries, and many
organisations of such are written together.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from random import Random

from django.contrib.auth.hashers import make_password
from django.db import connection, transaction

from questionnaires.actions.publishing import publish
from questionnaires.models import QuestionnaireVersion
from riskapp.accounts.choices import Role, VendorEntryPolicy
from riskapp.accounts.models import Membership, Organisation, User
from riskapp.audit.actions import record
from riskapp.common.wall import everything, in_organisation
from riskapp.demo.actions.copying import (
    BUYER,
    DOMAIN,
    MAILS,
    TABLES,
    VENDOR,
    Buyer,
    Copying,
    Life,
    Taking,
    stages,
)
from riskapp.demo.actions.lives import ENDS, BuyerTeam, live
from riskapp.demo.actions.loading import ORGANISATION, STRANGER, demo_password
from riskapp.shipped.core import CORE

NAME = "Laboratory"
COUNTRY = "DE"
ROLES = (Role.ANALYST, Role.APPROVER, Role.PROCUREMENT, Role.AUDITOR)
BATCH = 5  # vendors in a transaction; more of them are no faster
BARE_BATCH = 2500  # the same of vendors without cycles, which leave three entries each
# After so many batches the database looks at what has come: what it planned for empty tables
# reads them whole, for each row that is looked up.
LOOKED_AT = (1, 5, 25, 125)
FIRST = [
    "Alder",
    "Birch",
    "Cedar",
    "Delta",
    "Ember",
    "Fjord",
    "Garnet",
    "Harbour",
    "Iris",
    "Juniper",
    "Kestrel",
    "Linden",
    "Maple",
    "Nordic",
    "Ocean",
    "Pine",
    "Quartz",
    "River",
    "Saffron",
    "Tern",
    "Umber",
    "Violet",
    "Willow",
    "Yarrow",
    "Zephyr",
]
SECOND = [
    "Software",
    "Systems",
    "Digital",
    "Labs",
    "Works",
    "Engineering",
    "Code",
    "Solutions",
    "Technologies",
    "Data",
    "Studio",
    "Partners",
    "Networks",
    "Logic",
    "Craft",
    "Services",
    "Platforms",
    "Consulting",
    "Group",
    "Forge",
]


@dataclass(frozen=True, slots=True)
class Size:
    """How much: organisations from the ``first`` number on, vendors in each, cycles of each
    vendor, and different lives; ``seed`` decides about everything else."""

    organisations: int = 1
    first: int = 1
    vendors: int = 1000
    cycles: int = 3
    lives: int = len(ENDS)
    seed: int = 1

    @property
    def numbers(self) -> range:
        return range(self.first, self.first + self.organisations)


class NotHere(Exception):
    """This is no database for a laboratory unless somebody names it."""


def require_place(named: str = "") -> None:
    """Refuse a database in production, or with organisations of real people, unless it is
    ``named``; raises NotHere."""
    name = str(connection.settings_dict["NAME"])
    if named == name:
        return
    if named:
        raise NotHere(f"The database is {name}, not {named}.")
    if os.environ.get("DJANGO_SETTINGS_MODULE", "").endswith(".production"):
        raise NotHere(f"These are settings of production. Name the database: {name}.")
    with everything("whether real organisations are here"):
        real = Organisation.objects.exclude(name__in=(ORGANISATION, STRANGER)).exclude(
            name__startswith=f"{NAME} "
        )
        if real.exists():
            raise NotHere(
                f"There are organisations of real people here. Name the database: {name}."
            )


def seed_laboratory(size: Size) -> list[Organisation]:
    """Make organisations of this size; raises NotHere where one of them is there already."""
    names = [f"{NAME} {number}" for number in size.numbers]
    with everything("whether there is a laboratory"):
        if Organisation.objects.filter(name__in=names).exists():
            raise NotHere("There is a laboratory with these numbers here already.")
    version = publish(CORE)
    lives = list(_lives(size, version))
    made = list(_buyers(size))
    if size.cycles:
        with in_organisation(made[0][0].pk), stages():
            for organisation, buyer in made:
                with in_organisation(organisation.pk):
                    _fill(organisation, buyer, lives, size)
    else:
        at_once = max(1, BARE_BATCH // max(1, size.vendors))
        with everything("organisations of a laboratory"), stages():
            for begin in range(0, len(made), at_once):
                _fill_bare(made[begin : begin + at_once], lives, size)
                _look_after(begin // at_once + 1)
    return [organisation for organisation, _buyer in made]


def _lives(size: Size, version: QuestionnaireVersion) -> Iterator[Life]:
    """Different lives, each lived, taken and undone."""
    for number in range(min(size.lives, size.vendors)):
        with everything("lives that are copied"), transaction.atomic():
            yield _lived(size, version, number)
            transaction.set_rollback(True)


def _lived(size: Size, version: QuestionnaireVersion, number: int) -> Life:
    organisation = Organisation.objects.create(
        name=BUYER, entry_policy=VendorEntryPolicy.LINK, country=COUNTRY
    )
    users = []
    for mail, role in zip(MAILS, (Role.ANALYST, Role.APPROVER), strict=True):
        user = User.objects.create_user(mail, None, name=role.label)
        Membership.objects.create(organisation=organisation, user=user, roles=[role])
        users.append(user)
    with in_organisation(organisation.pk):
        live(
            organisation,
            BuyerTeam(*users),
            version,
            names=(VENDOR, DOMAIN),
            number=number,
            cycles=size.cycles,
            dice=Random(f"{size.seed} {number}"),  # noqa: S311  # no secret
        )
        return Taking(organisation.pk, users).taken()


@transaction.atomic
def _buyers(size: Size) -> list[tuple[Organisation, Buyer]]:
    """The organisations with their people, who all have the password of the demo."""
    password = make_password(demo_password())
    with everything("organisations of a laboratory"):
        organisations = Organisation.objects.bulk_create(
            Organisation(
                name=f"{NAME} {number}",
                entry_policy=VendorEntryPolicy.LINK,
                country=COUNTRY,
            )
            for number in size.numbers
        )
        users = User.objects.bulk_create(
            User(email=_mail(role, number), name=str(role.label), password=password)
            for number in size.numbers
            for role in ROLES
        )
        Membership.objects.bulk_create(
            Membership(
                organisation=organisations[place // len(ROLES)],
                user=user,
                roles=[ROLES[place % len(ROLES)]],
            )
            for place, user in enumerate(users)
        )
    made = []
    for place, organisation in enumerate(organisations):
        analyst, approver = users[place * len(ROLES) :][:2]
        buyer = Buyer(
            str(organisation.pk),
            organisation.name,
            (analyst.pk, approver.pk),
            (analyst.email, approver.email),
        )
        made.append((organisation, buyer))
    return made


def _mail(role: Role, number: int) -> str:
    return f"{role.value}@laboratory-{number}.example"


def _fill(
    organisation: Organisation, buyer: Buyer, lives: Sequence[Life], size: Size
) -> None:
    dice = _dice(organisation, size)
    for begin in range(0, size.vendors, BATCH):
        with transaction.atomic():
            copying = Copying()
            for number in range(begin, min(begin + BATCH, size.vendors)):
                life = lives[number % len(lives)]
                copying.add(buyer, life, *_names(number), dice)
            copying.write()
            if begin == 0:
                _note(organisation, size)
        _look_after(begin // BATCH + 1)


def _look_after(batches: int) -> None:
    if batches in LOOKED_AT:
        with connection.cursor() as cursor:
            cursor.execute(f"ANALYZE {', '.join(TABLES)}")


@transaction.atomic
def _fill_bare(
    made: Sequence[tuple[Organisation, Buyer]], lives: Sequence[Life], size: Size
) -> None:
    """Many organisations at once, whose vendors have no cycles and leave few entries."""
    copying = Copying()
    for organisation, buyer in made:
        dice = _dice(organisation, size)
        for number in range(size.vendors):
            life = lives[number % len(lives)]
            copying.add(buyer, life, *_names(number), dice)
    copying.write()
    for organisation, _buyer in made:
        _note(organisation, size)


def _dice(organisation: Organisation, size: Size) -> Random:
    return Random(f"{size.seed} {organisation.name}")  # noqa: S311  # no secret


def _names(number: int) -> tuple[str, str]:
    """The name of a vendor, and the domain of its mail."""
    first = FIRST[number % len(FIRST)]
    second = SECOND[number // len(FIRST) % len(SECOND)]
    again = number // (len(FIRST) * len(SECOND))
    name = f"{first} {second} {again + 1}" if again else f"{first} {second}"
    return name, f"{name.lower().replace(' ', '-')}.example"


def _note(organisation: Organisation, size: Size) -> None:
    record(
        "laboratory made",
        organisation,
        organisation=organisation,
        by=None,
        after={"vendors": size.vendors, "cycles": size.cycles, "seed": size.seed},
    )
