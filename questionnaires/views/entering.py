"""Getting in: the page before entry, the link, the proof the organisation asks for."""

from __future__ import annotations

from typing import Any
from uuid import UUID

from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import get_language
from django.views.decorators.http import require_http_methods, require_POST
from django.views.i18n import set_language

from questionnaires import access
from questionnaires.actions.codes import use_code
from questionnaires.actions.invitations import (
    ask_for_code,
    choose_language,
    enter,
    redeem,
    refuse_foreign_address,
)
from questionnaires.choices import EntryPolicy
from questionnaires.document.progress import minutes_for_entry, progress
from questionnaires.errors import (
    AddressRefused,
    CodeRefused,
    InvitationExpired,
    InvitationRefused,
    InvitationRevoked,
    TooManyCodes,
    TooManyMails,
)
from questionnaires.forms import CodeForm, DigitsForm, PersonForm
from questionnaires.http import chosen_language, keep_language, respondent_page
from questionnaires.limits import count_wrong_try, may_try_again
from questionnaires.models import Invitation, Response
from questionnaires.queries import answer_set_of, guide_of, unexplained_by_section
from questionnaires.views.effort import effort_of
from questionnaires.wall import wall

HTTP_SEND_AGAIN = 307
HTTP_GONE = 410
HTTP_TOO_MANY = 429
HTTP_REFUSED = 422
NEXT_KEY = "respondent_next"
FORGET = '"storage"'  # what scripts keep in the browser


@respondent_page
@require_http_methods(["GET", "HEAD", "POST"])
def open_invitation(request: HttpRequest) -> HttpResponse:
    """Show where to paste the code, and take it. Following the link changes nothing."""
    if request.method != "POST":
        context = {"form": CodeForm(), "next": request.GET.get("next", "")}
        return render(request, "questionnaires/respond/enter.html", context)
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            invitation = redeem(form.cleaned_data["code"])
        except (InvitationExpired, InvitationRevoked) as error:
            context = {"is_expired": isinstance(error, InvitationExpired)}
            return render(
                request, "questionnaires/respond/closed.html", context, status=HTTP_GONE
            )
        except InvitationRefused as error:
            # The code is too long to be guessed; whoever has the right one always gets in.
            if not may_try_again(request):
                return render(
                    request,
                    "questionnaires/respond/too_many.html",
                    status=HTTP_TOO_MANY,
                )
            count_wrong_try(request)
            form.add_error("code", str(error))
        else:
            request.session[access.PENDING_KEY] = str(invitation.pk)
            request.session[NEXT_KEY] = request.POST.get("next", "")[:200]
            return redirect("questionnaires:start")
    context = {"form": form, "next": request.POST.get("next", "")}
    return render(
        request, "questionnaires/respond/enter.html", context, status=HTTP_REFUSED
    )


@respondent_page
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Say who asks and what happens with the answers; then ask who the person is."""
    invitation = access.pending_invitation(request)
    response = invitation.response
    needs_code = response.entry_policy != EntryPolicy.LINK
    form = PersonForm(
        request.POST if request.method == "POST" else None,
        domains=response.allowed_domains if needs_code else None,
    )
    if request.method == "POST" and form.is_valid():
        if not needs_code:
            return _let_in(request, invitation, form.cleaned_data["name"], "")
        try:
            ask_for_code(
                invitation, form.cleaned_data["email"], language=get_language() or ""
            )
        except (AddressRefused, TooManyCodes, TooManyMails) as error:
            form.add_error("email", str(error))
        else:
            request.session[access.PERSON_KEY] = form.cleaned_data
            return redirect("questionnaires:code")
    context = {
        "response": response,
        "invitation": invitation,
        "form": form,
        "account": _account_for(request, invitation),
        "sign_in_url": _sign_in_url(invitation),
    }
    if not response.page:
        context |= _effort(response)
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "questionnaires/respond/start.html", context, status=status)


@respondent_page
@require_http_methods(["GET", "POST"])
def code(request: HttpRequest) -> HttpResponse:
    """Take the six digits that were mailed, or mail new ones."""
    invitation = access.pending_invitation(request)
    person = request.session.get(access.PERSON_KEY)
    if person is None:
        return redirect("questionnaires:start")
    context = {"response": invitation.response, "email": person["email"]}
    form = DigitsForm()
    if request.method == "POST" and "again" in request.POST:
        try:
            ask_for_code(invitation, person["email"], language=get_language() or "")
        except (AddressRefused, TooManyCodes, TooManyMails) as error:
            context["refusal"] = str(error)
        else:
            context["is_sent_again"] = True
    elif request.method == "POST":
        form = DigitsForm(request.POST)
        if form.is_valid():
            try:
                use_code(invitation, person["email"], form.cleaned_data["digits"])
            except CodeRefused as error:
                form.add_error("digits", str(error))
            else:
                return _proven(request, invitation, person["name"], person["email"])
    is_refused = bool(form.errors or context.get("refusal"))
    return render(
        request,
        "questionnaires/respond/code.html",
        context | {"form": form},
        status=HTTP_REFUSED if is_refused else 200,
    )


@respondent_page
@require_http_methods(["GET", "POST"])
def account(request: HttpRequest) -> HttpResponse:
    """Let a person in whose account is signed in with a second factor."""
    invitation = access.pending_invitation(request)
    email = _account_for(request, invitation)
    if not email:
        return redirect("questionnaires:start")
    name = access.accounts().name(request)
    if request.method == "POST":
        return _let_in(request, invitation, name, email)
    context = {"response": invitation.response, "name": name, "email": email}
    return render(request, "questionnaires/respond/account.html", context)


@respondent_page
@require_http_methods(["GET", "POST"])
def mine(request: HttpRequest) -> HttpResponse:
    """The questionnaires of the person who is signed in; one of them is opened from here."""
    email = access.accounts().address(request)
    if not email:
        back = reverse("questionnaires:mine")
        return redirect(access.accounts().sign_in_url(back))
    if request.method == "POST":
        respondent = access.own_seat_for(request, request.POST.get("response", ""))
        access.take_seat(request, respondent)
        return redirect("questionnaires:tasks", respondent.response_id)
    context = {"people": access.own_seats(request), "email": email}
    return render(request, "questionnaires/respond/mine.html", context)


@respondent_page
@require_http_methods(["GET", "POST"])
def unsent(request: HttpRequest, response_id: UUID) -> HttpResponse:
    """Offer what was typed when the session had timed out; it is saved only when asked."""
    seat = access.seat_for(request, response_id)
    held = access.unsent_for(seat, request)
    if request.method == "POST":
        del request.session[access.UNSENT_KEY]
        if request.POST.get("keep") == "yes":
            # The browser sends the same fields once more, to where they belonged.
            return HttpResponse(status=HTTP_SEND_AGAIN, headers={"Location": held.path})
        return redirect("questionnaires:tasks", response_id)
    context = {"response": seat.response, "unsent": held}
    return render(request, "questionnaires/respond/unsent.html", context)


@respondent_page
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Give up every seat this session holds; the answers stay where they are, and the browser
    forgets what it had not sent."""
    for key in (*access.KEYS, NEXT_KEY):
        request.session.pop(key, None)
    reply = redirect("questionnaires:enter")
    reply["Clear-Site-Data"] = FORGET
    return reply


def _effort(response: Response) -> dict[str, Any]:
    """How long the questionnaire takes, as the task list says it: each entry counts apart."""
    answer_set = answer_set_of(response)
    needing = unexplained_by_section(answer_set, response).total()
    left = effort_of(
        response,
        answer_set,
        progress(answer_set),
        guide_of(response.version),
        needing,
    )
    for_entry = minutes_for_entry(answer_set)
    return {
        "minutes_left": left.minutes - left.unlisted * for_entry,
        "entry_minutes": for_entry,
        "entry_names": [s.entry_name for s in answer_set.document.sections if s.repeat],
    }


def _account_for(request: HttpRequest, invitation: Invitation) -> str:
    """The address of an account that may come in through an invitation; otherwise empty."""
    if invitation.response.entry_policy != EntryPolicy.ACCOUNT:
        return ""
    email = access.accounts().address(request)
    try:
        refuse_foreign_address(invitation.response, email)
    except AddressRefused:
        return ""
    return email


def _sign_in_url(invitation: Invitation) -> str:
    if invitation.response.entry_policy != EntryPolicy.ACCOUNT:
        return ""
    return access.accounts().sign_in_url(reverse("questionnaires:account"))


def _proven(
    request: HttpRequest, invitation: Invitation, name: str, email: str
) -> HttpResponse:
    """Go on with an address that was just proven."""
    if invitation.response.entry_policy != EntryPolicy.ACCOUNT:
        return _let_in(request, invitation, name, email)
    back = reverse("questionnaires:account")
    return redirect(
        access.accounts().join_url(request, email=email, name=name, back=back)
    )


def _let_in(
    request: HttpRequest, invitation: Invitation, name: str, email: str
) -> HttpResponse:
    """Give the person a seat and bring them back to where they were."""
    response_id = invitation.response_id
    wanted = request.session.pop(NEXT_KEY, "")
    respondent = enter(invitation, name=name, email=email)
    access.take_seat(request, respondent)
    reply = redirect(_place_after(request, response_id, wanted))
    chosen = chosen_language(request)
    if chosen:
        choose_language(invitation, chosen, respondent=respondent)
    elif invitation.language:
        keep_language(reply, invitation.language)
    return reply


def _place_after(request: HttpRequest, response_id: UUID, wanted: str) -> str:
    """Where a person comes back to: what was not saved, the page they were on, or the tasks."""
    if access.has_unsent(request, response_id):
        return reverse("questionnaires:unsent", args=[response_id])
    is_ours = f"/{response_id}/" in wanted and url_has_allowed_host_and_scheme(
        wanted, allowed_hosts=None
    )
    return wanted if is_ours else reverse("questionnaires:tasks", args=[response_id])


@respondent_page
@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Show the pages in another language, and mail in it to whoever has a seat here."""
    for held in access.invitations_held(request):
        with wall().within(held.response_id):
            choose_language(held, request.POST.get("language", ""))
    return set_language(request)
