"""Which ratings moved since a day, and why."""

from __future__ import annotations

import datetime
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from typing import Any
from uuid import UUID

from django.db.models import Case, Count, OuterRef, Q, Subquery, Value, When
from django.utils import timezone
from django.utils.translation import gettext as _

from riskapp.assessments.models import EngagementStanding, Score
from riskapp.common.numbers import number
from riskapp.common.settling import settle
from riskapp.dashboards.choices import Moves
from riskapp.dashboards.models import RatingPeriod
from riskapp.dashboards.queries.scope import WorkScope
from riskapp.dashboards.queries.standings import rule_titles
from riskapp.presentation.labels import RATINGS, label_of
from riskapp.presentation.score import LABELS
from riskapp.vendors.choices import Rating
from riskapp.vendors.models import Engagement
from riskapp.vendors.queries import IN_ORDER

SHOWN = 6
RESTS_ON = {
    "floors": "outline__floors",
    "inherent": "inherent",
    "control": "control",
    "evidence": "evidence",
}
NAMED = 2  # rules that came or went, in a sentence
ORDER = {rating.value: at for at, rating in enumerate(Rating)}


@dataclass(frozen=True, slots=True)
class MovedWork:
    """One engagement with a rating other than on the day, and why in words."""

    assessment: UUID
    vendor: str
    work: str
    before: str
    after: str
    why: str = ""

    @property
    def is_worse(self) -> bool:
        return ORDER[self.after] > ORDER[self.before]

    @property
    def before_words(self) -> str:
        return label_of(RATINGS, self.before)

    @property
    def after_words(self) -> str:
        return label_of(RATINGS, self.after)


@dataclass(frozen=True, slots=True)
class MovedRatings:
    """How many ratings rose and fell, how many engagements got their first, and the gravest."""

    worse: int
    better: int
    first: int
    rows: Sequence[MovedWork]

    @property
    def numbers(self) -> list[tuple[str, str]]:
        """How many moved each way, as the way and in words; nothing of what did not happen."""
        told = (
            (Moves.WORSE, self.worse, _("%(number)s got worse")),
            (Moves.BETTER, self.better, _("%(number)s got better")),
            (Moves.FIRST, self.first, _("%(number)s rated for the first time")),
        )
        return [
            (way.value, words % {"number": number})
            for way, number, words in told
            if number
        ]


def _day(scope: WorkScope) -> datetime.datetime:
    return timezone.make_aware(datetime.datetime.combine(scope.since, datetime.time()))


def _older(scope: WorkScope) -> Any:
    """The scores of a piece of work before the day, the newest first."""
    return Score.objects.filter(
        assessment__engagement=OuterRef("pk"), created_at__lt=_day(scope)
    ).order_by("-created_at")


def moved_work(scope: WorkScope) -> Any:
    """The work that was scored since, with ``before`` and ``earlier``: the rating that held on
    the day and the score behind it; none where it was not scored yet."""
    return _with_before(scope).filter(standing__scored_at__gte=_day(scope))


def _with_before(scope: WorkScope) -> Any:
    older = _older(scope)
    return scope.work.annotate(
        before=Subquery(older.values("rating")[:1]),
        earlier=Subquery(older.values("pk")[:1]),
    )


def _went(way: Moves | None) -> Q:
    """Periods whose rating moved this way, or any way."""
    if way is Moves.FIRST:
        return Q(rating="")
    if way is None:
        return Q()
    found = Q()
    for rating, at in ORDER.items():
        others = [
            one
            for one, other in ORDER.items()
            if (other < at if way is Moves.WORSE else other > at)
        ]
        found |= Q(now=rating, rating__in=others)
    return found


def moved_list(scope: WorkScope, way: Moves | None = None) -> Any:
    """All work with another rating than on the day, or with its first, by vendor; each with
    what both scores rest on. Only what moved one ``way``, where that is asked for. Which these
    are is read of the periods that are kept."""
    settle()
    periods = _periods(scope).filter(_went(way)).values("engagement_id")
    older = _older(scope)
    newest = Score.objects.filter(pk=OuterRef("standing__score"))
    rested = {
        f"{when}_{name}": Subquery(scores.values(path)[:1])
        for when, scores in (("old", older), ("new", newest))
        for name, path in RESTS_ON.items()
    }
    return (
        _with_before(scope)
        .filter(pk__in=periods)
        .select_related("vendor", "standing")
        .defer("profile", "vendor__services")
        .annotate(**rested)
        .order_by(*IN_ORDER)
    )


def why_of(row: Any) -> str:
    """Why a row of ``moved_list`` moved; "" of a first rating."""
    if row.before is None:
        return ""
    old, new = (
        tuple(getattr(row, f"{when}_{name}") for name in RESTS_ON)
        for when in ("old", "new")
    )
    return why_moved(old, new, rule_titles())


def moved(scope: WorkScope, *, is_kept: bool = False) -> MovedRatings:
    """What moved, the gravest first, by the periods that are kept or by all scores; at most
    three statements."""
    if is_kept:
        return _of_periods(scope)
    found = list(
        moved_work(scope)
        .order_by()
        .values_list(
            "rating",
            "before",
            "earlier",
            "standing__score",
            "pk",
            "vendor_sorted",
            "name_sorted",
        )
    )
    first = sum(row[1] is None for row in found)
    changed = [row for row in found if row[1] not in (None, row[0])]
    worse = [row for row in changed if ORDER[row[0]] > ORDER[row[1]]]
    changed.sort(key=lambda row: (*_gravity(row[0], row[1]), *row[5:], str(row[4])))
    rows = shown([row[:5] for row in changed[:SHOWN]])
    return MovedRatings(len(worse), len(changed) - len(worse), first, rows)


def _periods(scope: WorkScope) -> Any:
    """Those that hold the day: of each piece of work one, where it stood otherwise."""
    day = _day(scope)
    rows = RatingPeriod.objects.visible_to(scope.user).filter(until__gte=day)
    return rows.filter(Q(since=None) | Q(since__lt=day)).order_by()


def _of_periods(scope: WorkScope) -> MovedRatings:
    """What stood otherwise on the day."""
    periods = scope.of_work(_periods(scope))
    numbers = {
        (now, before): number
        for now, before, number in periods.values_list("now", "rating").annotate(
            number=Count("pk")
        )
    }
    first = sum(number for (_now, before), number in numbers.items() if not before)
    changed = {pair: number for pair, number in numbers.items() if pair[1]}
    worse = sum(n for (now, before), n in changed.items() if ORDER[now] > ORDER[before])
    rows: list[tuple[Any, ...]] = []
    if changed:
        # No more kinds of moves than fill the page: of those alone the names are looked up.
        worst_moves = list[tuple[str, str]]()
        for pair in sorted(changed, key=_gravity_of):
            worst_moves.append(pair)
            if sum(changed[one] for one in worst_moves) >= SHOWN:
                break
        steps = [
            When(now=now, rating=before, then=Value(at))
            for at, (now, before) in enumerate(worst_moves)
        ]
        work = Engagement.objects.filter(pk=OuterRef("engagement_id"))
        moves = periods.exclude(rating="").annotate(
            gravity=Case(*steps),
            of_vendor=Subquery(work.values("vendor_sorted")),
            of_work=Subquery(work.values("name_sorted")),
        )
        moves = moves.exclude(gravity=None)
        standing = EngagementStanding.objects.filter(
            engagement=OuterRef("engagement_id")
        )
        rows = list(
            moves.order_by("gravity", "of_vendor", "of_work", "engagement_id")
            .annotate(newest=Subquery(standing.values("score")))
            .values_list("now", "rating", "score_id", "newest", "engagement_id")[:SHOWN]
        )
    return MovedRatings(worse, sum(changed.values()) - worse, first, shown(rows))


def _gravity_of(pair: tuple[str, str]) -> tuple[int, int]:
    return _gravity(*pair)


def shown(changed: Sequence[tuple[Any, ...]]) -> list[MovedWork]:
    """Rows of rating, rating before, score before, score and engagement, in words; one
    statement."""
    if not changed:
        return []
    keys = [key for row in changed for key in row[2:4]]
    scores = {
        row[0]: row[1:]
        for row in Score.objects.filter(pk__in=keys).values_list(
            "pk",
            "outline__floors",
            "inherent",
            "control",
            "evidence",
            "assessment",
            "assessment__engagement__vendor__name",
            "assessment__engagement__name",
        )
    }
    titles = rule_titles()
    return [
        MovedWork(
            *scores[row[3]][4:],
            before=row[1],
            after=row[0],
            why=why_moved(scores[row[2]][:4], scores[row[3]][:4], titles),
        )
        for row in changed
    ]


def _gravity(after: str, before: str) -> tuple[int, int]:
    """The furthest up first, then the worst."""
    return ORDER[before] - ORDER[after], -ORDER[after]


def why_moved(
    before: tuple[Any, ...],
    after: tuple[Any, ...],
    titles: Mapping[str, str],
    most: int = NAMED,
) -> str:
    """The rules that came and went; where none did, the number that moved the most. Both are
    the floors of a score, then its inherent risk, control and evidence; ``most`` rules are
    named."""
    old, new = codes_of(before[0]), codes_of(after[0])
    came = [titles.get(code, code) for code in new if code not in old]
    went = [titles.get(code, code) for code in old if code not in new]
    if came:
        return _("New: %(rules)s") % {"rules": named_first(came, most)}
    if went:
        return _("No longer: %(rules)s") % {"rules": named_first(went, most)}
    steps: list[tuple[Decimal, str, Decimal, Decimal]] = [
        (abs(new_one - old_one), _(LABELS[name]), old_one, new_one)
        for name, old_one, new_one in zip(
            ("inherent", "control", "evidence"), before[1:], after[1:], strict=True
        )
    ]
    _by, label, old_one, new_one = max(steps, key=lambda step: step[0])
    return _("%(number)s from %(before)s to %(after)s") % {
        "number": label,
        "before": number(old_one),
        "after": number(new_one),
    }


def codes_of(floors: Sequence[Mapping[str, Any]]) -> list[str]:
    """What put these floors under a score, each once."""
    return list(dict.fromkeys(floor["by"] for floor in floors))


def named_first(titles: Sequence[str], most: int) -> str:
    """The first of some titles, and how many there are more."""
    named = "; ".join(titles[:most])
    if len(titles) <= most:
        return named
    return _("%(rule)s, and %(number)s more") % {
        "rule": named,
        "number": len(titles) - most,
    }
