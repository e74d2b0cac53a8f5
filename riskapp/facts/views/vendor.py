"""Files the vendor drops while it answers, and standing by what they show."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from questionnaires.access import Seat, entry_for, place_for, seat_for
from questionnaires.actions.uploads import takes_entries
from questionnaires.document.errors import AnswerError
from questionnaires.errors import NotYourSection, QuestionnaireError, ResponseLocked
from questionnaires.http import respondent_page
from questionnaires.models import Entry
from questionnaires.queries import answer_set_of
from questionnaires.queries.proposals import offered
from questionnaires.tasks import queue_scan
from questionnaires.views.proposals import offers_for
from riskapp.activity.access import is_their_activity
from riskapp.activity.models import ActivityFile
from riskapp.common.uploads import in_memory
from riskapp.evidence.comparing import LISTED
from riskapp.evidence.model import CONTRADICTS
from riskapp.facts.access import is_theirs, own_file_for
from riskapp.facts.actions.attaching import Attaching
from riskapp.facts.actions.confirming import add_tool
from riskapp.facts.actions.dropping import drop_at_vendor, take_back
from riskapp.facts.errors import FileNotRead, NothingToConfirm
from riskapp.facts.files import Patience
from riskapp.facts.forms import VendorsDropForm
from riskapp.facts.queries.claims import ShownClaim, beside
from riskapp.facts.queries.offers import offers_in
from riskapp.facts.queries.reading import files_page, of_known_tools, whole

HTTP_REFUSED = 422


@in_memory
@respondent_page
@require_http_methods(["GET", "POST"])
def files(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Drop files, and see what those that were read show; ``?entry=`` is the tool's page,
    ``?question=`` that of one answer."""
    seat = seat_for(request, response_id)
    if not seat.response.is_open:
        return redirect("questionnaires:done", response_id)
    tools = _tools(seat)
    named = request.GET.get("entry", "")
    chosen = named if named in dict(tools) else ""
    question = _question(seat, request.GET.get("question", ""), chosen)
    form = VendorsDropForm(
        request.POST if request.method == "POST" else None,
        request.FILES if request.method == "POST" else None,
        tools=tools,
        initial={"entry": chosen},
    )
    refused: list[tuple[str, FileNotRead]] = []
    if request.method == "POST" and form.is_valid():
        entry = _entry(seat, form.cleaned_data["entry"])
        attaching = None
        if form.cleaned_data["attach"]:
            own = str(entry.pk) if entry else chosen
            attaching = Attaching(seat.may_answer, own, question)
        read, patience = 0, Patience()
        for file in form.cleaned_data["dropped"]:
            try:
                patience.look()
                drop_at_vendor(
                    seat.response,
                    file.read(),
                    file.name,
                    respondent=seat.respondent,
                    entry=entry,
                    attaching=attaching,
                )
            except FileNotRead as error:
                refused.append((file.name, error))
            except ResponseLocked:
                return redirect("questionnaires:done", response_id)
            else:
                read += 1
        if attaching:
            _tell_attached(request, attaching)
        if not refused:
            words = ngettext("%(n)s file was read.", "%(n)s files were read.", read)
            messages.success(request, words % {"n": read})
            return redirect(files_page(seat.response.pk, chosen, question))
    return _page(request, seat, form, refused=refused, chosen=chosen, question=question)


@respondent_page
@require_POST
def stand_by(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Add a tool that files show and nobody listed, with the answers they propose for it."""
    seat = seat_for(request, response_id)
    tool = request.POST.get("tool", "")
    try:
        entry, many = add_tool(
            seat.response, tool, respondent=seat.respondent, may_answer=seat.may_answer
        )
    except (AnswerError, NothingToConfirm, QuestionnaireError) as error:
        text = error.text if isinstance(error, AnswerError) else str(error)
        messages.error(request, text)
        return redirect(files_page(response_id))
    words = ngettext(
        "%(tool)s is in the register, with %(n)s answer from your files.",
        "%(tool)s is in the register, with %(n)s answers from your files.",
        many,
    )
    messages.success(request, words % {"tool": tool, "n": many})
    return redirect("questionnaires:entry", response_id, entry.pk)


@respondent_page
@require_POST
def forget(request: HttpRequest, response_id: UUID, source_id: UUID) -> HttpResponse:
    """Take a file back: what it showed is forgotten, what was confirmed stays."""
    seat = seat_for(request, response_id)
    try:
        take_back(own_file_for(seat, source_id), respondent=seat.respondent)
    except ResponseLocked as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Removed. Answers you confirmed stay."))
    return redirect(files_page(response_id))


def _page(
    request: HttpRequest,
    seat: Seat,
    form: VendorsDropForm,
    *,
    refused: Sequence[tuple[str, FileNotRead]] = (),
    chosen: str = "",
    question: str = "",
) -> HttpResponse:
    answer_set = answer_set_of(seat.response)
    found = beside(seat.response, answer_set, is_vendor=True)
    questions = answer_set.document.questions

    def mine(shown: Iterable[ShownClaim]) -> list[ShownClaim]:
        return [
            one
            for one in shown
            if seat.may_answer(one.section)
            and not one.unlisted
            and (not chosen or one.entry == chosen)
            and question in ("", one.claim.question)
        ]

    offers = [
        one
        for one in offered(
            seat.response,
            answer_set,
            chosen or None,
            questions=[question] if question else None,
            others=offers_in(seat.response, found) if found.files else (),
        )
        if one.sources
    ]
    context: dict[str, Any] = {
        "response": seat.response,
        "seat": seat,
        "form": form,
        "refused": refused,
        "files": [whole(file) for file in found.files if is_theirs(seat, file)],
        "daily_totals": [
            file
            for file in ActivityFile.objects.filter(response=seat.response, by=None)
            if is_their_activity(seat, file)
        ],
        "chosen": chosen,
        "question": questions.get(question),
        "tools": [
            (name, [one for one in shown if one.proposed])
            for name, shown in found.unlisted.items()
        ]
        if not chosen
        and not question
        and takes_entries(seat.response)
        and seat.may_answer(questions[LISTED].section if LISTED in questions else "")
        else [],
        "next": files_page(seat.response.pk, chosen, question),
        "contradicted": mine(found.of(CONTRADICTS)),
        "known": of_known_tools(),
    } | offers_for(seat, answer_set, offers)
    is_told = bool(form.errors or refused)
    context["is_shown_first"] = not is_told and any(
        context[name] for name in ("tools", "contradicted", "groups")
    )
    status = HTTP_REFUSED if is_told else 200
    return render(request, "facts/vendor.html", context, status=status)


def _tell_attached(request: HttpRequest, attaching: Attaching) -> None:
    """Have kept files checked, and say with how many answers they are kept now."""
    queue_scan(*attaching.evidence)
    if not attaching.evidence:
        words = _(
            "No file was kept as evidence: it shows no answer that takes one, or is kept already."
        )
        messages.info(request, words)
        return
    number = len({(one.question, one.entry_id) for one in attaching.evidence})
    text = ngettext(
        "Kept as evidence with %(n)s answer.",
        "Kept as evidence with %(n)s answers.",
        number,
    )
    messages.success(request, text % {"n": number})


def _tools(seat: Seat) -> list[tuple[str, str]]:
    answer_set = answer_set_of(seat.response)
    return [
        (entry.id, entry.title)
        for entry in answer_set.filled.entries
        if seat.may_answer(entry.section)
    ]


def _entry(seat: Seat, entry_id: str) -> Entry | None:
    if not entry_id:
        return None
    try:
        return entry_for(seat, UUID(entry_id))
    except ValueError as error:
        raise Http404 from error


def _question(seat: Seat, name: str, entry_id: str) -> str:
    """The answer that the page is of; "" where the person cannot give it there."""
    try:
        place_for(seat, name, entry_id)
    except (Http404, NotYourSection):
        return ""
    return name
