"""Whom all depend on, and where code and prompts go: sums over the tools of all vendors."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Func, Min, Q, QuerySet, Sum, TextField, Value
from django.db.models.functions import Coalesce

from questionnaires.queries import language_in_force
from riskapp.common.sorting import Natural, natural
from riskapp.dashboards.choices import Counted
from riskapp.dashboards.queries.scope import WorkScope
from riskapp.dashboards.queries.totals import KeptTotals, weights_of
from riskapp.inventory.models import Tool
from riskapp.inventory.queries import PLACE_CLASSES, class_of_place, class_of_places
from riskapp.presentation.labels import PLACES, label_of
from riskapp.shipped.core import core_document_in
from riskapp.tools.register import core_register

MOST = 6
DEPENDED_ON = (Counted.PROVIDER, Counted.MODEL, Counted.PRODUCT)


@dataclass(frozen=True, slots=True)
class Dependence:
    """A provider, a family of models or a tool with the vendors that use it; ``weight`` is the inherent risk of the
    work it is used for, summed up, ``heavy`` the part of it where the tool may act in
    production."""

    name: str
    vendors: int
    weight: Decimal
    heavy: Decimal
    query: str


def _tools(scope: WorkScope) -> QuerySet[Any]:
    found: QuerySet[Any] = scope.only(Tool.objects.visible_to(scope.user)).order_by()
    return found


def depended_on(
    scope: WorkScope, *, is_kept: bool = False
) -> dict[str, list[Dependence]]:
    """The providers, the models and the products behind the most inherent risk, as totals have
    it or counted; one statement."""
    reads = [
        weights_of(scope, field)[:MOST] if is_kept else _behind(scope, field)
        for field in DEPENDED_ON
    ]
    found: dict[str, list[Dependence]] = {field.value: [] for field in DEPENDED_ON}
    for row in reads[0].union(*reads[1:], all=True):
        field, name, vendors, weight, heavy, *_place = row
        query = scope.link(**{field: name})
        found[field].append(Dependence(name, vendors, weight, heavy, query))
    for rows in found.values():
        rows.sort(key=lambda row: (-row.weight, natural(row.name)))
    return found


def _behind(scope: WorkScope, field: Counted) -> Any:
    """What stands in a field of tools, with the most inherent risk behind it first."""
    inherent = Coalesce("engagement__inherent", Decimal(0))
    rows = _tools(scope)
    place: Any
    if field is Counted.MODEL:  # several may stand behind one tool; they are few
        rows = rows.alias(each=Func("families", function="unnest"))
        name, place = F("each"), Value("", output_field=TextField())
    else:  # said of each name once, not of each tool
        rows, name, place = rows.exclude(**{field: ""}), F(field), Natural(Min(field))
    return (
        rows.annotate(of_field=Value(field.value), name_in_field=name)
        .values_list("of_field", "name_in_field")
        .annotate(
            vendors=Count("vendor", distinct=True),
            weight=Sum(inherent),
            heavy=Coalesce(
                Sum(inherent, filter=Q(rights__overlap=production_rights())),
                Decimal(0),
            ),
            place=place,
        )
        .order_by("-weight", "place", "name_in_field")[:MOST]
    )


def production_rights() -> list[str]:
    """The rights that reach production."""
    groups = {group.id: group.rights for group in core_register().reach}
    return list(groups.get("production", ()))


@dataclass(frozen=True, slots=True)
class PlaceClass:
    """How many tools send content no further than this."""

    code: str
    label: str
    number: int
    query: str


@dataclass(frozen=True, slots=True)
class NamedPlace:
    """A country with how many tools name it."""

    code: str
    name: str
    kind: str
    label: str
    number: int


@dataclass(frozen=True, slots=True)
class CodeReach:
    """Every tool once, by the weakest class of the places it names; and every country."""

    classes: Sequence[PlaceClass]
    countries: Sequence[NamedPlace]

    @property
    def total(self) -> int:
        return sum(one.number for one in self.classes)


def places(scope: WorkScope, totals: KeptTotals | None = None) -> CodeReach:
    """Where content goes, by each combination of places; of totals, or one statement."""
    rows = (
        _tools(scope).values_list("places").annotate(number=Count("pk"))
        if totals is None
        else (
            (key.split(",") if key else [], number)
            for key, number in totals.of(Counted.PLACES).items()
        )
    )
    document = core_document_in(language_in_force())
    names = {code: one.name for code, one in document.countries.items()}
    by_class: Counter[str] = Counter()
    by_country: Counter[str] = Counter()
    for codes, number in rows:
        by_class[class_of_places(codes)] += number
        for code in codes:
            by_country[code] += number if code in names else 0
    return CodeReach(
        [
            PlaceClass(
                kind, label_of(PLACES, kind), by_class[kind], scope.link(place=kind)
            )
            for kind in PLACE_CLASSES
        ],
        [
            NamedPlace(
                code,
                names.get(code, code),
                class_of_place(code),
                label_of(PLACES, class_of_place(code)),
                number,
            )
            for code, number in sorted(
                (+by_country).items(),
                key=lambda one: (-one[1], natural(names.get(one[0], one[0]))),
            )
        ],
    )
