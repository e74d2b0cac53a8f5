"""The lives of a few vendors, made through the actions that people use, one cycle at a time.

What a vendor answers is put together, section by section, from the example answers, better ones
with every cycle; its tools are taken from the catalogue, the common ones more often. Each cycle
is lived on its own day: the clock of this process is set to it meanwhile.
"""

from __future__ import annotations

import datetime
import re
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, replace
from functools import lru_cache
from random import Random
from typing import Any

from django.utils import timezone

from questionnaires.actions.answers import (
    GivenAnswer,
    confirm_answers,
    fill,
    save_answers,
)
from questionnaires.actions.entries import choose_listed
from questionnaires.actions.evidence import EvidenceClaim, add_link
from questionnaires.actions.invitations import enter
from questionnaires.actions.responses import submit_response
from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.answers_file import AnswersFile
from questionnaires.document.model import Document
from questionnaires.document.values import EntryValue as Row
from questionnaires.document.values import Filled, Value, with_answer
from questionnaires.models import Entry, QuestionnaireVersion, Respondent, Response
from questionnaires.queries import document_of, filled_of, guide_of
from riskapp.accounts.models import Organisation, User
from riskapp.assessments.actions.lifecycle import start_assessment
from riskapp.assessments.models import Assessment
from riskapp.common.names import domain_of
from riskapp.decisions.actions import (
    DecisionInput,
    Term,
    decide,
    recommend,
    release_decision,
)
from riskapp.decisions.choices import Outcome
from riskapp.decisions.queries import memo_of
from riskapp.demo.actions.loading import EXAMPLES
from riskapp.findings.actions.remedies import propose, release_findings
from riskapp.findings.actions.settling import accept_finding, verify_finding
from riskapp.results.actions.scoring import score_assessment
from riskapp.review.actions import clarifying
from riskapp.review.actions.reviewing import accept_all, give_verdict
from riskapp.review.choices import VerdictKind
from riskapp.scoring.files import answers_in
from riskapp.scoring.profile import inherent_of
from riskapp.tools.catalogue import ToolPlan, core_catalogue
from riskapp.vendors.actions import (
    add_contact,
    archive_vendor,
    register_engagement,
    register_vendor,
)
from riskapp.vendors.models import Contact, Engagement

YEAR = 365
# Best first; a vendor moves to the front with every cycle.
ANSWERS = ("careful", "production-agents", "typical", "personal-accounts")
# How often a tool is chosen, against 1 for every other one of the catalogue.
COMMON = {
    "github-copilot-business": 30,
    "chatgpt-enterprise-codex": 16,
    "claude-code-commercial": 14,
    "cursor-privacy-mode": 12,
    "openai-api": 8,
    "gemini-code-assist-enterprise": 6,
    "jetbrains-ai-organization": 6,
    "github-copilot-individual": 5,
    "coderabbit": 5,
    "snyk-code": 5,
    "anthropic-api": 4,
    "azure-openai": 4,
    "amazon-q-pro": 3,
    "claude-code-consumer": 3,
    "gitlab-duo": 3,
    "ollama-local": 2,
    "amazon-bedrock": 2,
}
WORK = (
    "Customer portal",
    "Data warehouse",
    "Mobile app",
    "Payments back office",
    "Platform operations",
    "Intranet",
    "Claims handling",
    "Reporting",
)
COUNTRIES = ("DE", "FR", "PL", "NL", "ES", "IE", "SE", "CZ", "PT", "RO", "IN", "US")
LABELS = ("cloud", "payments", "data", "mobile", "operations", "core", "nearshore")
SERVICES = "Development and operation of software"
READ = ("GOV-01", "GOV-04", "GOV-06", "INV-01", "CON-01", "CON-02", "INC-01", "INC-02")
SHOWN = ("GOV-03", "MON-01", "CON-01")  # questions with a document behind the answer
# What the last cycle of a vendor comes to, in turn.
ENDS = (
    "decided",
    "scored",
    "decided",
    "sent",
    "decided",
    "in review",
    "decided",
    "half answered",
    "asked about",
    "rejected",
    "decided",
    "archived",
)
_DAY = re.compile(r"\d{4}-\d{2}-\d{2}")


@dataclass(frozen=True, slots=True)
class BuyerTeam:
    """Who works on the side of the buyer."""

    analyst: User
    approver: User


@contextmanager
def at_noon(days: int) -> Iterator[None]:
    """For this process it is noon, so many days ago."""
    real = timezone.now
    noon = real().replace(hour=12, minute=0, second=0, microsecond=0)
    shift = noon - datetime.timedelta(days=days) - real()
    timezone.now = lambda: real() + shift
    try:
        yield
    finally:
        timezone.now = real


def live(  # who, what, and by which dice
    organisation: Organisation,
    people: BuyerTeam,
    version: QuestionnaireVersion,
    *,
    names: tuple[str, str],
    number: int,
    cycles: int,
    dice: Random,
) -> None:
    """The life of one vendor: registered, then assessed so many times. ``names`` are that of
    the vendor and the domain of its mail."""
    vendor, domain = names
    end = ENDS[number % len(ENDS)]
    waits = end in ("sent", "half answered")
    last = 12 if waits else dice.randrange(3, YEAR - 20)
    with at_noon(last + YEAR * max(cycles - 1, 0)):
        engagement = _registered(organisation, people, vendor, domain, number, dice)
    mix = _Mix(dice, better=0)
    for later in reversed(range(cycles)):
        with at_noon(last + YEAR * later):
            _assess(engagement, people, version, mix, "decided" if later else end)
            if end == "archived" and not later:
                archive_vendor(engagement.vendor, by=people.analyst)
        mix = mix.improved()


class _Mix:
    """From which example each section is answered."""

    def __init__(self, dice: Random, better: int) -> None:
        self.dice, self.better = dice, better
        self.seed = dice.random()
        self.tools = [_tool(dice) for _number in range(dice.choice((1, 2, 2, 3, 3, 4)))]

    def improved(self) -> _Mix:
        later = _Mix(self.dice, self.better + 1)
        later.seed = self.seed
        known = {plan.id for plan in self.tools}
        later.tools = self.tools + [t for t in later.tools[:1] if t.id not in known]
        return later

    def example(self, section: str) -> AnswersFile:
        place = Random(f"{self.seed} {section}").randrange(len(ANSWERS))  # noqa: S311  # no secret
        return _example(ANSWERS[max(0, place - self.better)])

    def answers(self, document: Document, day: datetime.date) -> dict[str, Value]:
        """The answers outside of the register of tools, as on a day."""
        found: dict[str, Value] = {}
        for question in document.questions.values():
            given = self.example(question.section)
            value = given.filled.answers.get(question.id)
            if value is not None:
                found[question.id] = _moved(value, (day - given.as_of).days)
        return found

    def rows(self, day: datetime.date) -> Iterator[Row]:
        """The register of tools."""
        taken: set[str] = set()
        for place, plan in enumerate(self.tools):
            if plan.name in taken:
                continue
            taken.add(plan.name)
            given = self.example(f"tool {place}")
            row = given.filled.entries[place % len(given.filled.entries)]
            answers = {
                question: _moved(value, (day - given.as_of).days)
                for question, value in row.answers.items()
            }
            yield replace(
                row,
                id=str(place),
                catalogue=plan.id,
                title=plan.name,
                answers=answers | {"T-01": plan.name, "T-02": plan.company},
            )


@lru_cache
def _example(name: str) -> AnswersFile:
    return answers_in(EXAMPLES / f"{name}.yaml")


def _tool(dice: Random) -> ToolPlan:
    plans = [plan for plan in core_catalogue().plans.values() if plan.company]
    return dice.choices(plans, [COMMON.get(plan.id, 1) for plan in plans])[0]


def _moved(value: Value, days: int) -> Value:
    """An answer with its day moved, and what stands beside it as it is."""
    if isinstance(value, str) and _DAY.fullmatch(value):
        moved = datetime.date.fromisoformat(value) + datetime.timedelta(days=days)
        return moved.isoformat()
    return value


def _registered(  # see live
    organisation: Organisation,
    people: BuyerTeam,
    vendor: str,
    domain: str,
    number: int,
    dice: Random,
) -> Engagement:
    by = people.analyst
    registered = register_vendor(
        organisation=organisation,
        name=vendor,
        country=dice.choice(COUNTRIES),
        owner=dice.choice((by, None)),
        services=SERVICES,
        labels=dice.sample(LABELS, dice.choice((0, 1, 2))),
        by=by,
    )
    for name, role in (("Sam Ferrier", "CTO"), ("Noor Haddad", "Security"))[
        : 1 + number % 2
    ]:
        email = f"{name.split()[0].lower()}@{domain}"
        add_contact(registered, name=name, email=email, role=role, by=by)
    profile = _profile(dice)
    inherent, tier = inherent_of(_example(ANSWERS[0]).document, profile)
    return register_engagement(
        vendor=registered,
        name=WORK[number % len(WORK)],
        profile=profile,
        inherent=inherent,
        tier=tier,
        by=by,
    )


def _profile(dice: Random) -> dict[str, Any]:
    """What the buyer says of the work: that of an example, some of it as another has it."""
    profile = dict(_example(dice.choice(ANSWERS)).filled.profile)
    other = _example(dice.choice(ANSWERS)).filled.profile
    for question in dice.sample(sorted(other), len(other) // 2):
        profile[question] = other[question]
    return profile


def _assess(
    engagement: Engagement,
    people: BuyerTeam,
    version: QuestionnaireVersion,
    mix: _Mix,
    end: str,
) -> None:
    engagement = Engagement.objects.select_related("vendor", "organisation").get(
        pk=engagement.pk
    )
    today = timezone.localdate()
    assessment = start_assessment(
        engagement=engagement,
        version=version,
        due_on=today + datetime.timedelta(days=mix.dice.choice((7, 14, 21))),
        email=Contact.objects.filter(vendor=engagement.vendor)[0].email,
        by=people.analyst,
    )
    if end == "sent":
        return
    lead = enter(assessment.response.invitations.get(), name="Sam Ferrier")
    _answer(assessment.response, lead, mix, today, is_half=end == "half answered")
    if end == "half answered":
        return
    submit_response(assessment.response, name="Sam Ferrier", role="CTO")
    score_assessment(assessment)
    assessment = Assessment.objects.select_related("response").get(pk=assessment.pk)
    if end == "scored":
        return
    _review(assessment, people, lead, end)
    if end in ("decided", "rejected", "archived"):
        _decide(assessment, people, is_rejected=end == "rejected")


def _answer(
    response: Response,
    lead: Respondent,
    mix: _Mix,
    day: datetime.date,
    *,
    is_half: bool,
) -> None:
    document = _example(ANSWERS[0]).document
    wanted = mix.answers(document, day)
    rows = list(mix.rows(day))
    if is_half:
        wanted = dict(list(wanted.items())[: len(wanted) // 2])
        rows = rows[:1]
    if response.follows_id:
        _renew(response, lead, wanted, rows)
    else:
        fill(response, Filled(answers=wanted, entries=tuple(rows)), lead)
    address = lead.invitation.email
    for question in SHOWN:
        if question in wanted:
            add_link(
                response,
                question,
                f"https://{domain_of(address)}/{question}",
                EvidenceClaim(title="Our policy", level="documented"),
                respondent=lead,
            )


def _renew(
    response: Response,
    lead: Respondent,
    wanted: Mapping[str, Value],
    rows: list[Row],
) -> None:
    """Stand by what was taken over, and change what became different."""
    entries = {
        entry.catalogue: entry for entry in Entry.objects.filter(response=response)
    }
    given = [GivenAnswer(question, None, value) for question, value in wanted.items()]
    guide = guide_of(response.version)
    plans = core_catalogue().plans
    for row in rows:
        if row.catalogue not in entries:
            entries[row.catalogue] = choose_listed(
                response, guide.section, plans[row.catalogue], respondent=lead
            )
        entry = entries[row.catalogue]
        given += [
            GivenAnswer(q, entry, v) for q, v in row.answers.items() if q != "T-01"
        ]
    save_answers(response, _asked(response, given), respondent=lead)
    questions = list(_example(ANSWERS[0]).document.questions)
    for place in (None, *entries.values()):
        confirm_answers(response, questions, entry=place, respondent=lead)


def _asked(response: Response, given: list[GivenAnswer]) -> list[GivenAnswer]:
    """Those answers that are asked for where all of them stand."""
    document = document_of(response.version)
    filled = filled_of(response)
    for one in given:
        place = str(one.entry.pk) if one.entry else ""
        question = document.questions[one.question]
        filled = with_answer(document, filled, question, place, one.raw)  # type: ignore[arg-type]  # canonical
    answer_set = AnswerSet(document, filled, timezone.localdate())
    return [
        one
        for one in given
        if answer_set.shown(one.question, str(one.entry.pk) if one.entry else "")
    ]


def _review(
    assessment: Assessment, people: BuyerTeam, lead: Respondent, end: str
) -> None:
    """What an analyst does after the score."""
    by = people.analyst
    today = timezone.localdate()
    accept_all(assessment, [(question, "") for question in READ], by=by)
    ids = list(assessment.findings.unsettled().values_list("pk", flat=True)[:4])
    due = today + datetime.timedelta(days=30)
    release_findings(assessment, ids, due_on=due, by=by)
    findings = list(assessment.findings.filter(pk__in=ids, for_buyer=False))
    if findings:
        text = "We take this up in the next release."
        propose(
            findings[0], text=text, url="", due_on=due, is_done=False, respondent=lead
        )
    if len(findings) > 1:
        verify_finding(findings[1], reason="Seen in the settings.", by=by)
    if len(findings) > 2:
        until = today + datetime.timedelta(days=200)
        accept_finding(
            findings[2],
            reason="It touches test data only.",
            until=until,
            by=people.approver,
        )
    if end == "in review":
        give_verdict(
            assessment,
            ("GOV-02", ""),
            kind=VerdictKind.ACCEPTED,
            reason="Read with the vendor.",
            is_verified=True,
            by=by,
        )
    if end == "asked about":
        text = "Which of these rights are gone since the last look?"
        clarifying.draft(assessment, "ACC-05", "", text=text, by=by)
        clarifying.send(assessment, due_on=today + datetime.timedelta(days=7), by=by)


def _decide(assessment: Assessment, people: BuyerTeam, *, is_rejected: bool) -> None:
    score = assessment.scores.get()
    outcome = Outcome.REJECTED if is_rejected else Outcome.CONDITIONAL
    recommend(
        assessment,
        score_id=score.pk,
        outcome=outcome,
        reason="The figures speak for it.",
        by=people.analyst,
    )
    memo = memo_of(assessment, score)
    verdict = DecisionInput(
        score_id=score.pk,
        outcome=outcome,
        reason="Read with the analyst.",
        vendor_text="Thank you for your answers.",
    )
    if not is_rejected:
        verdict = replace(
            verdict,
            valid_until=memo.last_day,
            conditions=("Name an owner for every AI tool.",),
            conditions_due_on=timezone.localdate() + datetime.timedelta(days=30),
            conditions_owner=people.analyst,
            terms=[Term(rule.by) for rule in memo.critical_rules],
            exception_reason="The work is needed; the rest is read by then.",
        )
    decision = decide(assessment, verdict, by=people.approver)
    release_decision(decision, by=people.approver)
