"""The first administrator comes in; the list of what is left to do."""

from __future__ import annotations

from django.conf import settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from questionnaires.scanning import is_configured
from riskapp.accounts.access import (
    WORKING_KEY,
    asks_again,
    has_second_factor,
    let_in,
    organisation_for,
    second_factor_url,
    signed_in,
)
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import Membership, User
from riskapp.setup.access import LINK_KEY, hold_link, link_held
from riskapp.setup.actions import (
    begin,
    begin_as,
    send_test_mail,
    work_without_scanner,
)
from riskapp.setup.errors import HasAccount, LinkGone, MailRefused
from riskapp.setup.forms import FirstForm
from riskapp.setup.queries import mails_go_out, set_up_list

HTTP_REFUSED = 422


@require_GET
def index(request: HttpRequest) -> HttpResponse:
    """What is left to do until the organisation can rely on riskapp."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.MANAGE_MEMBERS)
    lines = set_up_list(organisation, user)
    context = {
        "organisation": organisation,
        "lines": lines,
        "left": sum(not line.is_done for line in lines),
        "mails_go_out": mails_go_out(),
        "sender": settings.DEFAULT_FROM_EMAIL,
        "has_scanner": is_configured(),
    }
    return render(request, "setup/list.html", context)


@require_POST
def mail(request: HttpRequest) -> HttpResponse:
    """Send a test mail to whoever asks for it; a refusal is shown in words."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.MANAGE_MEMBERS)
    try:
        send_test_mail(organisation, to=user)
    except MailRefused as error:
        messages.error(request, str(error))
    else:
        text = _("The mail server took the mail to %(email)s. See that it arrived.")
        messages.success(request, text % {"email": user.email})
    return redirect(f"{reverse('setup:list')}#mail")


@asks_again
@require_POST
def scanner(request: HttpRequest) -> HttpResponse:
    """Do without a virus scanner on purpose, or no longer."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.MANAGE_MEMBERS)
    is_wanted = request.POST.get("wanted") == "off"
    work_without_scanner(organisation, wanted=is_wanted, by=user)
    messages.success(request, _("Saved."))
    return redirect(f"{reverse('setup:list')}#scanner")


@login_not_required
@never_cache
@require_GET
def opened(request: HttpRequest, token: str) -> HttpResponse:
    """Follow the link, which changes nothing; the address forgets its secret."""
    try:
        hold_link(request, token)
    except Http404:
        return render(request, "setup/gone.html", status=404)
    return redirect("setup:first")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def first(request: HttpRequest) -> HttpResponse:
    """Become the first administrator: name, address and password, then the second factor."""
    try:
        link = link_held(request)
        user = request.user if isinstance(request.user, User) else None
        if user is not None and request.method == "POST":
            return _go_on(request, begin_as(link, user))
        form = FirstForm(
            request.POST if request.method == "POST" and user is None else None
        )
        if form.is_bound and form.is_valid():
            got = form.cleaned_data
            membership = begin(
                link, email=got["email"], name=got["name"], password=got["password1"]
            )
            let_in(request, membership.user)
            return _go_on(request, membership, is_new=True)
    except HasAccount as error:
        form.add_error("email", str(error))
    except (Http404, LinkGone):
        return render(request, "setup/gone.html", status=404)
    context = {
        "organisation": link.organisation,
        "form": None if user else form,
    }
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "setup/first.html", context, status=status)


def _go_on(
    request: HttpRequest, membership: Membership, *, is_new: bool = False
) -> HttpResponse:
    """To the second factor, and from there to the list."""
    request.session.pop(LINK_KEY, None)
    request.session[WORKING_KEY] = str(membership.organisation_id)
    onwards = reverse("setup:list")
    if not is_new and has_second_factor(request):
        return redirect(onwards)
    return redirect(second_factor_url(request, back=onwards, is_new=is_new))
