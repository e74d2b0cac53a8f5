"""One vendor in pictures: how its ratings moved and why, its tools, where content goes, its themes.

The register of vendors lies below and asks through the setting ``VENDOR_PICTURE``
(``riskapp.vendors.queries.VendorPictures``).
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db.models import Min, Sum
from django.utils import timezone
from django.utils.translation import gettext as _

from questionnaires.queries import language_in_force
from riskapp.accounts.models import User
from riskapp.dashboards.queries.moved import codes_of, named_first, why_moved
from riskapp.dashboards.queries.reach import places
from riskapp.dashboards.queries.scope import WorkScope
from riskapp.dashboards.queries.standings import rule_titles
from riskapp.findings.choices import WORST_FIRST
from riskapp.findings.models import ThemeTotal
from riskapp.presentation import charts
from riskapp.scoring.controls import controls_of
from riskapp.scoring.themes import title_of
from riskapp.shipped.core import core_document_in
from riskapp.vendors.models import Engagement, Vendor

MOST_THEMES = 5
MOST_RULES = 20  # named of one score: all there are


@dataclass(frozen=True, slots=True)
class OpenTheme:
    """What is to be done under one theme over all work of a vendor."""

    title: str
    severity: str
    number: int


def picture_of(
    user: User, vendor: Vendor, work: Sequence[Mapping[str, Any]]
) -> dict[str, Any]:
    """``work`` with a trend and the reasons of each engagement, and what its tools and open
    themes come to; two statements."""
    titles = rule_titles()
    reach = places(_scope(user, vendor))
    themes = _open_themes(vendor)
    return {
        "work": [dict(row) | _told(row["assessments"], titles) for row in work],
        "reach": reach,
        "reach_parts": charts.laid_out(
            {
                "code": one.code,
                "label": one.label,
                "count": one.number,
                "query": one.query,
            }
            for one in reach.classes
        ),
        "of_vendor": urlencode({"vendor": vendor.pk}),
        "themes": themes[:MOST_THEMES],
        "more_themes": len(themes[MOST_THEMES:]),
    }


def _scope(user: User, vendor: Vendor) -> WorkScope:
    kept: Any = Engagement.objects.filter(vendor=vendor, archived_at=None)
    today = timezone.localdate()
    return WorkScope(user, kept, today, narrowed=urlencode({"vendor": vendor.pk}))


def _told(
    assessments: Iterable[Mapping[str, Any]], titles: Mapping[str, str]
) -> dict[str, Any]:
    """The assessments of one engagement, each with what moved its rating, and their trend."""
    told = []
    earlier: Mapping[str, Any] | None = None
    for one in reversed(list(assessments)):
        why = ""
        if one["rating"]:
            why = _why(earlier, one, titles)
            earlier = one
        told.append(dict(one) | {"why": why})
    told.reverse()
    scored = [one for one in reversed(told) if one["rating"]]
    return {"assessments": told, "trend": charts.trend(scored)}


def _why(
    earlier: Mapping[str, Any] | None, one: Mapping[str, Any], titles: Mapping[str, str]
) -> str:
    """What moved a rating since the one before; of the first, the rules that hold it."""
    if earlier:
        return why_moved(_numbers(earlier), _numbers(one), titles, MOST_RULES)
    held = [titles.get(code, code) for code in codes_of(one["floors"])]
    return (
        _("Rules: %(rules)s") % {"rules": named_first(held, MOST_RULES)} if held else ""
    )


def _numbers(score: Mapping[str, Any]) -> tuple[Any, ...]:
    return tuple(score[name] for name in ("floors", "inherent", "control", "evidence"))


def _open_themes(vendor: Vendor) -> list[OpenTheme]:
    rows = (
        ThemeTotal.objects.filter(vendor=vendor, put_away=False, to_do__gt=0)
        .order_by()
        .values_list("theme")
        .annotate(worst=Min("worst_to_do"), number=Sum("to_do"), gain=Sum("gain_to_do"))
        .order_by("worst", "-gain", "theme")
    )
    language = language_in_force()
    controls = {c.id: c for c in controls_of(core_document_in(language), language)}
    return [
        OpenTheme(
            title_of(theme, controls.get(theme)), WORST_FIRST[worst].value, number
        )
        for theme, worst, number, _gain in rows
    ]
