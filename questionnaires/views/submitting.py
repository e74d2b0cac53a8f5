"""The end of the journey: check, attest, submit, done."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.views.decorators.http import require_GET, require_http_methods

from questionnaires.access import Seat, seat_for
from questionnaires.actions.responses import submit_response
from questionnaires.document.answer_set import AnswerSet, State
from questionnaires.document.contradictions import Contradiction, contradictions
from questionnaires.document.extending import extension
from questionnaires.document.model import Section
from questionnaires.document.progress import progress
from questionnaires.document.values import EntryValue, Value
from questionnaires.document.wording import display_text
from questionnaires.errors import QuestionsChanged
from questionnaires.forms import AttestationForm, number_from
from questionnaires.http import respondent_page
from questionnaires.models import Evidence, Remark
from questionnaires.queries import (
    answer_set_of,
    continuation_of,
    evidence_of_response,
    guide_of,
    links_afterwards,
    remarks_of,
    unexplained_by_section,
    values_before,
)
from questionnaires.views.effort import effort_of
from questionnaires.views.parts import question_url

HTTP_REFUSED = 422


@respondent_page
@require_GET
def check(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Everything that was said, in words, with what is still open first."""
    seat = seat_for(request, response_id)
    if not seat.response.is_open:
        return redirect("questionnaires:done", response_id)
    answer_set = answer_set_of(seat.response)
    groups = answers_in_words(seat, answer_set, only_asked=True)
    rows = [row | {"group": g["title"]} for g in groups for row in g["rows"]]
    left = [row for row in rows if row["is_open"] and not row["unconfirmed"]]
    context = {
        "response": seat.response,
        "seat": seat,
        "groups": groups,
        "more": _more_of(seat, answer_set, len(left)),
        "being_checked": sum(
            item.is_being_checked for row in rows for item in row["evidence"]
        ),
        "open": left,
        "weak": [row for row in rows if row["is_weak"]],
        "unexplained": sum(row["is_weak"] and row["remark"] is None for row in rows),
        "unconfirmed": [row for row in rows if row["unconfirmed"]],
        "changed": [row for row in rows if row["before"]],
        "not_applicable": [row for row in rows if row["is_not_applicable"]],
        "contradictions": _once(contradictions(answer_set), rows),
    }
    return render(request, "questionnaires/respond/check.html", context)


@respondent_page
@require_http_methods(["GET", "POST"])
def submit(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Attest and submit; twice is the same as once."""
    seat = seat_for(request, response_id)
    if not seat.response.is_open:
        return redirect("questionnaires:done", response_id)
    seat.require_lead()
    answer_set = answer_set_of(seat.response)
    now = progress(answer_set)
    left = now.applicable - now.answered
    unexplained = unexplained_by_section(answer_set, seat.response).total()
    form = AttestationForm(
        request.POST if request.method == "POST" else None,
        open_questions=left,
        weak_answers=unexplained,
        initial={"name": seat.respondent.name},
    )
    if request.method == "POST" and form.is_valid():
        try:
            submit_response(
                seat.response,
                name=form.cleaned_data["name"],
                role=form.cleaned_data["role"],
                respondent=seat.respondent,
                asked=number_from(request.POST.get("asked", "")),
            )
        except QuestionsChanged as error:
            messages.error(request, str(error))
            return redirect("questionnaires:submit", response_id)
        return redirect("questionnaires:done", response_id)
    context = {
        "response": seat.response,
        "form": form,
        "left": left,
        "more": _more_of(seat, answer_set, left),
        "unexplained": unexplained,
        "progress": now,
    }
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "questionnaires/respond/submit.html", context, status=status)


def _more_of(seat: Seat, answer_set: AnswerSet, left: int) -> dict[str, int]:
    """How many entries were announced and not listed, and how many questions are left with
    theirs, as the list of sections counts them; empty where all are listed."""
    now = progress(answer_set)
    effort = effort_of(
        seat.response, answer_set, now, guide_of(seat.response.version), 0
    )
    if not effort.unlisted:
        return {}
    total = left + effort.applicable - now.applicable
    return {"number": effort.unlisted, "total": total}


@respondent_page
@require_GET
def done(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """What was submitted and what happens next."""
    seat = seat_for(request, response_id)
    if seat.response.is_open:
        return redirect("questionnaires:tasks", response_id)
    answer_set = answer_set_of(seat.response)
    context = {
        "response": seat.response,
        "groups": answers_in_words(seat, answer_set),
        "progress": progress(answer_set),
        "continuation": continuation_of(seat.respondent.invitation_id),
        "links": links_afterwards(seat.response),
    }
    return render(request, "questionnaires/respond/done.html", context)


def answers_in_words(
    seat: Seat, answer_set: AnswerSet, *, only_asked: bool = False
) -> list[dict[str, Any]]:
    """Every shown question with its answer in words, by section and entry; or only those
    whose answers may still be changed."""
    before = values_before(seat.response, everywhere=True)
    margin = _Margin(
        seat.response.pk,
        remarks_of(seat.response),
        evidence_of_response(seat.response.pk),
        before,
        only_asked,
    )
    groups = []
    for section in answer_set.document.sections:
        if not section.repeat:
            url = reverse(
                "questionnaires:section", args=[seat.response.pk, section.code]
            )
            groups.append(_group(answer_set, section, None, url, margin))
            continue
        for entry in answer_set.entries(section.code):
            url = reverse("questionnaires:entry", args=[seat.response.pk, entry.id])
            groups.append(_group(answer_set, section, entry, url, margin))
    return groups


@dataclass(frozen=True, slots=True)
class _Margin:
    """What stands beside the answers of a response, by place."""

    response_id: UUID
    remarks: Mapping[tuple[str, str], Remark]
    evidence: Mapping[tuple[str, str], Sequence[Evidence]]
    before: Mapping[tuple[str, str], Value]
    only_asked: bool


def _group(
    answer_set: AnswerSet,
    section: Section,
    entry: EntryValue | None,
    url: str,
    margin: _Margin,
) -> dict[str, Any]:
    entry_id = entry.id if entry else ""
    title = f"{section.entry_name}: {entry.title}" if entry else section.title
    rows = []
    for question in section.questions:
        state = answer_set.state(question.id, entry_id)
        if state is State.HIDDEN:
            continue
        key = (question.id, entry_id)
        if margin.only_asked and not answer_set.asks(*key):
            continue
        was = margin.before.get(key)
        value = answer_set.value(question.id, entry_id)
        opinion = extension().opinion(answer_set, question.id, entry_id)
        rows.append(
            {
                "id": question.id,
                "entry": entry_id,
                "text": question.text,
                "display_text": display_text(answer_set.document, question, value),
                "why": opinion.why,
                "is_open": state is State.OPEN,
                "is_weak": opinion.is_weak,
                "is_not_applicable": state is State.NOT_APPLICABLE,
                "unconfirmed": answer_set.filled.set_aside.get(key, ""),
                "before": display_text(answer_set.document, question, was)
                if was is not None and was != value
                else "",
                "remark": margin.remarks.get(key),
                "evidence": margin.evidence.get(key, ()),
                "url": question_url(
                    margin.response_id, section.code, entry_id, question.id
                ),
            }
        )
    return {"title": title, "url": url, "rows": rows}


@dataclass(slots=True)
class _Pair:
    """Answers that hardly go together, said once: ``rows`` are those about everything, and
    ``entries`` holds those of each entry it is said of, by its title."""

    text: str
    rows: list[Mapping[str, Any]]
    entries: dict[str, list[Mapping[str, Any]]]


def _once(
    found: Sequence[Contradiction], rows: Sequence[Mapping[str, Any]]
) -> list[_Pair]:
    """Each sentence once, however many entries it is said of."""
    pairs: dict[tuple[int, str], _Pair] = {}
    for item in found:
        pair = pairs.setdefault((item.check, item.text), _Pair(item.text, [], {}))
        theirs = (
            pair.entries.setdefault(item.entry_title, []) if item.entry else pair.rows
        )
        for row in rows:
            if _is_in(row, item):
                own = theirs if row["entry"] else pair.rows
                if row not in own:
                    own.append(row)
    return list(pairs.values())


def _is_in(row: Mapping[str, Any], item: Contradiction) -> bool:
    """Whether an answer is one of the statements that hardly go together."""
    return row["id"] in item.questions and item.entry in ("", row["entry"])
