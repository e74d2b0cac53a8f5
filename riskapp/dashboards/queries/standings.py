"""Where the work stands: tier by rating, what is undecided, and what holds ratings up."""

from __future__ import annotations

import datetime
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db.models import Case, Count, F, Func, Q, QuerySet, Value, When
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from questionnaires.queries import language_in_force
from riskapp.accounts.models import User
from riskapp.assessments.models import Assessment, EngagementStanding
from riskapp.common.one_of import one_of_them
from riskapp.common.sorting import natural
from riskapp.dashboards.choices import Counted
from riskapp.dashboards.queries.scope import WorkScope
from riskapp.dashboards.queries.totals import PAST, KeptTotals
from riskapp.decisions.choices import Outcome
from riskapp.decisions.models import Decision
from riskapp.presentation.labels import RATINGS, label_of
from riskapp.scoring.missing import LITTLE_EVIDENCE
from riskapp.scoring.model import LOW_EVIDENCE
from riskapp.scoring.rated.model import rules_of
from riskapp.shipped.core import core_document_in
from riskapp.vendors.choices import Rating, Tier

NEVER = "none"
WORST_FIRST = tuple(rating.value for rating in reversed(Rating))
MOST_RULES = 6


@dataclass(frozen=True, slots=True)
class MatrixCell:
    """How many engagements there are of a tier and a rating ("none": never assessed), how many
    of these with little evidence, and the query of their list."""

    rating: str
    number: int
    weak: int
    query: str

    @property
    def percent_weak(self) -> int:
        """The share with little evidence, of a hundred; never 0 where there is one."""
        return max(1, round(100 * self.weak / self.number)) if self.weak else 0


@dataclass(frozen=True, slots=True)
class MatrixRow:
    tier: str
    label: str
    cells: Sequence[MatrixCell]


@dataclass(frozen=True, slots=True)
class Standings:
    """Every engagement once: by tier and rating; how many critical ones have no valid decision,
    and how many were scored and are neither reviewed nor decided yet."""

    rows: Sequence[MatrixRow]
    ratings: Mapping[str, int]
    undecided: int
    to_review: int

    @property
    def total(self) -> int:
        return sum(self.ratings.values())

    @property
    def never(self) -> int:
        return self.ratings[NEVER]

    @property
    def critical(self) -> int:
        return self.ratings["critical"]

    @property
    def weak(self) -> int:
        """How many were rated on little evidence."""
        return sum(cell.weak for row in self.rows for cell in row.cells)


def no_valid_decision(today: datetime.date) -> Q:
    """Work that was rated and has no decision, or one that has expired."""
    of = "standing__assessment__decision"
    return Q(standing__isnull=False) & (
        Q(**{of: None}) | Q(**{f"{of}__valid_until__lt": today})
    )


def by_decision(
    user: User, today: datetime.date, which: str
) -> QuerySet[EngagementStanding]:
    """Where rated work stands that has no decision that holds ("none"), or one, by which it was
    approved or rejected. Naming the organisations lets indexes be read alone."""
    holding = Decision.objects.visible_to(user).exclude(valid_until__lt=today)
    if which != "none":
        is_rejected = Q(outcome=Outcome.REJECTED)
        holding = holding.filter(is_rejected if which == "rejected" else ~is_rejected)
    holds = one_of_them("decision", holding.order_by().values("pk"))
    decided = Assessment.objects.visible_to(user).order_by()
    decided = decided.exclude(holds) if which == "none" else decided.filter(holds)
    stands = EngagementStanding.objects.visible_to(user).order_by()
    return stands.filter(assessment__in=decided.values("pk"))


def by_standing(work: QuerySet[Any], **facts: Any) -> QuerySet[Any]:
    """Rated work of which something is so, such as ``holding__contains``. To name the
    organisation lets an index be read alone."""
    wanted = {f"standing__{name}": value for name, value in facts.items()}
    return work.filter(standing__organisation=F("organisation"), **wanted)


def to_be_reviewed() -> Q:
    """Work that was rated, and is neither reviewed nor decided yet."""
    of = "standing__assessment__"
    is_open = Q(**{f"{of}decision": None, f"{of}review_completed_at": None})
    return Q(standing__isnull=False) & is_open


def standings(scope: WorkScope, totals: KeptTotals | None = None) -> Standings:
    """The work by tier, rating and evidence; of totals, or one statement."""
    numbers: Counter[tuple[str, str]] = Counter()
    weak: Counter[tuple[str, str]] = Counter()
    undecided = to_review = 0
    for tier, rating, is_weak, number, undecided_ones, unreviewed in (
        _counted(scope) if totals is None else _of_totals(totals)
    ):
        at = (tier, rating or NEVER)
        numbers[at] += number
        weak[at] += number if is_weak else 0
        undecided += undecided_ones
        to_review += unreviewed
    tiers = [(code, str(label)) for code, label in Tier.choices]
    if any(number and not tier for (tier, _rating), number in numbers.items()):
        tiers.append(("", _("Not known")))
    rows = [
        MatrixRow(
            tier or NEVER,
            label,
            [
                MatrixCell(
                    rating,
                    numbers[tier, rating],
                    weak[tier, rating],
                    scope.link(tier=tier or NEVER, rating=rating),
                )
                for rating in (NEVER, *WORST_FIRST)
            ],
        )
        for tier, label in tiers
    ]
    ratings = {
        rating: sum(numbers[tier, rating] for tier, _label in tiers)
        for rating in (NEVER, *WORST_FIRST)
    }
    return Standings(rows, ratings, undecided, to_review)


def _of_totals(totals: KeptTotals) -> Iterator[tuple[str, str, bool, int, int, int]]:
    """The rows of a count; the last says what is undecided and to be reviewed."""
    for (tier, rating, is_weak), number in totals.split(Counted.CELL):
        yield tier, rating, is_weak == "1", number, 0, 0
    undecided = totals.of(Counted.CRITICAL).get(PAST, 0)
    yield "", "", False, 0, undecided, totals.of(Counted.TO_REVIEW).get("", 0)


def _counted(scope: WorkScope) -> Any:
    """How many there are of each, how many of them are critical without a decision that holds,
    and how many are to be reviewed."""
    is_open = Q(rating=Rating.CRITICAL) & no_valid_decision(scope.today)
    return (
        scope.work.order_by()
        .annotate(
            is_weak=Coalesce("standing__has_little_evidence", Value(value=False)),
        )
        .values_list("tier", "rating", "is_weak")
        .annotate(
            number=Count("pk"),
            undecided=Count("pk", filter=is_open),
            to_review=Count("standing", filter=to_be_reviewed()),
        )
    )


@dataclass(frozen=True, slots=True)
class HoldingRule:
    """What holds ratings above what the model gives: on how many engagements of each tier, and
    in words what lifting it alone would do; ``query`` leads to them."""

    code: str
    title: str
    number: int
    tiers: Sequence[int]
    words: Sequence[str]
    query: str

    @property
    def is_rule(self) -> bool:
        return self.code != LOW_EVIDENCE


def holding(scope: WorkScope, totals: KeptTotals | None = None) -> list[HoldingRule]:
    """What holds the most ratings up, the most first; of totals, or one statement.

    Lifting one of several that hold the same rating changes nothing, so only those held by one
    thing alone are told to move.
    """
    held: Any = (
        _held(scope)
        if totals is None
        else ((*key, number) for key, number in totals.split(Counted.HOLDING))
    )
    by_tier: defaultdict[str, Counter[str]] = defaultdict(Counter)
    lifted: defaultdict[str, Counter[str]] = defaultdict(Counter)
    for code, tier, to, number in held:
        by_tier[code][tier] += number
        lifted[code][to] += number if to else 0
    titles = rule_titles()
    found = [
        HoldingRule(
            code,
            titles.get(code, code),
            sum(tiers.values()),
            [tiers[tier] for tier in Tier.values],
            _lifting(lifted[code]),
            scope.link(holding=code),
        )
        for code, tiers in by_tier.items()
    ]
    return sorted(found, key=lambda rule: (-rule.number, natural(rule.title)))[
        :MOST_RULES
    ]


def _held(scope: WorkScope) -> Any:
    alone = Case(
        When(
            Q(standing__holding__len=1) & ~Q(standing__lifted_to=F("rating")),
            then=F("standing__lifted_to"),
        ),
        default=Value(""),
    )
    return (
        scope.work.order_by()
        .exclude(standing__holding=[])
        .filter(standing__isnull=False)
        .annotate(code=Func(F("standing__holding"), function="unnest"), to=alone)
        .values_list("code", "tier", "to")
        .annotate(number=Count("pk"))
    )


def rule_titles() -> dict[str, str]:
    """What can hold a rating up, by its code, in the reader's language."""
    document = core_document_in(language_in_force())
    titles = {rule.id: rule.title for rule in rules_of(document)}
    return titles | {LOW_EVIDENCE: _(LITTLE_EVIDENCE)}


def _lifting(moved: Mapping[str, int]) -> list[str]:
    return [
        ngettext(
            "Lifting it takes %(number)s engagement to %(rating)s.",
            "Lifting it takes %(number)s engagements to %(rating)s.",
            moved[rating],
        )
        % {"number": moved[rating], "rating": label_of(RATINGS, rating)}
        for rating in WORST_FIRST
        if moved.get(rating)
    ]
