"""Many findings at once: what they would gain, and what becomes of them.

Findings are picked one by one or by theme, of one assessment or of many, and always posted:
an address has no room for them.
"""

from __future__ import annotations

import datetime
from collections.abc import Callable, Collection, Mapping, Sequence
from dataclasses import dataclass
from itertools import groupby
from typing import Any
from uuid import UUID

from django import forms as django_forms
from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from riskapp.accounts.access import rights_in, signed_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import User
from riskapp.assessments.errors import AssessmentError
from riskapp.assessments.queries.listing import today
from riskapp.common.lists import narrowing
from riskapp.common.sorting import Natural
from riskapp.findings.access import findings_for
from riskapp.findings.actions import many
from riskapp.findings.errors import NothingPicked, SomeSettled, TooManyPicked
from riskapp.findings.forms.listing import FindingFilter
from riskapp.findings.forms.settling import AcceptForm, AssignForm, ReasonForm, ShowForm
from riskapp.findings.models import Finding
from riskapp.findings.queries.listing import all_findings, mended
from riskapp.review.queries.overlay import reviewed

HTTP_REFUSED = 422
DAYS_TO_MEND = 30


@dataclass(frozen=True, slots=True)
class PickedStep:
    """One thing that can be done with many findings at once."""

    title: Any
    form: type[django_forms.Form]
    action: Callable[..., int]
    right: Capability
    note: Any = ""


STEPS: Mapping[str, PickedStep] = {
    "show": PickedStep(
        _("Show to the vendor"),
        ShowForm,
        many.show_many,
        Capability.ASSESS,
        _("Its leads get one mail. What the vendor was shown before stays as it is."),
    ),
    "assign": PickedStep(
        _("Give an owner or a day"),
        AssignForm,
        many.assign_many,
        Capability.ASSESS,
    ),
    "dismiss": PickedStep(
        _("Dismiss"),
        ReasonForm,
        many.dismiss_many,
        Capability.ASSESS,
        _("For what is no weakness here. The numbers stay as they are."),
    ),
    "accept": PickedStep(
        _("Accept the risk"), AcceptForm, many.accept_many, Capability.DECIDE
    ),
}


@require_POST
def picked(request: HttpRequest) -> HttpResponse:
    """What the picked findings would gain together, and everything that can be done with
    them; with ``do``, it is done to all of them or to none."""
    user = signed_in(request)
    query = narrowing(request.POST.get("query", ""))
    ids = _picked(request.POST, user, query)
    if not ids or len(ids) > many.MOST:
        error = TooManyPicked(len(ids), many.MOST) if ids else NothingPicked()
        messages.error(request, str(error))
        return redirect(_back_of(request.POST.get("assessment", ""), query))
    do = request.POST.get("do", "")
    step = STEPS.get(do)
    rows = findings_for(user, ids, step.right if step else Capability.VIEW)
    steps = _forms(user, rows, bound=do if step else "", data=request.POST)
    if step and steps[do].is_valid():
        try:
            number = step.action(ids, by=user, **steps[do].cleaned_data)
        except SomeSettled as error:
            messages.error(request, str(error))
            return redirect(_back(rows, query))
        except AssessmentError as error:
            steps[do].add_error(None, str(error))
        else:
            messages.success(request, _done(do, number))
            return redirect(_back(rows, query))
    return _page(request, rows, query, steps)


def show_form() -> ShowForm:
    """The form beside a list of findings that shows the picked ones to their vendors."""
    return ShowForm(prefix="show", initial={"due_on": _day_to_mend()})


def _day_to_mend() -> datetime.date:
    """By when a vendor should settle what it is shown, unless somebody says otherwise."""
    return today() + datetime.timedelta(days=DAYS_TO_MEND)


def _page(
    request: HttpRequest,
    rows: Sequence[Finding],
    query: str,
    steps: Mapping[str, django_forms.Form],
) -> HttpResponse:
    left = [row for row in rows if row.is_unsettled]
    if not left:
        messages.error(request, str(NothingPicked()))
        return redirect(_back(rows, query))
    by_assessment = [
        (found, list(own)) for found, own in groupby(left, lambda row: row.assessment)
    ]
    context: dict[str, Any] = {
        "groups": by_assessment,
        "number": len(left),
        "ids": " ".join(str(row.pk) for row in left),
        "query": query,
        "back": _back(rows, query),
        "steps": [(name, STEPS[name], form) for name, form in steps.items()],
        "today": today(),
    }
    if len(by_assessment) == 1:
        assessment = by_assessment[0][0]
        counts = reviewed(assessment.response).counts
        context |= {"is_one": True, "what_if": mended(assessment, left, counts)}
    is_refused = any(form.errors for form in steps.values())
    status = HTTP_REFUSED if is_refused else 200
    return render(request, "findings/picked.html", context, status=status)


def _picked(given: QueryDict, user: User, query: str) -> set[UUID]:
    """The findings that were ticked, themselves or by their theme: of a theme those still to
    do that the list was narrowed to."""
    found = _ids([*given.getlist("pick"), *given.get("picked", "").split()])
    of_themes = Q(pk__in=[])
    for text in given.getlist("theme"):
        of, _colon, theme = text.partition(":")
        for assessment_id in _ids([of]):
            of_themes |= Q(assessment=assessment_id, theme=theme)
    if of_themes:
        rows: QuerySet[Finding] = FindingFilter(
            QueryDict(query), queryset=all_findings(user).unsettled(), user=user
        ).qs
        wanted = rows.filter(of_themes).order_by().values_list("pk", flat=True)
        found |= set(wanted[: many.MOST + 1])
    return found


def _forms(
    user: User, rows: Sequence[Finding], *, bound: str, data: QueryDict
) -> dict[str, django_forms.Form]:
    """The form of each step that a person may take with all of these."""
    organisations = {row.organisation_id for row in rows}
    rights = frozenset.intersection(*(rights_in(user, one) for one in organisations))
    members = User.objects.order_by(Natural("name"), "email")
    for one in organisations:
        members = members.filter(organisations=one)
    found = {}
    for name, step in STEPS.items():
        if step.right in rights:
            more: dict[str, Any] = {"members": members} if name == "assign" else {}
            found[name] = step.form(
                data if name == bound else None,
                prefix=name,
                initial={"due_on": _day_to_mend()} if name == "show" else {},
                **more,
            )
    return found


def _done(do: str, number: int) -> str:
    if do == "show":
        if not number:
            return str(_("The vendor has seen these before."))
        return str(_("Shown to the vendor: %(number)s. Its leads get a mail.")) % {
            "number": number
        }
    return ngettext(
        "%(number)s finding changed.", "%(number)s findings changed.", number
    ) % {"number": number}


def _back(rows: Collection[Finding], query: str) -> str:
    """The list they were picked from: of one assessment, unless the list of all was."""
    assessments = {row.assessment_id for row in rows}
    if len(assessments) == 1 and not query:
        return reverse("assessments:findings", args=list(assessments))
    return _back_of("", query)


def _back_of(assessment: str, query: str) -> str:
    for assessment_id in _ids([assessment]):
        return reverse("assessments:findings", args=[assessment_id])
    page = reverse("assessments:all_findings")
    return f"{page}?{query}" if query else page


def _ids(texts: Collection[str]) -> set[UUID]:
    found = set()
    for text in texts:
        try:
            found.add(UUID(text))
        except ValueError:
            continue
    return found
