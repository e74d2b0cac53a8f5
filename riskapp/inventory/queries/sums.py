"""What the tools of a list come to: ages of credentials, rights by autonomy, training, retention."""

from __future__ import annotations

import datetime
from collections import Counter
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from django.db.models import Case, CharField, Count, Q, QuerySet, Value, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from riskapp.inventory.choices import RightsClass, StatementKind
from riskapp.inventory.models import Tool
from riskapp.inventory.queries.listing import (
    choices_of,
    review_due,
    weak_codes,
)

# The keys that stay the same until somebody changes them.
STATIC = ("pat", "key", "shared")
CLASSES = (4, 3, 2, 1, 0)
UNANSWERED = "none"  # a bar of what is none of the answers
AGES = (
    ("0-30", gettext_lazy("30 days at most")),
    ("31-90", gettext_lazy("31 to 90 days")),
    ("91-180", gettext_lazy("91 to 180 days")),
    ("181-365", gettext_lazy("181 to 365 days")),
    ("365", gettext_lazy("Over a year")),
    ("never", gettext_lazy("Never changed")),
    ("always", gettext_lazy("Issued per run")),
    ("unknown", gettext_lazy("Not known")),
)
# Over 90 days, or never changed: they call for a look.
OLD_AGES = ("91-180", "181-365", "365", "never")
KEPT = (
    ("0", gettext_lazy("Not kept")),
    ("30", gettext_lazy("30 days at most")),
    ("90", gettext_lazy("90 days at most")),
    ("more", gettext_lazy("Over 90 days")),
    ("endless", gettext_lazy("Without end")),
    ("unknown", gettext_lazy("Not known")),
)


@dataclass(frozen=True, slots=True)
class ToolBar:
    """How many tools; ``hatched`` of them have a static key."""

    code: str
    label: str
    number: int
    hatched: int = 0


@dataclass(frozen=True, slots=True)
class HeatRow:
    """A class of rights with how many tools of each autonomy have it as their highest."""

    level: int
    numbers: Sequence[tuple[str, int]]

    @property
    def words(self) -> str:
        """What the rights of the class let a tool do."""
        return str(RightsClass(self.level).label)


@dataclass(frozen=True, slots=True)
class ToolSums:
    ages: Sequence[ToolBar]
    autonomy: Sequence[tuple[str, str]]
    heat: Sequence[HeatRow]
    training: Sequence[ToolBar]
    kept: Sequence[ToolBar]
    calling: Mapping[str, int]
    products: list[tuple[str, int]]

    @property
    def total(self) -> int:
        return sum(bar.number for bar in self.training)

    @property
    def highest_heat(self) -> int:
        return max((n for row in self.heat for _code, n in row.numbers), default=0)


def tool_sums(
    tools: QuerySet[Tool], today: datetime.date, *, by_product: bool = False
) -> ToolSums:
    """All four pictures of some tools, and how many of them call for a look, by what for; one
    statement, a row for each combination. ``by_product`` counts along what the tools are."""
    product = ["product"] if by_product else []
    rows = (
        tools.order_by()
        .annotate(age_of=age_of(today))
        .values_list("age_of", "summed", *product)
        .annotate(
            number=Count("*"),
            excess=Count("pk", filter=Q(excess_rank__gt=0)),
            contract=Count("pk", filter=Q(contract__in=weak_codes("contract"))),
            review=Count("pk", filter=review_due(today)),
        )
    )
    in_doubt = weak_codes("training")
    calling: Counter[str] = Counter()
    ages: Counter[str] = Counter()
    static: Counter[str] = Counter()
    heat: Counter[tuple[int, str]] = Counter()
    training: Counter[str] = Counter()
    kept: Counter[str] = Counter()
    products: Counter[str] = Counter()
    for age, summed, *product, number, excess, contract, review in rows:
        credential, highest, autonomy, trains, retention = summed.split("\n")
        calling["old"] += number if age in OLD_AGES else 0
        calling["training"] += number if trains in in_doubt else 0
        calling.update(excess=excess, contract=contract, review=review)
        ages[age] += number
        static[age] += number if credential in STATIC else 0
        heat[int(highest), autonomy] += number
        training[trains] += number
        kept[retention] += number
        products.update(dict.fromkeys(product, number))
    columns = choices_of("autonomy")
    return ToolSums(
        [ToolBar(code, str(label), ages[code], static[code]) for code, label in AGES],
        columns,
        [
            HeatRow(level, [(code, heat[level, code]) for code, _label in columns])
            for level in CLASSES
        ],
        _named(training, choices_of("training")),
        [ToolBar(code, str(label), kept[code]) for code, label in KEPT],
        calling,
        sorted(products.items(), key=lambda one: (-one[1], one[0])),
    )


def _named(numbers: Counter[str], choices: Sequence[tuple[str, str]]) -> list[ToolBar]:
    """A bar for each answer; what is none of them was not answered."""
    named = [ToolBar(code, label, numbers[code]) for code, label in choices]
    others = sum(numbers.values()) - sum(bar.number for bar in named)
    return [*named, ToolBar(UNANSWERED, _("Not answered"), others)] if others else named


def age_of(today: datetime.date) -> Case:
    """How long ago a credential was changed, as one of ``AGES``."""

    def since(days: int) -> datetime.date:
        return today - datetime.timedelta(days=days)

    return Case(
        When(changed_on__gte=since(30), then=Value("0-30")),
        When(changed_on__gte=since(90), then=Value("31-90")),
        When(changed_on__gte=since(180), then=Value("91-180")),
        When(changed_on__gte=since(365), then=Value("181-365")),
        When(changed_on__isnull=False, then=Value("365")),
        When(changed_as=StatementKind.NEVER, then=Value("never")),
        When(changed_as=StatementKind.ALWAYS, then=Value("always")),
        default=Value("unknown"),
        output_field=CharField(),
    )
