"""The desk: what waits, and doing one thing with many rows of any list."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse, QueryDict
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_POST

from questionnaires.forms import search_from
from riskapp.accounts.access import organisation_for, signed_in
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import Organisation, User
from riskapp.accounts.queries import able_in
from riskapp.common.lists import narrowing
from riskapp.desk.access import MOST, needed_for, rows_for
from riskapp.desk.actions.many import (
    ManyResult,
    ManyWanted,
    SelectedRow,
    do_with_many,
)
from riskapp.desk.choices import ManyDo, WaitingKind, Whose
from riskapp.desk.errors import DeskError, NothingSelected, TooManySelected
from riskapp.desk.forms import ManyForm, WaitingFilter
from riskapp.desk.queries import searching
from riskapp.desk.queries.waiting import waiting as waiting_on
from riskapp.desk.queries.waiting import waiting_page
from riskapp.lists.choices import ListName
from riskapp.lists.queries import bulk_bar, saved_views
from riskapp.reports.actions import request_selection
from riskapp.reports.choices import ReportState
from riskapp.reports.errors import ReportError
from riskapp.reports.views.making import queue

SEND = "send"  # an assessment to engagements, which says more before it does
ASK = "ask"  # the vendors about tools, as well
COLLECT = "collect"  # the files of reports, as one
SHOWN = 20  # names of what is about to be archived


@require_GET
def waiting(request: HttpRequest) -> HttpResponse:
    """What waits for the person, for the team or for nobody, the worst and oldest first."""
    user = signed_in(request)
    organisation_for(user, Capability.ASSESS)
    bar = bulk_bar(request)
    people = {person.pk: person for person in bar["people"]} if bar else {}
    whose = _choice(Whose, request.GET.get("whose", ""), Whose.MINE)
    kind = _choice(WaitingKind, request.GET.get("kind", ""), "")
    today = timezone.localdate()
    narrowed = WaitingFilter(
        request.GET, queryset=waiting_on(user, today), user=user, people=people.values()
    )
    page, counts = waiting_page(
        user,
        narrowed.qs,
        whose=whose,
        kind=kind,
        members=people,
        number=request.GET.get("page"),
    )
    query = narrowing(request.GET)
    is_narrowed = bool(kind or narrowed.narrowed_by)
    context: dict[str, Any] = {
        "page": page,
        "rows": [(row, people.get(row.person or 0)) for row in page.object_list],
        "filter": narrowed,
        "query": query,
        "narrowed": narrowed.narrowed_by,
        "also": f"&{narrowed.narrowed_by}" if narrowed.narrowed_by else "",
        "saved": saved_views(user, ListName.WORK, query if is_narrowed else ""),
        "whose": whose,
        "kind": kind,
        "tabs": [(one, counts.whose[one.value]) for one in Whose],
        "kinds": [
            (one, counts.kinds[one.value])
            for one in WaitingKind
            if counts.kinds.get(one.value) or one == kind
        ],
        "total": sum(counts.kinds.values()),
        "bar": bar,
        "today": today,
    }
    return render(request, "desk/waiting.html", context)


@require_GET
def search(request: HttpRequest) -> HttpResponse:
    """What a person may see and some words occur in, kind by kind."""
    text = search_from(request.GET.get("q", ""))
    groups = searching.search(signed_in(request), text)
    context = {"text": text, "groups": groups, "is_short": searching.is_short(text)}
    return render(request, "desk/search.html", context)


@require_POST
def many(request: HttpRequest) -> HttpResponse:
    """Do one thing with the rows that were selected, and say what was done and what not."""
    user, do = signed_in(request), request.POST.get("do", "")
    back = _back(request)
    values = [
        *request.POST.getlist("row"),
        *(f"theme:{theme}" for theme in request.POST.getlist("theme")),
    ]
    kinds = {value.partition(":")[0] for value in values} or {""}
    rights = {needed_for(do, kind) for kind in kinds}
    [organisation] = {organisation_for(user, can) for can in rights}
    if do == ASK:
        return _to_a_question(request, values, back)
    try:
        rows = _selected(user, values, request.POST.get("query", ""), do)
        if do == COLLECT:
            return _collected(request, organisation, rows)
        if do == SEND:
            return _to_a_campaign(rows)
    except (DeskError, ReportError) as error:
        messages.error(request, str(error))
        return redirect(back)
    form = ManyForm(
        request.POST, people=able_in(organisation.pk, Capability.VIEW_ANSWERS)
    )
    if not form.is_valid():
        for found in form.errors.get_json_data().values():
            messages.error(request, " ".join(error["message"] for error in found))
        return redirect(back)
    got = form.cleaned_data
    wanted = ManyWanted(
        ManyDo(got["do"]), got["person"], got["due_on"], got["reason"], got["label"]
    )
    # A finding is never archived, and a person or a tool only with what it is part of.
    goes = any(row.may_be_archived for row in rows)
    if goes and wanted.do is ManyDo.ARCHIVE and "sure" not in request.POST:
        context = {
            "rows": rows,
            "names": rows[:SHOWN],
            "values": values,
            "back": back,
            "goes_on": all(row.campaign or row.report for row in rows),
        }
        return render(request, "desk/archive.html", context)
    _say(request, wanted.do, do_with_many(rows, wanted, by=user))
    return redirect(back)


def _selected(
    user: User, values: Sequence[str], query: str, do: str
) -> list[SelectedRow]:
    """What was selected, neither nothing nor too much of it."""
    if not values:
        raise NothingSelected
    if len(values) > MOST:
        raise TooManySelected(MOST)
    rows = rows_for(user, values, query, do)
    if len(rows) > MOST:
        raise TooManySelected(MOST)
    return rows


def _collected(
    request: HttpRequest, organisation: Organisation, rows: Sequence[SelectedRow]
) -> HttpResponse:
    """To where the files of the selected reports are downloaded as one."""
    found = request_selection(
        organisation,
        [row.report for row in rows if row.report is not None],
        by=signed_in(request),
    )
    if found.state == ReportState.QUEUED:
        queue(found)
    return redirect("reports:detail", found.pk)


def _to_a_campaign(rows: Sequence[SelectedRow]) -> HttpResponse:
    """To where what goes to the selected engagements is said before it is sent."""
    query = QueryDict(mutable=True)
    keys = dict.fromkeys(str(row.engagement.pk) for row in rows if row.engagement)
    if not keys:
        raise NothingSelected
    query.setlist("engagement", list(keys))
    return redirect(f"{reverse('assessments:campaign_start')}?{query.urlencode()}")


def _to_a_question(
    request: HttpRequest, values: Sequence[str], back: str
) -> HttpResponse:
    """To where the vendors of the selected tools are asked about them."""
    query = QueryDict(mutable=True)
    query.setlist("tool", _keys(values, "tool"))
    if not query.getlist("tool"):
        messages.error(request, str(NothingSelected()))
        return redirect(back)
    if about := request.POST.get("about"):
        query["about"] = about
    return redirect(f"{reverse('assessments:ask_about_tools')}?{query.urlencode()}")


def _keys(values: Sequence[str], kind: str) -> list[str]:
    """Of rows, named with their kind, those of one kind."""
    parts = (value.partition(":") for value in values)
    return [key for of, _colon, key in parts if of == kind]


def _say(request: HttpRequest, do: ManyDo, result: ManyResult) -> None:
    if result.done:
        done = ngettext(
            "%(what)s: done with %(number)s row.",
            "%(what)s: done with %(number)s rows.",
            result.done,
        )
        messages.success(request, done % {"what": do.label, "number": result.done})
    for because, number, names in result.reasons:
        text = ngettext(
            "Not done with %(number)s row: %(names)s. %(because)s",
            "Not done with %(number)s rows: %(names)s. %(because)s",
            number,
        )
        facts = {"number": number, "names": names, "because": because}
        messages.warning(request, text % facts)


def _choice(choices: Any, given: str, otherwise: Any) -> Any:
    return choices(given) if given in choices.values else otherwise


def _back(request: HttpRequest) -> str:
    """The list that the rows were selected in."""
    wanted = request.POST.get("next", "")
    if url_has_allowed_host_and_scheme(wanted, {request.get_host()}):
        return wanted
    return reverse("desk:waiting")
