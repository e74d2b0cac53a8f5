"""Words looked for in tools: in the few different ways they are called, not in each tool, and in
the names of vendors and work once."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from django.db import connection
from django.db.models import Q
from django.db.models.expressions import RawSQL

from riskapp.accounts.models import User
from riskapp.common.folding import escaped
from riskapp.common.one_of import OneOf
from riskapp.vendors.models import Engagement, Vendor

MOST = 1000  # of more the rows themselves are asked
# From each way to call a tool to the next, by an index.
NAMINGS = """
WITH RECURSIVE own (id) AS ({own}),
namings AS (
    SELECT own.id AS own, one.*, 1 AS number FROM own CROSS JOIN LATERAL (
        SELECT naming, folded FROM inventory_tool
         WHERE organisation_id = own.id ORDER BY naming LIMIT 1) one
    UNION ALL
    SELECT before.own, one.*, number + 1 FROM namings before CROSS JOIN LATERAL (
        SELECT naming, folded FROM inventory_tool
         WHERE organisation_id = before.own AND naming > before.naming
         ORDER BY naming LIMIT 1) one
     WHERE number <= {most}
),
"""
MATCHED = """
words AS (SELECT * FROM unnest(%s::text[]) WITH ORDINALITY word (word, place)),
found (place, kind, key) AS (
    SELECT place, 'naming', naming FROM words, namings WHERE strpos(folded, word) > 0
    UNION ALL
    SELECT place, 'vendor', id FROM words, (
        SELECT id, name_folded AS folded FROM vendors_vendor
         WHERE organisation_id = ANY(ARRAY(SELECT id FROM own))
           AND name_folded LIKE ANY(%s::text[]) OFFSET 0) one
     WHERE strpos(folded, word) > 0
    UNION ALL
    SELECT place, 'engagement', id FROM words, (
        SELECT id, name_folded AS folded FROM vendors_engagement
         WHERE organisation_id = ANY(ARRAY(SELECT id FROM own))
           AND name_folded LIKE ANY(%s::text[]) OFFSET 0) one
     WHERE strpos(folded, word) > 0
)
SELECT place, kind, (array_agg(key))[:%s + 1] FROM found GROUP BY place, kind
UNION ALL
SELECT 0, 'naming', array_agg(own) FROM namings WHERE number > %s
"""
# The tools of each way are looked up by it, whatever the database expects of their number.
CALLED = """
words AS (SELECT word FROM unnest(%s::text[]) word)
SELECT tool.id FROM namings CROSS JOIN LATERAL (
    SELECT id FROM inventory_tool
     WHERE organisation_id = namings.own AND naming = namings.naming OFFSET 0) tool
 WHERE NOT EXISTS (
    SELECT FROM words WHERE strpos(split_part(folded, E'\\n', 1), word) = 0)
"""


@dataclass(frozen=True, slots=True)
class NamedPlaces:
    """Where a word occurs; None where it occurs so often that the rows are asked instead."""

    naming: Sequence[object] | None = ()
    vendor: Sequence[object] | None = ()
    engagement: Sequence[object] | None = ()


def with_words(user: User, words: Sequence[str]) -> Q:
    """What is true of a tool in which, in its vendor or in its work every folded word occurs;
    one query."""
    ours = user.organisation_ids()
    namings, whose = _namings(user, str(MOST))
    found: list[dict[str, Sequence[object] | None]] = [{} for _word in words]
    with connection.cursor() as cursor:
        anywhere = [f"%{escaped(word)}%" for word in words]
        facts = [whose, list(words), anywhere, anywhere, MOST, MOST]
        cursor.execute(namings + MATCHED, facts)
        for place, kind, keys in cursor.fetchall():
            if place:
                found[place - 1][kind] = keys if len(keys) <= MOST else None
            elif keys:  # there are more ways to call a tool than were looked at
                for kinds in found:
                    kinds[kind] = None
    together = Q()
    for word, kinds in zip(words, found, strict=True):
        together &= _anywhere(word, NamedPlaces(**kinds), ours)
    return together


def called(user: User, words: Sequence[str]) -> OneOf:
    """What is true of a tool in whose name every folded word occurs, within one statement."""
    namings, whose = _namings(user, "number")
    found = RawSQL(namings + CALLED, [whose, list(words)])  # noqa: S611  # our own names
    return OneOf("pk", found)


def _namings(user: User, most: str) -> tuple[str, Any]:
    """The ways to call a tool in the organisations of a person, as SQL, up to so many of them."""
    if user.is_placed:
        own = "SELECT unnest(%s::uuid[])"
        whose: Any = [str(key) for key in user.organisation_ids()]
    else:
        own = "SELECT organisation_id FROM accounts_membership WHERE user_id = %s"
        whose = user.pk
    return NAMINGS.format(own=own, most=most), whose


def _anywhere(word: str, places: NamedPlaces, ours: Sequence[object]) -> Q:
    named = {"organisation__in": ours, "name_folded__contains": word}
    found = Q(naming__in=places.naming)
    if places.naming is None:
        found = Q(folded__contains=word)
    if places.vendor is None:
        found |= Q(vendor__in=Vendor.objects.filter(**named).order_by())
    elif places.vendor:
        found |= Q(vendor__in=places.vendor)
    if places.engagement is None:
        found |= Q(engagement__in=Engagement.objects.filter(**named).order_by())
    elif places.engagement:
        found |= Q(engagement__in=places.engagement)
    return found
