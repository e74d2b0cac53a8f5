"""What is said about a weak answer: a dated action, or a justification."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.formats import date_format
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from questionnaires.access import seat_for
from questionnaires.actions.remarks import remark, take_back_remark
from questionnaires.choices import RemarkKind
from questionnaires.document.extending import extension
from questionnaires.document.wording import display_text
from questionnaires.errors import ChangedMeanwhile, QuestionnaireError
from questionnaires.forms import RemarkForm
from questionnaires.http import VERSION, Both, meanwhile, respondent_page
from questionnaires.models import Remark
from questionnaires.queries import answer_set_of
from questionnaires.views.answering import asked

HTTP_REFUSED = 422


@respondent_page
@require_http_methods(["GET", "POST"])
def say(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Say what will be done about an answer, or why it is as it is."""
    seat = seat_for(request, response_id)
    if not seat.response.is_open:
        return redirect("questionnaires:done", response_id)
    question, place = asked(seat, request.GET)
    made = Remark.objects.filter(
        response=seat.response, entry=place.entry, question=question.id
    ).first()
    initial = (
        {
            "kind": made.kind,
            "text": made.text,
            "due_on": made.due_on,
            "owner": made.owner,
        }
        if made
        else {}
    )
    form = RemarkForm(
        request.POST if request.method == "POST" else None, initial=initial
    )
    back = place.url_of(question.id)
    if request.method == "POST" and "remove" in request.POST:
        try:
            take_back_remark(
                seat.response,
                question.id,
                entry=place.entry,
                respondent=seat.respondent,
                seen=request.POST.get(VERSION),
            )
        except ChangedMeanwhile as error:
            both = [_both(made, _("Remove what was said"))]
            return meanwhile(request, seat.response, error, both, back)
        messages.success(request, _("Removed."))
        return redirect(back)
    if request.method == "POST" and form.is_valid():
        try:
            remark(
                seat.response,
                question.id,
                kind=form.cleaned_data["kind"],
                text=form.cleaned_data["text"],
                due_on=form.cleaned_data["due_on"],
                owner=form.cleaned_data["owner"],
                entry=place.entry,
                respondent=seat.respondent,
                seen=request.POST.get(VERSION),
            )
        except ChangedMeanwhile as error:
            both = [_both(made, _in_words(form.cleaned_data))]
            return meanwhile(request, seat.response, error, both, back)
        except QuestionnaireError as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect(back)
    answer_set = answer_set_of(seat.response)
    context = {
        "response": seat.response,
        "question": question,
        "display_text": display_text(
            answer_set.document, question, answer_set.value(question.id, place.entry_id)
        ),
        "opinion": extension().opinion(answer_set, question.id, place.entry_id),
        "made": made,
        "version": request.POST.get(VERSION) or Remark.version_of(made),
        "form": form,
        "back": back,
    }
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "questionnaires/respond/remark.html", context, status=status)


def _both(made: Remark | None, mine: str) -> Both:
    facts = (
        {"kind": made.kind, "text": made.text, "due_on": made.due_on} if made else {}
    )
    return Both(_("About this answer"), _in_words(facts), mine)


def _in_words(facts: Mapping[str, Any]) -> str:
    if not facts:
        return _("Nothing")
    due_on = facts["due_on"]
    until = f" ({date_format(due_on, _('j F Y'))})" if due_on else ""
    return f"{RemarkKind(facts['kind']).label}{until}: {facts['text']}"
