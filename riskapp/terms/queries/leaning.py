"""What newer catalogues changed, and which work of one organisation leans on it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, Min, OuterRef, QuerySet
from django.utils.translation import gettext as _

from riskapp.accounts.models import Organisation, User
from riskapp.inventory.models import Tool
from riskapp.inventory.queries import listed
from riskapp.terms.choices import PlanChangeKind
from riskapp.terms.models import PublishedChange, TermsStep
from riskapp.terms.queries.words import host_of, labels, text_in_words, value_in_words
from riskapp.tools.catalogue import catalogue_in_force, core_catalogue
from riskapp.tools.mapping import guide_in_force
from riskapp.tools.register import core_register
from riskapp.tools.told import Meaning
from riskapp.vendors.models import Engagement, EngagementQuerySet, Vendor

Place = tuple[int, str]  # a file and a plan


@dataclass(frozen=True, slots=True)
class ToldChange:
    """One change in words; without a label the plan itself came or went."""

    row: PublishedChange
    label: str
    before: str
    after: str

    @property
    def host(self) -> str:
        return host_of(self.row.source)

    @property
    def in_one_line(self) -> str:
        """As a question tells it."""
        if not self.label:
            return str(PlanChangeKind(self.row.kind).label)
        return f"{self.label}: {self.before} → {self.after}"


@dataclass(frozen=True, slots=True)
class ChangedPlan:
    """What one file changed of one plan, and how much work leans on it and is still open."""

    file: int
    version: int
    plan: str
    changes: Sequence[ToldChange]
    leaning: int = 0
    settled: int = 0
    is_shipped: bool = False

    @property
    def name(self) -> str:
        return self.changes[0].row.name

    @property
    def plan_name(self) -> str:
        return text_in_words(self.changes[0].row.plan_name)

    @property
    def open(self) -> int:
        """How much of the work nothing was done for yet."""
        return max(self.leaning - self.settled, 0)


@dataclass(frozen=True, slots=True)
class LeaningWork:
    """A piece of work with tools of a plan: which answers stand as they were published before,
    and what was done."""

    engagement: Engagement
    tools: Sequence[Tool]
    answered_so: Sequence[str]
    step: TermsStep | None = None

    @property
    def vendor(self) -> Vendor:
        return self.engagement.vendor

    @property
    def assessment(self) -> UUID | None:
        """The assessment that lists the tools."""
        found: UUID | None = self.tools[0].assessment  # type: ignore[attr-defined]  # annotated
        return found


def places() -> QuerySet[PublishedChange, Any]:
    """Every file and plan with a change, the newest file first."""
    return (
        PublishedChange.objects.values(
            "file", "file__version", "file__is_shipped", "plan"
        )
        .annotate(first=Min("position"))
        .order_by("-file__version", "first")
    )


def changed_plans(
    rows: Iterable[Mapping[str, Any]], organisation: Organisation
) -> list[ChangedPlan]:
    """These places with what changed and how much work leans on each; three queries."""
    wanted = list(rows)
    plans = {row["plan"] for row in wanted}
    files = {row["file"] for row in wanted}
    found: dict[Place, list[ToldChange]] = defaultdict(list)
    told = labels()
    for change in PublishedChange.objects.filter(file__in=files, plan__in=plans):
        found[change.file_id, change.plan].append(_told(change, told))
    leaning: dict[str, set[UUID]] = defaultdict(set)
    tools = Tool.objects.filter(
        organisation=organisation, put_away=False, catalogue__in=plans
    )
    pairs = tools.order_by().values_list("catalogue", "engagement").distinct()
    for plan, engagement in pairs:
        leaning[plan].add(engagement)
    settled = {
        (row["file"], row["plan"]): row["number"]
        for row in TermsStep.objects.filter(
            organisation=organisation, file__in=files, plan__in=plans
        )
        .values("file", "plan")
        .annotate(number=Count("pk"))
    }
    return [
        ChangedPlan(
            row["file"],
            row["file__version"],
            row["plan"],
            found[row["file"], row["plan"]],
            len(leaning[row["plan"]]),
            settled.get((row["file"], row["plan"]), 0),
            row["file__is_shipped"],
        )
        for row in wanted
    ]


def changes_of(version: int, plan: str) -> list[ToldChange]:
    """What one file changed of one plan; one query."""
    rows = PublishedChange.objects.filter(file__version=version, plan=plan)
    told = labels()
    return [
        _told(row, told) for row in rows.select_related("file").defer("file__content")
    ]


def leaning(
    user: User,
    organisation: Organisation,
    changed: PublishedChange,
    *,
    is_open: bool = False,
) -> EngagementQuerySet:
    """The work with tools of the plan that changed, what nothing was done for yet first, or
    that alone where ``is_open``."""
    tools = listed(user).filter(organisation=organisation, catalogue=changed.plan)
    steps = TermsStep.objects.filter(
        engagement=OuterRef("pk"), file=changed.file_id, plan=changed.plan
    )
    work: EngagementQuerySet = Engagement.objects.filter(
        organisation=organisation, pk__in=tools.order_by().values("engagement")
    )
    if is_open:
        work = work.exclude(Exists(steps))
    work = work.select_related("vendor").defer("profile")
    return work.order_by(Exists(steps), "vendor__name_sorted", "name_sorted", "pk")


def leaning_work(
    user: User,
    organisation: Organisation,
    changes: Sequence[ToldChange],
    engagements: Iterable[Engagement],
) -> list[LeaningWork]:
    """This work with its tools of the plan that changed, in its order; three queries."""
    first = changes[0].row
    order = {engagement.pk: engagement for engagement in engagements}
    tools: dict[UUID, list[Tool]] = defaultdict(list)
    of_plan = listed(user).filter(
        organisation=organisation, catalogue=first.plan, engagement__in=order
    )
    for tool in of_plan:
        tools[tool.engagement_id].append(tool)
    steps = {
        step.engagement_id: step
        for step in TermsStep.objects.filter(
            organisation=organisation,
            file=first.file_id,
            plan=first.plan,
            engagement__in=order,
        ).select_related("by")
    }
    published = _published_before(changes)
    return [
        LeaningWork(engagement, own, _answered_so(own, published), steps.get(key))
        for key, engagement in order.items()
        if (own := tools[key])
    ]


def question_about(changes: Iterable[ToldChange]) -> str:
    """The question of the register that the changes speak of, else that about the plan."""
    columns = core_register().columns
    links = guide_in_force().links
    for change in changes:
        for link in links:
            if link.fact == change.row.fact and link.question in columns.values():
                return link.question
    return columns["plan"]


def text_about(changes: Sequence[ToldChange]) -> str:
    """One question to a vendor about everything that changed of a plan."""
    first = changes[0].row
    lines = "; ".join(change.in_one_line for change in changes)
    named = " ".join(filter(None, (first.name, text_in_words(first.plan_name))))
    return _(
        "What is published about %(tool)s has changed: %(changes)s. Does this change anything for this work, and which agreement counts?"
    ) % {"tool": named, "changes": lines[:1500]}


def _told(change: PublishedChange, told: Mapping[str, str]) -> ToldChange:
    return ToldChange(
        change,
        told.get(change.fact, change.fact),
        value_in_words(change.before),
        value_in_words(change.after),
    )


def _published_before(changes: Iterable[ToldChange]) -> list[tuple[str, str, Meaning]]:
    """What the older values meant as answers: the column, what people call the fact, and the
    meaning."""
    columns = {question: name for name, question in core_register().columns.items()}
    links = guide_in_force().links
    found = []
    for change in changes:
        row = change.row
        known = catalogue_in_force().plans.get(row.plan)
        plan = known or core_catalogue().plans.get(row.plan)
        value = tuple(row.before) if isinstance(row.before, list) else row.before
        for link in links:
            if plan is None or value is None or link.fact != row.fact:
                continue
            meaning = link.meaning(plan, value)
            if meaning and meaning.use is not None and link.question in columns:
                found.append((columns[link.question], change.label, meaning))
    return found


def _answered_so(
    tools: Iterable[Tool], published: Iterable[tuple[str, str, Meaning]]
) -> list[str]:
    return list(
        dict.fromkeys(
            label
            for column, label, meaning in published
            for tool in tools
            if tool.values.get(column) == meaning.use
        )
    )
