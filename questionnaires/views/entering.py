"""Getting in: the page before entry, the code, the name."""

from __future__ import annotations

from django.contrib.auth.decorators import login_not_required
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from questionnaires import access
from questionnaires.actions.invitations import enter, redeem
from questionnaires.document.progress import progress
from questionnaires.errors import InvitationRefused
from questionnaires.forms import CodeForm, NameForm
from questionnaires.queries import document_of, sheet_of

HTTP_TOO_MANY = 429
HTTP_REFUSED = 422


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def open_invitation(request: HttpRequest) -> HttpResponse:
    """Show where to paste the code, and take it. Following the link changes nothing."""
    if request.method == "GET":
        return render(
            request, "questionnaires/respond/enter.html", {"form": CodeForm()}
        )
    if not access.may_try_again(request):
        return render(
            request, "questionnaires/respond/too_many.html", status=HTTP_TOO_MANY
        )
    form = CodeForm(request.POST)
    if form.is_valid():
        try:
            invitation = redeem(form.cleaned_data["code"])
        except InvitationRefused as error:
            access.count_wrong_try(request)
            form.add_error("code", str(error))
        else:
            request.session[access.PENDING_KEY] = str(invitation.pk)
            return redirect("questionnaires:start")
    return render(
        request,
        "questionnaires/respond/enter.html",
        {"form": form},
        status=HTTP_REFUSED,
    )


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def start(request: HttpRequest) -> HttpResponse:
    """Say who asks and what happens with the answers; then let the person in by name."""
    invitation = access.pending_invitation(request)
    response = invitation.response
    form = NameForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        respondent = enter(invitation, name=form.cleaned_data["name"])
        access.take_seat(request, respondent)
        return redirect("questionnaires:tasks", response.pk)
    document = document_of(response.version)
    now = progress(sheet_of(response))
    context = {
        "response": response,
        "form": form,
        "minutes_left": now.minutes_left,
        "progress": now,
        "entry_minutes": document.entry_minutes,
        "entry_names": [s.entry_name for s in document.sections if s.repeat],
    }
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "questionnaires/respond/start.html", context, status=status)


@login_not_required
@require_POST
def leave(request: HttpRequest) -> HttpResponse:
    """Give up every seat this session holds; the answers stay where they are."""
    request.session.pop(access.SESSION_KEY, None)
    request.session.pop(access.PENDING_KEY, None)
    return redirect("questionnaires:enter")
