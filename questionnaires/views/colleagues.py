"""The people who answer together: whom the lead invited, for what, and what they did."""

from __future__ import annotations

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from questionnaires.access import Seat, colleague_for, seat_for
from questionnaires.actions.invitations import (
    give_sections,
    invite_colleague,
    mail_again,
    revoke,
)
from questionnaires.errors import ChangedMeanwhile, QuestionnaireError
from questionnaires.forms import ColleagueForm
from questionnaires.http import VERSION, Both, meanwhile, respondent_page
from questionnaires.queries import (
    document_of,
    link_path,
    people_at,
    token_of,
)

HTTP_REFUSED = 422


@respondent_page
@require_http_methods(["GET", "POST"])
def colleagues(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Who answers what, and the way to ask one more."""
    seat = seat_for(request, response_id)
    seat.require_lead()
    if not seat.response.is_open:
        return redirect("questionnaires:done", response_id)
    sections = _sections(seat)
    form = ColleagueForm(
        request.POST if request.method == "POST" else None, sections=sections
    )
    if request.method == "POST" and form.is_valid():
        try:
            invite_colleague(
                seat.response,
                email=form.cleaned_data["email"],
                sections=form.cleaned_data["sections"],
                by=seat.respondent,
            )
        except QuestionnaireError as error:
            form.add_error("email", str(error))
        else:
            messages.success(request, _("The invitation is on its way."))
            return redirect("questionnaires:colleagues", response_id)
    context = {
        "response": seat.response,
        "form": form,
        "people": people_at(seat.response, dict(sections)),
    }
    status = HTTP_REFUSED if form.errors else 200
    return render(
        request, "questionnaires/respond/colleagues.html", context, status=status
    )


@respondent_page
@require_http_methods(["GET", "POST"])
def colleague(
    request: HttpRequest, response_id: UUID, invitation_id: UUID
) -> HttpResponse:
    """One colleague: the link to copy, the sections given, the mail's state."""
    seat = seat_for(request, response_id)
    invitation = colleague_for(seat, invitation_id)
    sections = _sections(seat)
    data = (
        {"email": invitation.email, "sections": request.POST.getlist("sections")}
        if request.method == "POST"
        else {"email": invitation.email, "sections": invitation.sections}
    )
    form = ColleagueForm(data, sections=sections)
    del form.fields["email"]
    if request.method == "POST" and form.is_valid():
        wanted = form.cleaned_data["sections"]
        try:
            give_sections(
                invitation, wanted, by=seat.respondent, seen=request.POST.get(VERSION)
            )
        except ChangedMeanwhile as error:
            invitation.refresh_from_db(fields=["sections"])
            theirs, mine = (
                ", ".join(title for code, title in sections if code in chosen)
                or _("All sections")
                for chosen in (invitation.sections, wanted)
            )
            both = [Both(invitation.email, theirs, mine)]
            return meanwhile(request, seat.response, error, both, request.path)
        messages.success(request, _("Saved."))
        return redirect("questionnaires:colleagues", response_id)
    context = {
        "response": seat.response,
        "invitation": invitation,
        "form": form,
        "link": request.build_absolute_uri(link_path(invitation)),
        "code": token_of(invitation),
        "deliveries": invitation.deliveries.all()[:5],
    }
    return render(request, "questionnaires/respond/colleague.html", context)


@respondent_page
@require_POST
def remind(
    request: HttpRequest, response_id: UUID, invitation_id: UUID
) -> HttpResponse:
    """Send the mail once more."""
    seat = seat_for(request, response_id)
    invitation = colleague_for(seat, invitation_id)
    try:
        mail_again(invitation)
    except QuestionnaireError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The mail is on its way once more."))
    return redirect("questionnaires:colleague", response_id, invitation_id)


@respondent_page
@require_POST
def shut_out(
    request: HttpRequest, response_id: UUID, invitation_id: UUID
) -> HttpResponse:
    """Withdraw an invitation; what the person answered stays."""
    seat = seat_for(request, response_id)
    invitation = colleague_for(seat, invitation_id)
    revoke(invitation, actor=str(seat.respondent), respondent=seat.respondent)
    messages.success(request, _("Withdrawn. What was answered stays."))
    return redirect("questionnaires:colleagues", response_id)


def _sections(seat: Seat) -> list[tuple[str, str]]:
    document = document_of(seat.response.version)
    return [(section.code, section.title) for section in document.sections]
