"""Findings as themes: the lines of an assessment, and of all assessments together."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib.postgres.aggregates import ArrayAgg
from django.db.models import (
    CharField,
    Count,
    Max,
    Min,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    Sum,
    Value,
)
from django.db.models.functions import Coalesce, NullIf
from django.utils.text import get_text_list
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from questionnaires.document.answer_set import AnswerSet
from questionnaires.queries import language_in_force
from riskapp.accounts.models import User
from riskapp.assessments.models import Assessment
from riskapp.common.numbers import number
from riskapp.findings.choices import WORST_FIRST, FindingSource, FindingState, Severity
from riskapp.findings.models import UNSETTLED, Finding, FindingQuerySet
from riskapp.scoring.controls import controls_of
from riskapp.scoring.mending import After, Mending, WayDown
from riskapp.scoring.model import LOW_EVIDENCE
from riskapp.scoring.rated.model import rules_of
from riskapp.scoring.reading import model_number
from riskapp.scoring.themes import Theme, floors_in, grouped, title_of
from riskapp.shipped.core import core_document, core_document_in


@dataclass(frozen=True, slots=True)
class ThemeLine:
    """A theme with its findings that are still to do, and what putting it right would do."""

    theme: Theme[Finding]
    findings: Sequence[Finding]
    after: After
    words: str

    @property
    def unseen(self) -> int:
        """How many of the vendor's own it was not shown."""
        return sum(
            finding.released_at is None and not finding.for_buyer
            for finding in self.findings
        )


@dataclass(frozen=True, slots=True)
class Way:
    """Findings that lead to a better rating when they are put right together."""

    findings: Sequence[Finding]
    themes: Sequence[Theme[Finding]]
    words: str


@dataclass(frozen=True, slots=True)
class Board:
    """What is to do in an assessment, as few lines as there are themes."""

    lines: Sequence[ThemeLine]
    words: str
    way: Way | None
    everything: str


def board_of(
    assessment: Assessment, rows: Sequence[Finding], counts: AnswerSet
) -> Board | None:
    """The unsettled ones among the findings of an assessment as themes; no query.

    ``counts`` is what counts of the answers now: see ``reviewed``. None before there is a
    score.
    """
    if assessment.score is None:
        return None
    to_do = [row for row in rows if _is_to_do(row)]
    themes = grouped(
        to_do,
        floors_in(assessment.score.result),
        counts.document,
        language_in_force(),
        severity=lambda row: str(row.severity),
        home=lambda row: row.theme,
        evaluated=[row for row in rows if row.source == FindingSource.RULE],
    )
    mending = Mending(counts, model_number(assessment.score.model))
    found = []
    for theme in themes:
        findings = [row for row in theme.findings if row.is_unsettled]
        if findings or theme.bare:
            after = mending.after_themes([theme])
            words = gain_in_words(mending.now, after)
            found.append(ThemeLine(theme, findings, after, words))
    left = [line.theme for line in found]
    everything = mending.after_themes(left)
    return Board(
        lines=found,
        words=_rating_in_words(mending.now),
        way=_way(mending.way_down(left)) if found else None,
        everything=gain_in_words(mending.now, everything) if found else "",
    )


def gain_in_words(now: After, after: After) -> str:
    """What putting right does to the rating, and what still holds it if that is nothing."""
    rating = Severity(after.rating).label
    if after.is_better_than(now):
        return _("Leads to %(rating)s: %(value)s instead of %(before)s.") % {
            "rating": rating,
            "value": number(after.residual),
            "before": number(now.residual),
        }
    if after.rating == "low":
        return _("Rating stays %(rating)s.") % {"rating": rating}
    holders = _holders(after)
    return ngettext(
        "Rating stays %(rating)s: %(holders)s still holds it.",
        "Rating stays %(rating)s: %(holders)s still hold it.",
        len(holders),
    ) % {"rating": rating, "holders": get_text_list(holders, _("and"))}


def _rating_in_words(now: After) -> str:
    facts = {
        "rating": Severity(now.rating).label,
        "value": number(now.residual),
        "holders": get_text_list(_holders(now), _("and")),
    }
    if not facts["holders"]:
        return _("The rating is %(rating)s (%(value)s).") % facts
    return _("The rating is %(rating)s (%(value)s), held by %(holders)s.") % facts


def _holders(after: After) -> list[str]:
    """What holds a rating: rules by their ids, too little evidence, the answers together."""
    found = [name for name in after.held_by if name != LOW_EVIDENCE]
    if LOW_EVIDENCE in after.held_by:
        found.append(_("too little evidence"))
    if after.is_held_by_model and after.rating != "low":
        found.append(
            _("the model residual of %(value)s")
            % {"value": number(after.residual_model)}
        )
    return found


def _is_to_do(row: Finding) -> bool:
    """Whether it is unsettled, or followed within one that is."""
    if row.state == FindingState.MERGED and row.merged_into is not None:
        return row.merged_into.is_unsettled
    return row.is_unsettled


def _way(found: WayDown[Finding] | None) -> Way | None:
    """The findings to be put right themselves, for those that are followed within them."""
    if found is None:
        return None
    rows = {
        row.pk: row
        for finding in found.findings
        for row in [finding.merged_into or finding]
    }
    return Way(list(rows.values()), found.themes, _way_in_words(found, len(rows)))


def _way_in_words(found: WayDown[Finding], rows: int) -> str:
    """Where it leads; with the rules that no finding stands behind, for they take a way out."""
    bare = [theme.rule for theme in found.themes if theme.bare]
    facts = {
        "number": rows,
        "rating": Severity(found.after.rating).label,
        "value": number(found.after.residual),
        "rules": get_text_list(bare, _("and")),
    }
    if not rows:
        return _("Resolving %(rules)s leads to %(rating)s: %(value)s.") % facts
    if bare:
        return (
            ngettext(
                "This %(number)s, with %(rules)s resolved, leads to %(rating)s: %(value)s.",
                "These %(number)s, with %(rules)s resolved, lead to %(rating)s: %(value)s.",
                rows,
            )
            % facts
        )
    return (
        ngettext(
            "This %(number)s leads to %(rating)s: %(value)s.",
            "These %(number)s lead to %(rating)s: %(value)s.",
            rows,
        )
        % facts
    )


def theme_rows(findings: FindingQuerySet) -> QuerySet[Any]:
    """Findings of some assessments by assessment and theme, as plain values, in no order.

    ``badness`` and ``is_proposed`` are what ``all_findings`` says of each; one query, however
    many there are.
    """
    unsettled = Q(state__in=UNSETTLED)
    fires = Q()
    for control in controls_of(core_document()):
        if control.rule:
            fires |= Q(theme=control.id, rules__contains=[control.rule])
    called = Coalesce(NullIf("name", Value("")), "email", output_field=CharField())
    owner = User.objects.filter(pk=OuterRef("owner")).annotate(called=called)
    rows = findings.order_by().values(
        "assessment",
        "theme",
        "assessment__engagement__name",
        "assessment__engagement__vendor__name",
    )
    return rows.annotate(
        number=Count("pk"),
        worst=Min("badness"),
        to_do=Count("pk", filter=unsettled),
        firing=Count("pk", filter=fires & unsettled),
        proposals=Count("pk", filter=Q(is_proposed=True) & unsettled),
        due_on=Min("due_on", filter=unsettled),
        gain=Sum("gain"),
        raised_at=Max("raised_at"),
        tools=ArrayAgg("tool", distinct=True, filter=~Q(tool="")),
        # Looked up where there is one: joined, all people might be read for each finding.
        owners=ArrayAgg(
            Subquery(owner.values("called")),
            distinct=True,
            filter=Q(owner__isnull=False),
        ),
    )


def in_words(rows: Iterable[Mapping[str, Any]]) -> list[dict[str, Any]]:
    """Such rows with their titles in the reader's language: of the rule while one of its
    findings is to be settled, else of the control."""
    language = language_in_force()
    document = core_document_in(language)
    controls = {c.id: c for c in controls_of(document, language)}
    rules = {rule.id: rule.title for rule in rules_of(document)}
    found = []
    for row in rows:
        control = controls.get(row["theme"])
        rule = control.rule if control and row["firing"] else ""
        title = title_of(row["theme"], control, rules.get(rule, ""))
        severity = WORST_FIRST[row["worst"]].value
        found.append({**row, "rule": rule, "title": title, "severity": severity})
    return found
