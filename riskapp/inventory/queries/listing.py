"""Lists of tools across vendors."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import (
    Count,
    Exists,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    Value,
)
from django.db.models.functions import Concat
from django.utils.translation import gettext

from questionnaires.models import Response
from riskapp.accounts.models import User
from riskapp.common.one_of import OneOf
from riskapp.common.pages import groups_on, rows_of
from riskapp.common.sorting import natural
from riskapp.inventory.choices import StatementKind
from riskapp.inventory.models import Tool
from riskapp.inventory.queries.words import document_of_reader, in_words
from riskapp.scoring.rated.model import rated_option
from riskapp.shipped.core import core_document
from riskapp.tools.register import core_register
from riskapp.vendors.models import Vendor

REVIEW_DUE = datetime.timedelta(days=365)
# What lists and their files show of a tool; its other columns are for narrowing and sorting.
SHOWN = (
    "name",
    "product",
    "display_texts",
    "values",
    "corrections",
    "families",
    "highest",
    "rights",
    "excess",
    "reach",
    "changed_on",
    "reviewed_on",
    "vendor__name",
    "engagement__name",
)
WEAK = 3  # from this risk on an answer calls for a look


def listed(user: User) -> QuerySet[Tool]:
    """The tools a person may see, with everything a list shows.

    Those of archived vendors and engagements are left out. Two queries: naming the
    organisations lets the database use its indexes. Assessments lie above this package and
    are reached by name: ``assessment`` is the one that lists the tool.
    """
    assessments = Response.objects.filter(pk=OuterRef("response")).values("assessment")
    return (
        Tool.objects.visible_to(user)
        .filter(organisation__in=user.organisation_ids())
        .filter(put_away=False)
        .select_related("vendor", "engagement")
        .defer("engagement__profile")
        .annotate(assessment=Subquery(assessments[:1]))
        .order_by(
            "product_sorted",
            "vendor_sorted",
            "work_sorted",
            "position",
        )
    )


def first_found(tools: QuerySet[Tool]) -> QuerySet[Tool]:
    """The same in the same order, for a list that is narrowed: those that match are found first
    and sorted then. An index that holds them in order would be gone through to its end, row by
    row, where few match."""
    by, *then = tools.query.order_by
    same = Concat(str(by), Value(""), output_field=TextField(db_collation="C"))
    return tools.order_by(same, *then)


@dataclass(frozen=True, slots=True)
class ByProduct:
    """Tools in the order of their products, of which is known how many there are of each: of the
    products that stand on a page alone the tools are read and sorted."""

    tools: QuerySet[Tool]
    products: Sequence[tuple[str, int]]

    def count_to(self, most: int) -> int:
        return min(sum(number for _product, number in self.products), most)

    def __getitem__(self, which: slice) -> Sequence[Tool]:
        products = sorted(self.products, key=lambda one: natural(one[0]))
        shown, here = groups_on(products, which)
        rows = self.tools.filter(product__in=shown)
        return rows_of(self.tools, list(rows.values_list("pk", flat=True)[here]))


@dataclass(frozen=True, slots=True)
class ByValue:
    """Tools that are sorted by a column of few values, the highest first and none last: how many
    have each is counted, and those alone are read and sorted whose value stands on a page."""

    tools: QuerySet[Tool]
    column: str
    number: int

    def count_to(self, most: int) -> int:
        return min(self.number, most)

    def __getitem__(self, which: slice) -> Sequence[Tool]:
        counted = self.tools.order_by().values_list(self.column)
        values = dict(counted.annotate(number=Count("*")))
        of_none = values.pop(None, 0)
        in_order: list[tuple[Any, int]] = sorted(values.items(), reverse=True)
        shown, here = groups_on([*in_order, (None, of_none)], which)
        wanted = Q((f"{self.column}__in", [one for one in shown if one is not None]))
        if None in shown:
            wanted |= Q((self.column, None))
        # Found first: an index that holds them in another order would be gone through to its end.
        rows = self.tools.filter(
            OneOf("pk", self.tools.filter(wanted).order_by().values("pk"))
        )
        return rows_of(self.tools, list(rows.values_list("pk", flat=True)[here]))


def with_excess(user: User) -> QuerySet[Tool]:
    """The tools that hold rights they do not need, the most severe first."""
    order = ("-excess_rank", "product_sorted", "vendor_sorted", "position")
    return listed(user).filter(excess_rank__gt=0).order_by(*order)


def older_than(today: datetime.date, age: datetime.timedelta) -> Q:
    """Credentials that were last changed before then, or never."""
    return Q(changed_on__lt=today - age) | Q(changed_as=StatementKind.NEVER)


def review_due(today: datetime.date) -> Q:
    """Access that was not reviewed within a year, or never, or nobody knows when."""
    return Q(reviewed_on__lt=today - REVIEW_DUE) | Q(
        reviewed_as__in=(StatementKind.NEVER, StatementKind.UNKNOWN)
    )


def products(tools: QuerySet[Tool]) -> list[tuple[str, int]]:
    """What the tools are, the most used first."""
    rows = (
        tools.order_by()
        .values("product")
        .annotate(n=Count("*"))
        .order_by("-n", "product")
    )
    return [(row["product"], row["n"]) for row in rows]


def vendors_with_tools(tools: QuerySet[Tool]) -> QuerySet[Vendor, tuple[UUID, str]]:
    """The vendors whose tools are listed, by name."""
    listed = tools.order_by().filter(vendor=OuterRef("pk"))
    rows = Vendor.objects.filter(Exists(listed)).order_by("name_sorted")
    return rows.values_list("pk", "name")


def keys_of_vendors(tools: QuerySet[Tool]) -> QuerySet[Any, Any]:
    """The keys of the vendors whose tools are listed, each once; an index holds them in order,
    so that the first few are found without the rest."""
    return tools.order_by("vendor").values("vendor").distinct()


def choices_of(column: str) -> list[tuple[str, str]]:
    """The answers a column can hold, as the questionnaire words them."""
    name = core_register().columns.get(column, "")
    question = document_of_reader().questions.get(name)
    options = question.options if question else ()
    return [(option.code, option.label) for option in options]


def weak_codes(column: str) -> list[str]:
    """The answers of a column that are a high risk; none at all is one of them."""
    name = core_register().columns.get(column, "")
    question = core_document().questions.get(name)
    options = question.options if question else ()
    return ["", *(o.code for o in options if (rated_option(o).risk or 0) >= WEAK)]


def reach_labels() -> dict[str, str]:
    """What rights reach, by its id, the most severe first."""
    return {group.id: gettext(group.label) for group in core_register().reach}


def excess_in_words(tools: Iterable[Tool]) -> list[dict[str, Any]]:
    """Each tool with the rights it does not need, the most severe first, and what they reach."""
    labels = dict(choices_of("rights"))
    reach = core_register().reach
    rows = []
    for row in in_words(tools):
        tool: Tool = row["tool"]
        rights = [
            {
                "label": labels.get(code, code),
                "reach": next(
                    (gettext(g.label) for g in reach if code in g.rights), ""
                ),
            }
            for code in tool.excess
        ]
        rows.append(row | {"rights": rights})
    return rows
