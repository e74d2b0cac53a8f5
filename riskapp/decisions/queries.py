"""What an approver reads before deciding: the rating and what holds it, how far the review is,
what the score suggests, and who may decide; and what was decided."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping, Sequence
from collections.abc import Set as AbstractSet
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from questionnaires.document.model import Document
from questionnaires.queries import language_in_force
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import Membership, User
from riskapp.assessments.models import Assessment, Score
from riskapp.assessments.queries.four_eyes import hands_on
from riskapp.common.sorting import Natural
from riskapp.decisions.choices import DecisionException, Outcome
from riskapp.decisions.models import Decision, Recommendation
from riskapp.findings.choices import FindingState
from riskapp.findings.models import UNSETTLED, Finding
from riskapp.presentation.labels import SUGGESTED
from riskapp.presentation.score import FiredRule, rules_of
from riskapp.review.queries.contradictions import clashes_of
from riskapp.review.queries.overlay import looked_at, reviewed
from riskapp.scoring.themes import themes_in

HEAVIEST = 3
DEFAULT_DAYS = 90
# What a rating suggests; an approval that is not among them goes against the suggestion.
IN_LINE = {
    "low": (Outcome.APPROVED, Outcome.CONDITIONAL, Outcome.REJECTED),
    "moderate": (Outcome.CONDITIONAL, Outcome.REJECTED),
    "high": (Outcome.CONDITIONAL, Outcome.REJECTED),
    "critical": (Outcome.REJECTED,),
}


def decisions_of(assessment: Assessment) -> list[Decision]:
    """Every decision on an assessment with its conditions, the last first; at most four queries."""
    return list(
        assessment.decisions.select_related("by", "released_by", "score")
        .defer(*Score.result_of("score"))
        .prefetch_related("conditions__finding", "conditions__owner")
    )


def outcome_for_vendor(assessment: Assessment) -> Decision | None:
    """The last decision the vendor was shown; what was decided since, and by whom, is not
    its business yet."""
    return assessment.decisions.filter(released_at__isnull=False).first()


@dataclass(frozen=True, slots=True)
class HeldRule:
    """One critical rule under a rating, with the findings that have to be met or accepted.

    ``is_certain`` is false where the rule cannot be ruled out because ``missing`` is open;
    ``open_words`` says so, and which answer would lift it.
    ``bare`` are the tools ("" for the work as a whole) for which no finding stands behind it: until somebody follows
    the rule as one.
    """

    by: str
    title: str
    way_out: str
    rating: str
    value: int
    is_rule: bool
    is_certain: bool
    missing: Sequence[str]
    tools: Sequence[str]
    open_words: str = ""
    bare: Sequence[str] = ()
    unsettled: Sequence[Finding] = ()
    accepted: Sequence[Finding] = ()

    @property
    def is_accepted(self) -> bool:
        """Whether every risk behind it is accepted, and at least one is."""
        return bool(self.accepted) and not self.unsettled and not self.bare

    @property
    def accepted_until(self) -> datetime.date | None:
        """The day on which the first acceptance ends."""
        days = [row.accepted_until for row in self.accepted if row.accepted_until]
        return min(days, default=None)

    def as_data(self) -> dict[str, Any]:
        """What is kept of it with a decision; English."""
        return {
            "by": self.by,
            "title": self.title,
            "way_out": self.way_out,
            "rating": self.rating,
            "certain": self.is_certain,
            "missing": list(self.missing),
            "tools": list(self.tools),
            "accepted_until": self.accepted_until.isoformat()
            if self.is_accepted and self.accepted_until
            else "",
        }


@dataclass(frozen=True, slots=True)
class Heavy:
    """One of the heaviest themes of a score, with how many findings it gathers."""

    title: str
    severity: str
    findings: int
    tools: Sequence[str]


@dataclass(frozen=True, slots=True)
class Memo:
    """Everything above the form; ``days`` is for how long the rating is approved at most."""

    score: Score
    rules: Sequence[HeldRule]
    unsettled: Sequence[Finding]
    heaviest: Sequence[Heavy]
    looked_at: int
    answers: int
    is_reviewed: bool
    contradictions: int
    days: int

    @property
    def suggestion(self) -> str:
        """What the score suggests, in the reader's language."""
        return _(SUGGESTED[self.score.rating])

    @property
    def holding(self) -> list[HeldRule]:
        """The rules that hold the rating where it is: without them it would be a better one."""
        if self.score.residual <= self.score.residual_model:
            return []
        return [rule for rule in self.rules if rule.value >= self.score.residual]

    @property
    def below(self) -> int:
        """How many critical rules stand that do not hold the rating."""
        return len(self.critical_rules) - len([r for r in self.holding if r.is_rule])

    @property
    def is_looked_at(self) -> bool:
        """Whether anybody reviewed it at all."""
        return self.is_reviewed or self.looked_at > 0

    @property
    def last_day(self) -> datetime.date:
        """The last day an approval of today may have."""
        return timezone.localdate() + datetime.timedelta(days=self.days)

    @property
    def critical_rules(self) -> list[HeldRule]:
        """The rules, without the floor that too little evidence sets."""
        return [rule for rule in self.rules if rule.is_rule]

    def exceptions_of(self, outcome: str) -> list[DecisionException]:
        """What an outcome goes against; nothing for a rejection."""
        if outcome == Outcome.REJECTED:
            return []
        found = []
        if outcome not in IN_LINE[self.score.rating]:
            found.append(DecisionException.SUGGESTION)
        if not self.is_reviewed:
            found.append(DecisionException.REVIEW)
        return found

    def as_data(self) -> dict[str, Any]:
        """What is kept of it with a decision: plain values, words in English."""
        score = self.score
        return {
            "rating": score.rating,
            "residual": str(score.residual),
            "residual_model": str(score.residual_model),
            "inherent": str(score.inherent),
            "evidence": str(score.evidence),
            "completeness": str(score.completeness),
            "provisional": score.provisional,
            "looked_at": self.looked_at,
            "answers": self.answers,
            "reviewed": self.is_reviewed,
            "contradictions": self.contradictions,
            "rules": [rule.as_data() for rule in self.critical_rules],
        }


def memo_of(assessment: Assessment, score: Score) -> Memo:
    """The memo on a score of an assessment with its organisation; about nine queries."""
    review = reviewed(assessment.response)
    done, total = looked_at(review)
    open_ones = [c for c in clashes_of(assessment.response, review.plain) if c.is_open]
    findings = list(
        assessment.findings.filter(state__in=(*UNSETTLED, FindingState.ACCEPTED))
        .select_related("accepted_by")
        .order_by("rank", "raised_at")
    )
    days = assessment.organisation.approval_days.get(score.rating, DEFAULT_DAYS)
    return Memo(
        score=score,
        rules=held_by(score, findings, _merged_rules(assessment)),
        unsettled=[row for row in findings if row.is_unsettled],
        heaviest=_heaviest(score, review.counts.document),
        looked_at=done,
        answers=total,
        is_reviewed=assessment.review_completed_at is not None,
        contradictions=len(open_ones),
        days=int(days),
    )


def _heaviest(score: Score, document: Document) -> list[Heavy]:
    language = language_in_force()
    return [
        Heavy(theme.title, theme.severity, len(theme.findings), theme.tools)
        for theme in themes_in(score.result, document, language)[:HEAVIEST]
    ]


def held_by(
    score: Score, findings: Iterable[Finding], merged: Mapping[UUID, AbstractSet[str]]
) -> list[HeldRule]:
    """What puts a floor under a score, the most severe first, each rule once; ``merged`` are the
    rules of what is followed within another finding."""
    own = [(row, {*row.rules, *merged.get(row.pk, ())}) for row in findings]
    behind = {
        (row["question"], row["entry"], rule)
        for row in score.result["findings"]
        for rule in row["rules"]
    }
    return [
        _held(rule, [row for row, rules in own if rule.by in rules], behind)
        for rule in rules_of(score.result)
    ]


def _held(
    rule: FiredRule,
    own: list[Finding],
    behind: AbstractSet[tuple[str, str, str]],
) -> HeldRule:
    bare = [
        one.tool
        for one in rule.firings
        if not any(
            (question, entry, rule.by) in behind
            for question in (*one.because, *one.lacking)
            for entry in (one.entry, "")
        )
    ]
    lacking = [question for one in rule.firings for question in one.lacking]
    return HeldRule(
        by=rule.by,
        title=rule.title,
        way_out=rule.way_out,
        rating=rule.rating,
        value=rule.value,
        is_rule=rule.is_rule,
        is_certain=not all(one.missing for one in rule.firings),
        missing=list(dict.fromkeys(lacking)),
        open_words=next((one.missing for one in rule.missing), ""),
        tools=rule.tools,
        bare=[] if any(not row.question for row in own) else list(dict.fromkeys(bare)),
        unsettled=[row for row in own if row.is_unsettled],
        accepted=[row for row in own if row.state == FindingState.ACCEPTED],
    )


def _merged_rules(assessment: Assessment) -> dict[UUID, set[str]]:
    """The rules of merged findings, by the finding they are followed within in the end."""
    rows = list(
        assessment.findings.filter(state=FindingState.MERGED).values_list(
            "pk", "merged_into", "rules"
        )
    )
    into = {pk: target for pk, target, _rules in rows}
    found: dict[UUID, set[str]] = {}
    for pk, target, rules in rows:
        seen = {pk}
        while target in into and target not in seen:
            seen.add(target)
            target = into[target]  # noqa: PLW2901
        if target is not None:
            found.setdefault(target, set()).update(rules)
    return found


def suggestion_in_words(decision: Decision) -> str:
    """What the score suggested when this was decided, in the reader's language."""
    stored = decision.suggestion or SUGGESTED[decision.score.rating]
    return _(stored) if stored in SUGGESTED.values() else stored


def conditions_in_words(decision: Decision) -> list[dict[str, Any]]:
    """The conditions of a decision as it was made, those about one critical rule together;
    ``decision`` has its conditions with finding and owner."""
    titles = {row["by"]: row["title"] for row in decision.basis.get("rules", ())}
    groups: dict[object, dict[str, Any]] = {}
    for condition in decision.conditions.all():
        group = groups.setdefault(
            condition.rule or condition.pk,
            {
                "rule": condition.rule,
                "title": titles.get(condition.rule, "") or condition.text,
                "owner": condition.owner,
                "due_on": condition.due_on,
                "findings": [],
            },
        )
        group["findings"].append(condition.finding)
    return list(groups.values())


def who_decides(assessment: Assessment) -> list[dict[str, Any]]:
    """The approvers of an organisation, each with whether four eyes let them decide here;
    two queries."""
    members = Membership.objects.filter(
        organisation=assessment.organisation_id, user__is_active=True
    ).select_related("user")
    barred = hands_on(assessment) if assessment.organisation.four_eyes else set()
    return [
        {"user": member.user, "may": member.user_id not in barred}
        for member in members.order_by(Natural("user__name"))
        if member.can(Capability.DECIDE)
    ]


def members_of(assessment: Assessment) -> QuerySet[User]:
    """Who can own a condition."""
    return User.objects.filter(
        memberships__organisation=assessment.organisation_id, is_active=True
    ).order_by(Natural("name"), "pk")


def recommendations_of(assessment: Assessment) -> list[Recommendation]:
    """What was recommended, the last first; one query."""
    return list(
        assessment.recommendations.select_related("by", "score").defer(
            *Score.result_of("score")
        )
    )
