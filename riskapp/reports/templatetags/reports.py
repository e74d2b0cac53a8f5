"""Small words and shapes that reports and their pages use."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Any

import segno
from django import template
from django.utils.translation import gettext as _

from riskapp.accounts.access import rights_in
from riskapp.accounts.choices import Capability
from riskapp.assessments.models import Assessment
from riskapp.common.numbers import number
from riskapp.common.templatetags.words import inline
from riskapp.presentation import picture
from riskapp.presentation.labels import label_of
from riskapp.presentation.score import Presentation, ScoreFigure
from riskapp.reports.choices import Language, Variant
from riskapp.reports.forms import ReportRequestForm
from riskapp.reports.queries.since import has_earlier
from riskapp.reports.queries.standing import newest_of

register = template.Library()


@register.inclusion_tag("reports/_panel.html", takes_context=True)
def report_panel(context: dict[str, Any], assessment: Assessment) -> dict[str, Any]:
    """The reports on the score there is, and the form to ask for another."""
    request = context["request"]
    rights = rights_in(request.user, assessment.organisation_id)
    sees_answers = Capability.VIEW_ANSWERS in rights
    may_audit = sees_answers and Capability.VIEW_AUDIT in rights
    reports = newest_of(assessment, packs=may_audit).defer("inputs")
    if not sees_answers:
        reports = reports.without_answers()
    return {
        "request": request,
        "csrf_token": context.get("csrf_token"),
        "assessment": assessment,
        "reports": reports[:6],
        "is_first": not has_earlier(assessment),
        "form": ReportRequestForm(may_see_answers=sees_answers, auto_id="report-%s"),
        "may_request": Capability.REQUEST_REPORT in rights,
        "may_audit": may_audit,
        "languages": Language.choices,
    }


@register.inclusion_tag("components/charts/flow.html")
def risk_flow(data: Mapping[str, Any], shown: Presentation) -> dict[str, Any]:
    """From inherent risk over controls and floors to what remains, as in the report."""
    chart = picture.flow(data, shown.rules)
    return {"chart": chart, "title": flow_title(chart)}


@register.inclusion_tag("components/charts/matrix.html")
def risk_matrix(data: Mapping[str, Any], inherent: ScoreFigure) -> dict[str, Any]:
    """Impact against exposure, as in the report."""
    return {
        "chart": picture.matrix(data["inherent"]),
        "title": scale_title(inherent.value, inherent.words),
        "impact": _("Impact"),
        "exposure": _("Exposure"),
    }


@register.inclusion_tag("reports/_shares.html")
def evidence_shares(weights: Mapping[str, int]) -> dict[str, Any]:
    """How much of the weight is shown and how much only said, as in the report."""
    return picture.shares(weights)


@register.filter
def some(names: Sequence[str], most: int) -> str:
    """Names in one line, the first ``most`` of them and how many more there are."""
    shown = ", ".join(
        name if len(name) <= 60 else f"{name[:59]}…" for name in names[:most]
    )
    rest = len(names) - most
    if rest > 0:
        return _("%(names)s and %(count)s more") % {"names": shown, "count": rest}
    return shown


@register.filter
def scale_title(value: str, words: str) -> str:
    """What a chart shows, for those who do not see it."""
    return _("%(value)s of 100: %(words)s") % {"value": number(value), "words": words}


@register.filter
def flow_title(chart: Mapping[str, Any]) -> str:
    """Every bar from inherent to residual risk, for those who do not see them."""
    return "; ".join(
        f"{bar['label']}: {number(bar['value'])} {bar['words']}"
        for bar in chart["bars"]
    )


@register.filter
def parts_title(parts: Sequence[Mapping[str, Any]], name: str) -> str:
    """A stacked bar with what each part of it counts, for those who do not see it."""
    told = (
        f"{part['percent']} % {part['words']}"
        if "percent" in part
        else f"{part['count']} {part['words']}"
        for part in parts
    )
    return f"{name}: {', '.join(told)}"


@register.filter
def statuses_title(parts: Sequence[Mapping[str, Any]], name: str) -> str:
    """The same of a bar of statuses, whose words begin with a capital where they stand alone."""
    return parts_title([{**p, "words": inline(str(p["words"]))} for p in parts], name)


@register.filter
def variant_label(code: str | None) -> str:
    """What a variant is called."""
    return label_of(Variant, code or "")


@register.filter
def qr_size(text: str) -> int:
    """How many modules wide the QR code of a text is, its quiet zone included."""
    width, _height = _qr(text).symbol_size(border=1)
    return int(width)


@register.filter
def qr_path(text: str) -> str:
    """The dark modules of a QR code as lines of an SVG path."""
    parts = []
    for y, row in enumerate(_qr(text).matrix_iter(border=1)):
        x = 0
        cells = list(row)
        while x < len(cells):
            start = x
            while x < len(cells) and cells[x]:
                x += 1
            if x > start:
                parts.append(f"M{start} {y}.5h{x - start}")
            x += 1
    return "".join(parts)


@lru_cache(maxsize=64)
def _qr(text: str) -> segno.QRCode:
    return segno.make(text, error="m", micro=False)
