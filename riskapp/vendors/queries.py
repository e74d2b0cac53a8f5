"""Reads about vendors and their work."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass
from importlib import import_module
from typing import Any, Protocol, cast
from uuid import UUID

from django.conf import settings
from django.db import connection
from django.db.backends.utils import CursorWrapper
from django.db.models import (
    F,
    QuerySet,
)
from django.utils.translation import get_language

from riskapp.accounts.models import User
from riskapp.common.one_of import OneOf, one_of_them
from riskapp.common.pages import count_to, rows_of
from riskapp.common.sorting import Natural, natural
from riskapp.scoring.profile import Reason, reason_of
from riskapp.shipped.core import core_document_in
from riskapp.vendors.choices import Asked, Rating, Tier
from riskapp.vendors.models import (
    Contact,
    Engagement,
    EngagementQuerySet,
    Vendor,
)

# The worst of several, as a number that the database can compare: higher is worse.
TIERS = tuple(reversed(Tier.values))
RATINGS = tuple(Rating.values)
FEW = 1000  # rows that are sorted sooner than vendors are gone through
# So many vendors are gone through for each row up to the end of a page, and as many at first.
FOR_A_ROW, AT_FIRST = 4, 200
IN_ORDER = ("vendor_sorted", "name_sorted", "pk")  # of work, by an index


def listed(user: User) -> QuerySet[Vendor]:
    """The vendors a person may see, by name. Two queries: naming the organisations lets the
    database use its indexes."""
    return (
        Vendor.objects.visible_to(user)
        .filter(organisation__in=user.organisation_ids())
        .select_related("owner")
        .order_by("name_sorted", "pk")
    )


def tier_of(rank: int | None) -> str:
    """The tier behind the ``worst_tier`` of a vendor; empty when none is known."""
    return TIERS[rank - 1] if rank else ""


def rating_of(rank: int | None) -> str:
    """The rating behind the ``worst_rating`` of a vendor; empty when nothing is assessed."""
    return RATINGS[rank - 1] if rank else ""


def listed_engagements(user: User) -> EngagementQuerySet:
    """The engagements a person may see, by vendor, with what a list shows; two queries."""
    found: EngagementQuerySet = Engagement.objects.visible_to(user)  # type: ignore[assignment]  # stays an EngagementQuerySet
    return (
        found.filter(organisation__in=user.organisation_ids())
        .select_related("vendor__owner")
        .defer("profile", "vendor__services")
        .order_by(*IN_ORDER)
    )


def without_profile(user: User) -> EngagementQuerySet:
    """The kept engagements whose nine questions are open, by vendor; two queries."""
    found: EngagementQuerySet = listed_engagements(user).filter(
        tier="", archived_at=None, put_away=False
    )
    return found


def listed_contacts(user: User) -> QuerySet[Contact]:
    """The people at the vendors a person may see, by vendor, the main one first; two queries."""
    return (
        Contact.objects.filter(organisation__in=user.organisation_ids())
        .select_related("vendor")
        .defer("vendor__services")
        .order_by("vendor_sorted", "-is_main", "name_sorted", "pk")
    )


def with_vendors(rows: QuerySet[Any]) -> QuerySet[Any]:
    """All rows of a list with their vendors: naming the organisation of these too keeps the
    database from reading those of others."""
    return rows.filter(vendor__organisation=F("organisation"))


def of_vendors(user: User, rows: QuerySet[Any], **facts: Any) -> QuerySet[Any]:
    """Rows that name their vendor, of vendors of which something is so. Which these are is found
    once, of an index."""
    vendors = Vendor.objects.filter(organisation__in=user.organisation_ids(), **facts)
    return rows.filter(one_of_them("vendor_id", vendors.order_by().values("pk")))


def first_vendors(user: User, number: int) -> QuerySet[Vendor, Any]:
    """The keys of the vendors that stand first by name; an index holds them in order."""
    vendors = Vendor.objects.visible_to(user).order_by("name_sorted")
    return vendors.values("pk")[:number]


@dataclass
class ByVendor:
    """Rows on pages that are sorted by the name of their vendor, which ``path`` leads to: those of
    the vendors that stand first are read and sorted, and all of them only where these do not
    fill the page. No two vendors of an organisation share a name."""

    user: User
    rows: QuerySet[Any]
    path: str = "engagement__vendor"
    number: int = 0

    def count_to(self, most: int) -> int:
        self.number = count_to(self.rows, most)
        return self.number

    def __getitem__(self, which: slice) -> Sequence[Any]:
        keys: list[Any] = []
        if self.number >= FEW:
            vendors = first_vendors(self.user, FOR_A_ROW * which.stop + AT_FIRST)
            near = self.rows.filter(OneOf(self.path, vendors))
            keys = list(near.values_list("pk", flat=True)[which])
        if len(keys) < which.stop - which.start:
            keys = list(self.rows.values_list("pk", flat=True)[which])
        return rows_of(self.rows, keys)


class Assessments(Protocol):
    """What the register wants to hear of assessments, which lie above it."""

    def newest_of(
        self, engagements: Iterable[Engagement]
    ) -> Mapping[UUID, Mapping[str, object]]:
        """``pk``, ``state``, ``answer_by`` and ``is_late`` of the last one of each; one query."""

    def assessments_of(
        self, vendor: Vendor
    ) -> Mapping[UUID, Sequence[Mapping[str, object]]]:
        """All of them by engagement, newest first, with rating and decision and what the score
        behind them rests on; one query."""

    def open_assessments(
        self, *, vendor: Vendor | None = None, engagement: Engagement | None = None
    ) -> int:
        """How many are not finished."""

    def narrowed(self, rows: EngagementQuerySet, asked: Asked) -> EngagementQuerySet:
        """The engagements where it stands like that."""

    def analysts_in(self, user: User) -> Sequence[tuple[str, str]]:
        """Everybody whose work one is that a person may see, as key and name; one query."""

    def of_analyst(self, analyst: str) -> QuerySet[Any]:
        """Those that are the work of the person of this key."""


def assessments() -> Assessments:
    """Whoever knows of assessments: the module that ``ASSESSMENTS_OF_WORK`` names."""
    return cast("Assessments", import_module(settings.ASSESSMENTS_OF_WORK))


class VendorPictures(Protocol):
    """What the page of a vendor wants to hear from above."""

    def picture_of(
        self, user: User, vendor: Vendor, work: Sequence[Mapping[str, Any]]
    ) -> dict[str, Any]:
        """The rows of ``work_of`` with trends and reasons, and sums for its page."""


def pictures() -> VendorPictures:
    """Whoever sums up a vendor: the module that ``VENDOR_PICTURE`` names."""
    return cast("VendorPictures", import_module(settings.VENDOR_PICTURE))


def work_of(vendor: Vendor) -> list[dict[str, Any]]:
    """The vendor's engagements, each with its assessments, newest first; two queries."""
    engagements = Engagement.objects.filter(vendor=vendor).order_by(
        F("archived_at").asc(nulls_first=True), "name_sorted"
    )
    found = assessments().assessments_of(vendor)
    return [
        {"engagement": engagement, "assessments": found.get(engagement.pk, [])}
        for engagement in engagements
    ]


def members_of(organisations: Collection[UUID]) -> QuerySet[User]:
    """The people who can own a vendor, by name."""
    return (
        User.objects.filter(memberships__organisation__in=organisations, is_active=True)
        .distinct()
        .order_by(Natural("name"), "email")
    )


MOST_WALKED = (
    200  # sets of labels, from one to the next; more are read with all vendors
)
# From each value to the next by an index: a step for each, whatever the number of vendors.
WALK = """
{name} (own, value, number) AS (
    SELECT own.id, one.{column}, 1 FROM own CROSS JOIN LATERAL (
        SELECT {column} FROM vendors_vendor
         WHERE organisation_id = own.id AND {column} > {least}
         ORDER BY {column} LIMIT 1) one
    UNION ALL
    SELECT before.own, one.{column}, number + 1 FROM {name} before CROSS JOIN LATERAL (
        SELECT {column} FROM vendors_vendor
         WHERE organisation_id = before.own AND {column} > before.value
         ORDER BY {column} LIMIT 1) one
     WHERE number <= {most}
)
"""
OWN = "WITH RECURSIVE own (id) AS (SELECT unnest(%s::uuid[])),"
OWNERS = WALK.format(name="owners", column="owner_id", least="0", most="number")
COUNTRIES = WALK.format(name="countries", column="country", least="''", most="number")
LABELS = WALK.format(
    name="labels", column="label_set", least="''", most=str(MOST_WALKED)
)
# Each label once, and whether the walk stopped before the last set.
IN_USE = f"""
SELECT DISTINCT unnest(string_to_array(value, chr(31))),
       (SELECT max(number) FROM labels) > {MOST_WALKED}
  FROM labels
"""  # noqa: S608  # our own names
ALL_LABELS = """
SELECT DISTINCT unnest(labels), false FROM vendors_vendor WHERE organisation_id = ANY(%s::uuid[])
"""
OFFERED = f"""{OWN}{OWNERS},{COUNTRIES},{LABELS}
SELECT person.id, COALESCE(NULLIF(person.name, ''), person.email), '', '', false
  FROM accounts_user person WHERE person.id IN (SELECT value FROM owners)
UNION ALL
SELECT DISTINCT NULL::integer, '', value, '', false FROM countries
UNION ALL
SELECT NULL, '', '', label, is_cut FROM ({IN_USE}) used (label, is_cut)
"""  # noqa: S608  # our own names


@dataclass(frozen=True, slots=True)
class VendorChoices:
    """What the vendors that a person may see can be narrowed to: their owners (key and name),
    countries (code and name) and labels, each by name."""

    owners: list[tuple[str, str]]
    countries: list[tuple[str, str]]
    labels: list[str]

    @property
    def by_filter(self) -> dict[str, list[tuple[str, str]]]:
        """What every list of work offers, by the names of its filters."""
        return {
            "owner": self.owners,
            "label": [(label, label) for label in self.labels],
        }


def choices_in(user: User) -> VendorChoices:
    """What lists of vendors and of what belongs to them offer to choose from; one statement, and
    another one where labels stand in hundreds of different sets."""
    ours = [str(key) for key in user.organisation_ids()]
    with connection.cursor() as cursor:
        cursor.execute(OFFERED, [ours])
        rows = cursor.fetchall()
        labels = _labels(cursor, ours, [row[3:] for row in rows if row[3]])
    known = core_document_in(get_language() or "en").countries
    return VendorChoices(
        owners=sorted(
            ((str(owner), name) for owner, name, *_others in rows if owner),
            key=lambda pair: natural(pair[1]),
        ),
        countries=sorted(
            (
                (code, known[code].name if code in known else code)
                for _owner, _name, code, *_others in rows
                if code
            ),
            key=lambda pair: natural(pair[1]),
        ),
        labels=labels,
    )


def labels_in(user: User) -> list[str]:
    """Every label in use, by name; statements as for ``choices_in``."""
    ours = [str(key) for key in user.organisation_ids()]
    with connection.cursor() as cursor:
        cursor.execute(f"{OWN}{LABELS}{IN_USE}", [ours])
        return _labels(cursor, ours, cursor.fetchall())


def _labels(
    cursor: CursorWrapper, ours: list[str], walked: Sequence[tuple[str, bool]]
) -> list[str]:
    """The labels of a walk, by name; those of all vendors where it was cut short."""
    if any(is_cut for _label, is_cut in walked):
        cursor.execute(ALL_LABELS, [ours])
        walked = cursor.fetchall()
    return sorted((label for label, _is_cut in walked), key=natural)


def countries() -> list[tuple[str, str]]:
    """Every country there is, as code and name, by name."""
    pairs = [
        (c.code, c.name)
        for c in core_document_in(get_language() or "en").countries.values()
    ]
    return sorted(pairs, key=lambda pair: natural(pair[1]))


def tier_reason(profile: dict[str, Any]) -> Reason | None:
    """Why an engagement has its tier; None while the questions about it are open."""
    return (
        reason_of(core_document_in(get_language() or "en"), profile)
        if profile
        else None
    )
