"""The settings of the organisation a person administers."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any
from uuid import UUID

from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings as django_settings
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from questionnaires.choices import DeliveryKind
from questionnaires.queries import WORDED, MailWords
from riskapp.accounts.access import (
    WORKING_KEY,
    asks_again,
    let_in,
    organisation_for,
    signed_in,
)
from riskapp.accounts.choices import Capability
from riskapp.accounts.forms import NewMemberForm
from riskapp.accounts.models import Membership, Organisation, User
from riskapp.accounts.queries import account_of, is_tied
from riskapp.audit.http import changed_meanwhile, list_file
from riskapp.common.exports import Column
from riskapp.common.lists import list_page
from riskapp.common.sorting import Natural
from riskapp.common.versions import as_it_is
from riskapp.organisations.access import (
    came_by_link,
    forget_offer,
    hold_link,
    hold_offer,
    membership_for,
    offer_for,
    offer_held,
)
from riskapp.organisations.actions.mailing import queue_reset, queue_welcome
from riskapp.organisations.actions.members import change_roles, remove_member
from riskapp.organisations.actions.offers import (
    accept_offer,
    decline_offer,
    join_by_offer,
    link_url,
    make_link,
    offer_again,
    offer_membership,
    withdraw_offer,
)
from riskapp.organisations.actions.people import (
    choose_language,
    choose_time_zone,
    end_sessions,
)
from riskapp.organisations.actions.second_factor import reset_second_factor
from riskapp.organisations.actions.settings import (
    SETTINGS,
    change_mail_text,
    change_settings,
)
from riskapp.organisations.errors import MemberError, OfferGone
from riskapp.organisations.forms import (
    LanguageForm,
    MailTextForm,
    MemberFilter,
    MemberForm,
    RhythmForm,
    RolesForm,
    SettingsForm,
)
from riskapp.organisations.queries import preview

HTTP_REFUSED = 422
COLUMNS = (
    Column("Name", lambda row: row.user.name),
    Column("E-mail address", lambda row: row.user.email),
    Column("Roles", lambda row: row.roles_in_words),
    Column("Last active", lambda row: row.user.last_login),
)


@asks_again
@require_http_methods(["GET", "POST"])
@transaction.atomic
def settings(request: HttpRequest) -> HttpResponse:
    """See and change what holds for the whole organisation."""
    return _settings_page(
        request,
        "settings",
        SettingsForm,
        lambda one: {name: getattr(one, name) for name in SETTINGS},
    )


@require_POST
def language(request: HttpRequest) -> HttpResponse:
    """Take the language a person wants to read and be written to in."""
    user = signed_in(request)
    form = LanguageForm(request.POST)
    reply = redirect("mfa_index")
    if form.is_valid():
        chosen = form.cleaned_data["language"]
        choose_language(user, chosen)
        if "time_zone" in request.POST:
            choose_time_zone(user, form.cleaned_data["time_zone"])
        # What was picked at the foot of a page would go first.
        reply.delete_cookie(django_settings.LANGUAGE_COOKIE_NAME)
        with translation.override(chosen or translation.get_language()):
            messages.success(request, _("Saved."))
    else:
        messages.error(request, _("This language or time zone is not offered."))
    return reply


@require_http_methods(["GET", "POST"])
def sessions(request: HttpRequest) -> HttpResponse:
    """Where a person is signed in; every browser but this one can be signed out."""
    user = signed_in(request)
    held = UserSession.objects.purge_and_list(user)
    others = [s for s in held if s.session_key != request.session.session_key]
    if request.method == "POST":
        wanted = request.POST.get("end", "")
        end_sessions(user, [s for s in others if wanted in ("others", str(s.pk))])
        messages.success(request, _("Signed out there."))
        return redirect("organisations:sessions")
    context = {
        "here": [s for s in held if s not in others],
        "others": sorted(others, key=lambda s: s.created_at, reverse=True),
    }
    return render(request, "organisations/sessions.html", context)


@asks_again
@require_http_methods(["GET", "POST"])
@transaction.atomic
def rhythm(request: HttpRequest) -> HttpResponse:
    """When vendors are reminded, and how long an assessment holds by tier."""
    return _settings_page(request, "rhythm", RhythmForm, RhythmForm.initial_of)


def _settings_page(
    request: HttpRequest,
    page: str,
    form_class: type[SettingsForm | RhythmForm],
    initial_of: Callable[[Organisation], dict[str, Any]],
) -> HttpResponse:
    """A page of settings, filled with what is so; saved where nobody else changed it meanwhile."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.MANAGE_MEMBERS)
    if request.method == "POST":
        as_it_is(organisation)
    form = form_class(
        request.POST if request.method == "POST" else None,
        initial=initial_of(organisation),
    )
    if (
        form.is_bound
        and form.is_valid()
        and not changed_meanwhile(form, organisation, "settings changed")
    ):
        change_settings(organisation, wanted=form.wanted, by=user)
        messages.success(request, _("Saved."))
        return redirect(f"organisations:{page}")
    context = {"organisation": organisation, "form": form}
    return render(request, f"organisations/{page}.html", context, status=form.status)


@asks_again
@require_GET
def mails(request: HttpRequest) -> HttpResponse:
    """Which mails to vendors are in the organisation's own words, by language."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.MANAGE_MEMBERS)
    rows = [
        (
            kind,
            [
                (code, name, code in organisation.mail_texts.get(kind, {}))
                for code, name in django_settings.LANGUAGES
            ],
        )
        for kind in WORDED
    ]
    context = {"organisation": organisation, "rows": rows}
    return render(request, "organisations/mails.html", context)


@asks_again
@require_http_methods(["GET", "POST"])
@transaction.atomic
def mail_text(request: HttpRequest, mail_kind: str, mail_language: str) -> HttpResponse:
    """Word one kind of mail in one language, see it as it would come, or go back to our words."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.MANAGE_MEMBERS)
    if mail_kind not in WORDED or mail_language not in dict(django_settings.LANGUAGES):
        raise Http404
    if request.method == "POST":
        as_it_is(organisation)
    known = organisation.mail_texts.get(mail_kind, {}).get(mail_language, {})
    wanted = request.POST.get("then", "")
    if wanted == "reset":
        change_mail_text(organisation, mail_kind, mail_language, None, by=user)
        messages.success(request, _("Mails of this kind are in our words again."))
        return redirect("organisations:mails")
    form = MailTextForm(
        request.POST if request.method == "POST" else None, initial=known
    )
    is_good = form.is_bound and form.is_valid()
    if (
        is_good
        and wanted != "preview"
        and not changed_meanwhile(form, organisation, "settings changed")
    ):
        change_mail_text(organisation, mail_kind, mail_language, form.words, by=user)
        messages.success(request, _("Saved."))
        return redirect("organisations:mails")
    words = MailWords(**known) if known else None
    context = {
        "organisation": organisation,
        "form": form,
        "kind": DeliveryKind(mail_kind).label,
        "language": dict(django_settings.LANGUAGES)[mail_language],
        "is_own": bool(known),
        "preview": preview(
            mail_kind,
            mail_language,
            organisation.name,
            form.words if is_good else words,
        ),
    }
    return render(request, "organisations/mail_text.html", context, status=form.status)


@asks_again
@require_http_methods(["GET", "POST"])
def members(request: HttpRequest) -> HttpResponseBase:
    """Everybody who belongs to the organisation, on pages or as a file; add one more."""
    user = signed_in(request)
    organisation = organisation_for(user, Capability.MANAGE_MEMBERS)
    found = Membership.objects.filter(organisation=organisation)
    narrowed = MemberFilter(
        request.GET,
        queryset=found.select_related("user").order_by(Natural("user__name"), "pk"),
    )
    file = list_file(
        request, "members", COLUMNS, narrowed.qs, organisation=organisation
    )
    if file:
        return file
    form = MemberForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            offer_membership(organisation, by=user, **form.cleaned_data)
        except MemberError as error:
            form.add_error("email", str(error))
        else:
            messages.success(
                request,
                _("A mail is on its way to %(email)s.") % form.cleaned_data,
            )
            return redirect("organisations:members")
    context = list_page(request, narrowed) | {
        "organisation": organisation,
        "form": form,
        "offers": organisation.offers.order_by("email"),
    }
    status = HTTP_REFUSED if form.errors else 200
    return render(request, "organisations/members.html", context, status=status)


@asks_again
@require_http_methods(["GET", "POST"])
@transaction.atomic
def member(request: HttpRequest, membership_id: int) -> HttpResponse:
    """Change the roles of a member."""
    user = signed_in(request)
    found = membership_for(user, membership_id)
    if request.method == "POST":
        as_it_is(found)
    form = RolesForm(
        request.POST if request.method == "POST" else None,
        initial={"roles": found.roles},
    )
    if (
        form.is_bound
        and form.is_valid()
        and not changed_meanwhile(form, found, "roles changed")
    ):
        try:
            change_roles(found, roles=form.cleaned_data["roles"], by=user)
        except MemberError as error:
            form.add_error("roles", str(error))
        else:
            messages.success(request, _("Saved."))
            return redirect("organisations:members")
    context = {
        "found": found,
        "form": form,
        "is_self": found.user_id == user.pk,
        "has_second_factor": Authenticator.objects.filter(user=found.user_id).exists(),
        "is_tied": is_tied(found),
    }
    return render(request, "organisations/member.html", context, status=form.status)


@asks_again
@require_POST
def remove(request: HttpRequest, membership_id: int) -> HttpResponse:
    """Shut a member out."""
    user = signed_in(request)
    found = membership_for(user, membership_id)
    try:
        remove_member(found, by=user)
    except MemberError as error:
        messages.error(request, str(error))
        return redirect("organisations:member", membership_id)
    messages.success(
        request, _("%(name)s is no longer a member.") % {"name": found.user}
    )
    is_self = found.user_id == user.pk
    return redirect("dashboards:home" if is_self else "organisations:members")


@asks_again
@require_POST
def reset_factor(request: HttpRequest, membership_id: int) -> HttpResponse:
    """Take away the second factor that a member has lost; one's own is on the account page."""
    user = signed_in(request)
    found = membership_for(user, membership_id)
    if found.user_id == user.pk:
        return redirect("mfa_index")
    try:
        with transaction.atomic():
            reset_second_factor(found, by=user)
            queue_reset(found.user_id, found.organisation_id)
    except MemberError as error:
        messages.error(request, str(error))
    else:
        text = _("The second factor is gone, and %(name)s is signed out everywhere.")
        messages.success(request, text % {"name": found.user})
    return redirect("organisations:member", membership_id)


@require_POST
def welcome(request: HttpRequest, membership_id: int) -> HttpResponse:
    """Mail a member once more where to sign in."""
    found = membership_for(signed_in(request), membership_id)
    with transaction.atomic():
        queue_welcome(found)
    messages.success(request, _("The mail is on its way once more."))
    return redirect("organisations:member", membership_id)


@asks_again
@require_POST
def again(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """Mail an offer once more."""
    user = signed_in(request)
    found = offer_for(user, offer_id)
    try:
        offer_again(found, by=user)
    except MemberError as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The mail is on its way once more."))
    return redirect("organisations:members")


@asks_again
@never_cache
@require_POST
def link(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """Show, this once, a link that opens an offer, for when the mail is not at hand."""
    user = signed_in(request)
    found = offer_for(user, offer_id)
    try:
        token = make_link(found, by=user)
    except MemberError as error:
        messages.error(request, str(error))
        return redirect("organisations:members")
    context = {"offer": found, "link": link_url(token)}
    return render(request, "organisations/link.html", context)


@asks_again
@require_POST
def withdraw(request: HttpRequest, offer_id: UUID) -> HttpResponse:
    """Take an offer back."""
    user = signed_in(request)
    withdraw_offer(offer_for(user, offer_id), by=user)
    messages.success(request, _("The invitation is withdrawn."))
    return redirect("organisations:members")


@login_not_required
@never_cache
@require_GET
def offered(request: HttpRequest, token: str) -> HttpResponse:
    """Follow the link of an offer, which changes nothing; the address forgets its secret."""
    hold_offer(request, token)
    return redirect("organisations:offer")


@login_not_required
@never_cache
@require_GET
def linked(request: HttpRequest, token: str) -> HttpResponse:
    """The same by a link that an administrator copied."""
    hold_link(request, token)
    return redirect("organisations:offer")


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def offer(request: HttpRequest) -> HttpResponse:
    """Accept a membership, or decline it. Whoever is new sets a password with it."""
    found = offer_held(request)
    user = request.user if isinstance(request.user, User) else None
    if user is not None and user.email != found.email:
        context = {"email": found.email}
        return render(request, "organisations/other_person.html", context)
    known = account_of(found.email)
    by_link = came_by_link(request)
    if user is None and known is not None and (by_link or known.has_usable_password()):
        return redirect(f"{reverse('account_login')}?next={request.path}")
    is_post = request.method == "POST"
    try:
        if is_post and request.POST.get("answer") == "decline":
            decline_offer(found)
            return render(request, "organisations/declined.html")
        if user is not None and is_post:
            return _take_seat(request, accept_offer(found, user=user, by_link=by_link))
        form = NewMemberForm(
            request.POST if is_post and user is None else None,
            email=found.email,
            initial={"name": found.name},
        )
        if form.is_bound and form.is_valid():
            got = form.cleaned_data
            joined = join_by_offer(
                found, name=got["name"], password=got["password1"], by_link=by_link
            )
            let_in(request, joined.user)
            return _take_seat(request, joined)
    except OfferGone as error:
        raise Http404 from error
    return render(
        request,
        "organisations/offer.html",
        {"offer": found, "form": None if user else form},
        status=HTTP_REFUSED if form.errors else 200,
    )


def _take_seat(request: HttpRequest, membership: Membership) -> HttpResponse:
    """Begin where one has just become a member."""
    request.session[WORKING_KEY] = str(membership.organisation_id)
    forget_offer(request)
    return redirect("dashboards:home")
