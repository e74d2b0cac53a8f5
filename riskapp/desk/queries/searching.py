"""Looking for something by a few words: vendors, work, AI tools, findings, people, reports.

What is found is what the person may see. All kinds are one statement; of each the first few
are shown, those that begin with what was typed before the others, each in natural order.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.db.models import (
    Case,
    CharField,
    F,
    IntegerField,
    Model,
    OuterRef,
    Q,
    QuerySet,
    Subquery,
    TextField,
    UUIDField,
    Value,
    When,
)
from django.db.models.functions import Cast, Coalesce, Concat
from django.urls import reverse

from riskapp.accounts.access import may_here
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.assessments.choices import AssessmentState
from riskapp.assessments.models import Assessment
from riskapp.assessments.queries.wording import in_language, meant_in
from riskapp.common.folding import Folded, folded
from riskapp.common.sorting import Natural, natural
from riskapp.desk.choices import FoundKind
from riskapp.findings.models import Finding
from riskapp.findings.queries.words import first_with_words
from riskapp.inventory.models import Tool
from riskapp.inventory.queries.named import called
from riskapp.reports.choices import ReportState
from riskapp.reports.models import Report, ReportQuerySet
from riskapp.vendors.models import Contact, Engagement, Vendor

LEAST = 2  # letters; of less nearly everything would be found
MOST_WORDS = 8
SHOWN = 8  # of each kind
COLUMNS = (
    "begins", "sort_by", "then_by", "kind_of", "key", "parent", "title", "beside",
)  # fmt: skip
ORDER = ("kind_of", "begins", "sort_by", "then_by", "key")
# Where more of a kind is found, by the same words.
LISTS = {
    FoundKind.VENDOR: "vendors:list",
    FoundKind.WORK: "vendors:engagements",
    FoundKind.TOOL: "inventory:list",
    FoundKind.FINDING: "assessments:all_findings",
    FoundKind.PERSON: "vendors:contacts",
}


@dataclass(frozen=True, slots=True)
class FoundRow:
    """One thing that was found, what stands beside its name, and where it is."""

    title: str
    beside: str
    url: str


@dataclass(frozen=True, slots=True)
class FoundGroup:
    """What was found of one kind; ``more`` is where the rest is, "" where this is all."""

    kind: FoundKind
    rows: list[FoundRow]
    more: str


def search(user: User, text: str) -> list[FoundGroup]:
    """What a person may see and every word of a text occurs in; one statement.

    Of less than ``LEAST`` letters nothing is found.
    """
    if is_short(text):
        return []
    found: dict[str, list[Any]] = {kind.value: [] for kind in FoundKind}
    for columns in statement(user, text):
        row = dict(zip(COLUMNS, columns, strict=True))
        found[row["kind_of"]].append(row)
    return [_group(kind, found[kind.value], text) for kind in FoundKind if found[kind]]


def statement(user: User, text: str) -> QuerySet[Any, Any]:
    """The first few rows of every kind, and one more of each that has more."""
    words = folded(text).split()[:MOST_WORDS]
    reads = [
        _matching(user, rows, words).order_by(*ORDER).values_list(*COLUMNS)[: SHOWN + 1]
        for rows in _reads(user, words)
    ]
    first, *others = reads
    return first.union(*others, all=True).order_by(*ORDER)


def is_short(text: str) -> bool:
    """Whether so little was typed that nothing is looked for."""
    return len("".join(folded(text).split())) < LEAST


def _matching(user: User, rows: QuerySet[Any], words: Sequence[str]) -> QuerySet[Any]:
    """Rows in which every word occurs."""
    for word in () if rows.model is Tool else words:  # found by what tools are called
        rows = rows.filter(Q(words_in__contains=word) | _also(user, rows.model, word))
    begins = When(named__startswith=" ".join(words), then=Value(0))
    found: QuerySet[Any] = rows.annotate(
        begins=Case(begins, default=Value(1), output_field=IntegerField())
    )
    return found


def _also(user: User, model: type[Model], word: str) -> Q:
    """Where else a word may occur: work is found by its vendor, which is looked for once and not
    for each; what is stored in English as its reader sees it."""
    if model is Engagement:
        vendors = Vendor.objects.visible_to(user).filter(name_folded__contains=word)
        return Q(vendor__in=vendors.order_by())
    return meant_in("text", word) if model is Finding else Q()


def _reads(user: User, words: Sequence[str]) -> list[QuerySet[Any]]:
    vendors = Vendor.objects.visible_to(user).order_by()
    work = Engagement.objects.visible_to(user).order_by()
    # Each word is looked for in the few names that tools have.
    tools = Tool.objects.visible_to(user).order_by()
    tools = tools.filter(called(user, words))
    # Of hundreds of thousands of findings only the first are compared.
    findings = Finding.objects.visible_to(user).order_by()
    findings = findings.filter(pk__in=first_with_words(user, words, SHOWN + 1))
    newest = (
        Assessment.objects.filter(engagement=OuterRef("pk"))
        .exclude(state=AssessmentState.WITHDRAWN)
        .order_by("-started_at")
        .values("pk")[:1]
    )
    return [
        _found(
            vendors,
            FoundKind.VENDOR,
            "name",
            beside=F("services"),
            kept="name_folded",
            sorted_by="name_sorted",
        ),
        _found(
            work,
            FoundKind.WORK,
            "name",
            beside=F("vendor__name"),
            parent=Subquery(newest),
            kept="name_folded",
            sorted_by="name_sorted",
        ),
        _found(
            tools,
            FoundKind.TOOL,
            "name",
            beside=F("vendor__name"),
            sorted_by="name_sorted",
            then="vendor__name_sorted",
        ),
        _found(
            findings,
            FoundKind.FINDING,
            "text",
            beside=F("assessment__engagement__vendor__name"),
            parent=F("assessment_id"),
            sorted_by=Natural("text"),
            then="assessment__engagement__vendor__name_sorted",
        ),
        _found(
            Contact.objects.visible_to(user).order_by(),
            FoundKind.PERSON,
            "name",
            beside=Concat(
                "email", Value(", "), "vendor__name", output_field=TextField()
            ),
            parent=F("vendor_id"),
            kept="folded",
            sorted_by="name_sorted",
        ),
        _reports(user),
    ]


def _reports(user: User) -> QuerySet[Any]:
    """Reports by the code on their cover."""
    reports: ReportQuerySet = Report.objects.visible_to(user)  # type: ignore[assignment]  # stays a ReportQuerySet
    if not may_here(user, Capability.VIEW_ANSWERS):
        reports = reports.without_answers()
    ready = reports.filter(state=ReportState.READY).exclude(code=None).order_by()
    return _found(
        ready,
        FoundKind.REPORT,
        "code",
        beside=Coalesce("assessment__engagement__vendor__name", Value("")),
    )


def _found(
    rows: QuerySet[Any],
    kind: FoundKind,
    name: str,
    *,
    beside: Any,
    parent: Any = None,
    kept: str = "",
    sorted_by: Any = "",
    then: str = "",
) -> QuerySet[Any]:
    """The columns of a kind; words are looked for in the name, or in what is ``kept`` folded,
    the name itself first where it is.
    ``sorted_by`` is what a name is sorted by, else it is the folded name; ``then`` what those
    of one name are sorted by."""
    named: Any = (
        F(kept) if kept == "name_folded" else Folded(Cast(F(name), TextField()))
    )
    text: Any = F(kept) if kept else named
    by: Any = sorted_by or named
    found: QuerySet[Any] = rows.annotate(
        words_in=text,
        named=named,
        sort_by=F(by) if isinstance(by, str) else by,
        then_by=Cast(F(then) if then else Value(""), TextField()),
        kind_of=Value(kind.value, output_field=CharField()),
        key=F("pk"),
        parent=Cast(parent if parent is not None else Value(None), UUIDField()),
        title=Cast(F(name), TextField()),
        beside=Cast(beside, TextField()),
    )
    return found


def _group(kind: FoundKind, rows: list[dict[str, Any]], text: str) -> FoundGroup:
    more = ""
    if kind is FoundKind.FINDING:  # as its reader sees it
        for row in rows:
            row["title"] = in_language(row["title"])
        rows[:SHOWN] = sorted(
            rows[:SHOWN], key=lambda row: (row["begins"], natural(row["title"]))
        )
    if len(rows) > SHOWN and kind in LISTS:
        more = f"{reverse(LISTS[kind])}?{urlencode({'q': text})}"
    return FoundGroup(kind, [_row(kind, row) for row in rows[:SHOWN]], more)


def _row(kind: FoundKind, row: dict[str, Any]) -> FoundRow:
    title, beside = row["title"], row["beside"] or ""
    if kind is FoundKind.PERSON and not title:
        title, _comma, beside = beside.partition(", ")
    return FoundRow(title, beside[:120], _url(kind, row["key"], row["parent"], title))


def _url(kind: FoundKind, key: UUID, parent: UUID | None, title: str) -> str:
    if kind is FoundKind.VENDOR:
        return reverse("vendors:detail", args=[key])
    if kind is FoundKind.WORK:
        if parent is None:
            return f"{reverse('vendors:engagements')}?{urlencode({'q': title})}"
        return reverse("assessments:detail", args=[parent])
    if kind is FoundKind.TOOL:
        return f"{reverse('inventory:list')}?{urlencode({'q': title})}"
    if kind is FoundKind.FINDING:
        return reverse("assessments:finding", args=[parent, key])
    if kind is FoundKind.PERSON:
        return reverse("vendors:detail", args=[parent])
    return reverse("reports:detail", args=[key])
