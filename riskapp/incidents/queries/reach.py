"""Which work is affected by an incident, how far it reaches there, and how we know.

Three lists, and every piece of kept work stands in exactly one of them: what is affected; about
what nothing is known; and whose attested answers name other tools.
"""

from __future__ import annotations

import datetime
from collections import defaultdict
from collections.abc import Collection, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from uuid import UUID

from django.db.models import Exists, OuterRef, Q, QuerySet, Subquery
from django.utils.translation import gettext as _

from questionnaires.choices import ResponseState
from questionnaires.document.meaning import codes_of
from questionnaires.models import Answer
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.models import Assessment
from riskapp.incidents.choices import HowKnown, SilentBecause, SubjectKind
from riskapp.incidents.models import Incident, ShownName
from riskapp.incidents.queries.naming import names_it, words_in
from riskapp.inventory.models import Tool
from riskapp.tools.catalogue import catalogue_in_force
from riskapp.tools.register import core_register
from riskapp.vendors.choices import Tier
from riskapp.vendors.models import Engagement

# Work whose tier is not known stands with the highest: not known is never harmless.
TIER_RANK: Mapping[str, int] = {
    tier: at for at, tier in enumerate(reversed(Tier.values), 1)
}
MOST_SHOWN = 12  # names and files beside one row


@dataclass(slots=True)
class ToolReach:
    """How far what is affected reaches in one piece of work."""

    how: HowKnown
    production: bool = False
    personal_data: bool = False
    secrets: bool = False
    code: bool = False
    is_known: bool = False  # rights are told only of tools that are listed

    @property
    def weight(self) -> int:
        """The more, the farther it reaches; where nothing is told, just above nothing."""
        reach = (
            8 * self.production
            + 4 * self.personal_data
            + 4 * self.secrets
            + 2 * self.code
        )
        return 2 * reach + (not self.is_known)


@dataclass(frozen=True, slots=True)
class AffectedWork:
    """One affected piece of work in the order of the list."""

    engagement: UUID
    vendor: UUID
    tier: str
    reach: ToolReach

    @property
    def rank(self) -> tuple[int, int, int]:
        """What stands first has the greatest rank: tier, then reach, then how we know."""
        return (
            TIER_RANK.get(self.tier, len(TIER_RANK)),
            self.reach.weight,
            self.reach.how,
        )


@dataclass(slots=True)
class AffectedDetail:
    """What is shown of one affected piece of work."""

    engagement: Engagement
    reach: ToolReach
    tools: list[str] = field(default_factory=list)
    leaning: list[str] = field(default_factory=list)
    files: list[str] = field(default_factory=list)
    attested_at: datetime.datetime | None = None

    @property
    def reasons(self) -> list[tuple[str, list[str]]]:
        """How we know, with what is behind it; the strongest first."""
        found = [
            (HowKnown.SHOWN.label, self.files),
            (HowKnown.DECLARED.label, self.tools),
            (HowKnown.CATALOGUE.label, self.leaning),
        ]
        return [(str(how), names[:MOST_SHOWN]) for how, names in found if names]

    @property
    def reaches(self) -> list[str]:
        """What it reaches, in words."""
        if not self.reach.is_known:
            return [_("not known")]
        named = (
            (self.reach.production, _("production")),
            (self.reach.personal_data, _("personal data")),
            (self.reach.secrets, _("secrets")),
            (self.reach.code, _("code")),
        )
        return [words for holds, words in named if holds]


def affected(incident: Incident) -> list[AffectedWork]:
    """Every affected piece of work, what matters most first; three statements."""
    reaches = _by_tools(incident)
    for engagement in _by_files(incident):
        known = reaches.setdefault(engagement, ToolReach(HowKnown.SHOWN))
        known.how = HowKnown.SHOWN
    work = [
        AffectedWork(pk, vendor, tier, reaches[pk])
        for pk, vendor, tier in _kept(incident)
        .filter(pk__in=reaches)
        .order_by("vendor__name_sorted", "name_sorted", "pk")
        .values_list("pk", "vendor_id", "tier")
    ]
    return sorted(work, key=lambda one: one.rank, reverse=True)


def silent(incident: Incident, known: Collection[UUID]) -> QuerySet[Engagement]:
    """The work about which nothing is known, beside what is affected (``known``)."""
    tools, says_none = _told()
    return (
        _kept(incident).exclude(pk__in=known).filter(~Exists(tools), ~Exists(says_none))
    )


def named_others(incident: Incident, known: Collection[UUID]) -> QuerySet[Engagement]:
    """The work whose attested answers name other tools, or none, each with ``attested_at``."""
    tools, says_none = _told()
    return (
        _kept(incident)
        .exclude(pk__in=known)
        .filter(Exists(tools) | Exists(says_none))
        .annotate(attested_at=_attested_at())
    )


def with_reasons(work: Iterable[Engagement]) -> list[tuple[Engagement, SilentBecause]]:
    """Why nothing is known about each; one statement."""
    rows = list(work)
    states: dict[UUID, set[str]] = defaultdict(set)
    found = Assessment.objects.filter(engagement__in=[one.pk for one in rows])
    for engagement, state, submitted in found.exclude(
        state=AssessmentState.WITHDRAWN
    ).values_list("engagement_id", "state", "response__state"):
        is_in = state == AssessmentState.SCORED or submitted == ResponseState.SUBMITTED
        states[engagement].add("in" if is_in else "out")
    return [(one, _because(states[one.pk])) for one in rows]


def details(incident: Incident, work: Sequence[AffectedWork]) -> list[AffectedDetail]:
    """What is shown of some affected work, in its order; three statements."""
    ids = [one.engagement for one in work]
    engagements = (
        Engagement.objects.filter(pk__in=ids)
        .select_related("vendor")
        .defer("profile", "vendor__services")
        .annotate(attested_at=_attested_at())
        .in_bulk()
    )
    found = {
        one.engagement: AffectedDetail(
            engagements[one.engagement],
            one.reach,
            attested_at=engagements[one.engagement].attested_at,  # type: ignore[attr-defined]  # annotated
        )
        for one in work
    }
    matched = Matcher(incident)
    tools = _tools(incident).filter(engagement__in=ids).order_by("position")
    for engagement, credential, *names in tools.values_list(
        "engagement_id", "credential", *Matcher.NAMES
    ):
        how = matched.how(*names, credential=credential)
        if how is not None:
            detail = found[engagement]
            listed = detail.tools if how == HowKnown.DECLARED else detail.leaning
            listed.append(names[0])
    for engagement, name, file_name in (
        _shown_rows(incident)
        .filter(engagement__in=ids)
        .values_list("engagement_id", "name", "file_name")
    ):
        if matched.is_shown(name):
            found[engagement].files.append(f"{name} ({file_name})")
    return list(found.values())


class Matcher:
    """Whether a tool of the register is meant, and how we know."""

    NAMES = ("name", "product", "provider", "catalogue")

    def __init__(self, incident: Incident) -> None:
        self.incident = incident
        self.is_credential = incident.kind == SubjectKind.CREDENTIAL
        self.by_provider = incident.kind == SubjectKind.PROVIDER
        self.wanted = [words_in(name) for name in incident.names]
        self.known = catalogue_in_force().plans
        self.plans = frozenset(incident.plans)
        self.leaning = [
            words_in(self.known[plan].name)
            for plan in incident.plans
            if plan in self.known
        ]

    def how(
        self, name: str, product: str, provider: str, plan: str, *, credential: str
    ) -> HowKnown | None:
        """How we know that a tool is meant; None where it is not.

        One that was chosen from the catalogue builds on what its own plan builds on; of others
        only the product is known.
        """
        if self.is_credential:
            is_it = credential == self.incident.subject
            return HowKnown.DECLARED if is_it else None
        texts = (name, product, provider) if self.by_provider else (name, product)
        if any(names_it(text, self.wanted) for text in texts):
            return HowKnown.DECLARED
        if plan in self.known:
            return HowKnown.CATALOGUE if plan in self.plans else None
        if names_it(name, self.leaning) or names_it(product, self.leaning):
            return HowKnown.CATALOGUE
        return None

    def is_shown(self, name: str) -> bool:
        """Whether a name that a file shows is meant."""
        if self.is_credential:
            return name == self.incident.subject
        return names_it(name, self.wanted)


def _kept(incident: Incident) -> QuerySet[Engagement]:
    found: QuerySet[Engagement] = Engagement.objects.kept().filter(
        organisation=incident.organisation_id
    )
    return found


def _tools(incident: Incident) -> QuerySet[Tool]:
    return Tool.objects.filter(organisation=incident.organisation_id, put_away=False)


def _by_tools(incident: Incident) -> dict[UUID, ToolReach]:
    """By engagement, what the tools that are meant reach together.

    The names of all of them are read once each; then the tools that bear one that is meant.
    """
    matched, tools = Matcher(incident), _tools(incident).order_by()
    if matched.is_credential:
        tools = tools.filter(credential=incident.subject)
    else:
        meant = [
            row[0]
            for row in tools.values_list(*Matcher.NAMES).distinct()
            if matched.how(*row, credential="") is not None
        ]
        tools = tools.filter(name__in=set(meant))
    register = core_register()
    groups = {group.id: frozenset(group.rights) for group in register.reach}
    code, production = frozenset(register.code_rights), frozenset(register.production)
    found: dict[UUID, ToolReach] = {}
    for engagement, credential, rights, environments, *names in tools.values_list(
        "engagement_id", "credential", "rights", "values__environments", *Matcher.NAMES
    ):
        how = matched.how(*names, credential=credential)
        if how is None:
            continue
        reach = found.setdefault(engagement, ToolReach(how))
        reach.how = max(reach.how, how)
        reach.is_known = True
        held = frozenset(rights)
        reach.production |= bool(
            held & groups["production"]
            or production.intersection(codes_of(environments))
        )
        reach.personal_data |= bool(held & groups["personal_data"])
        reach.secrets |= bool(held & groups["secrets"])
        reach.code |= bool(held & code)
    return found


def _by_files(incident: Incident) -> set[UUID]:
    """The work where a file shows a name that is meant."""
    matched, rows = Matcher(incident), _shown_rows(incident)
    names = [
        name
        for name in rows.order_by().values_list("name", flat=True).distinct()
        if matched.is_shown(name)
    ]
    return set(rows.filter(name__in=names).values_list("engagement_id", flat=True))


def _shown_rows(incident: Incident) -> QuerySet[ShownName]:
    """What files show: those of members, and those of a vendor that has submitted."""
    return ShownName.objects.filter(
        Q(of_member=True) | Q(response__state=ResponseState.SUBMITTED),
        organisation=incident.organisation_id,
        is_credential=incident.kind == SubjectKind.CREDENTIAL,
    )


def _told() -> tuple[QuerySet[Tool], QuerySet[Assessment]]:
    """What was attested about the tools of a piece of work: the tools, or that there is none."""
    none_used = core_register().none_used
    says_none = Answer.objects.filter(
        response=OuterRef("response"),
        entry=None,
        question=none_used.question,
        value__in=list(none_used.codes),
    )
    return (
        Tool.objects.filter(engagement=OuterRef("pk")),
        _submitted().filter(Exists(says_none)),
    )


def _submitted() -> QuerySet[Assessment]:
    return Assessment.objects.filter(
        engagement=OuterRef("pk"), response__state=ResponseState.SUBMITTED
    )


def _attested_at() -> Subquery:
    """When the newest answers about the tools of a piece of work were submitted."""
    newest = _submitted().order_by("-response__submitted_at")
    return Subquery(newest.values("response__submitted_at")[:1])


def _because(states: set[str]) -> SilentBecause:
    if "in" in states:
        return SilentBecause.UNANSWERED
    return SilentBecause.NOT_SUBMITTED if states else SilentBecause.NEVER_ASKED
