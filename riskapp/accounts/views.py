"""Joining, for a person at a vendor whose buyer asks for an account; the second factor; the
way out."""

from __future__ import annotations

from typing import Any

from allauth.account.views import LogoutView
from allauth.mfa.adapter import get_adapter
from allauth.mfa.totp.views import ActivateTOTPView
from allauth.mfa.webauthn.internal import auth as webauthn
from allauth.mfa.webauthn.views import AddWebAuthnView, RemoveWebAuthnView
from django import forms
from django.contrib import messages
from django.contrib.auth.decorators import login_not_required
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse, reverse_lazy
from django.utils import translation
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.http import require_http_methods, require_POST

from riskapp.accounts.access import (
    choose_seat,
    forget_proof,
    forget_unsent,
    has_answered,
    has_second_factor,
    let_in,
    note_second_factor,
    proof_of,
    second_factor_url,
    signed_in,
)
from riskapp.accounts.actions import add_vendor_person, mark_proven
from riskapp.accounts.forms import JoinForm
from riskapp.accounts.models import User
from riskapp.accounts.signals import organisation_chosen

HTTP_REFUSED = 422


class SignOut(LogoutView):  # type: ignore[misc]  # allauth has no types
    """The way out. The browser of whoever answered questionnaires forgets what it had not sent,
    also where that was a member; that of any other member keeps how the person works, as
    without the keys of the review."""

    def post(self, *args: Any, **kwargs: Any) -> HttpResponse:
        is_member = bool(getattr(self.request.user, "seats", ()))
        may_hold_answers = not is_member or has_answered(self.request.session)
        reply: HttpResponse = super().post(*args, **kwargs)
        if may_hold_answers:
            reply["Clear-Site-Data"] = '"storage"'
        return reply


@login_not_required
@never_cache
@require_http_methods(["GET", "POST"])
def join(request: HttpRequest) -> HttpResponse:
    """Take a person who has just proven an address to an account that is bound to it.

    Whoever has one signs in, whoever has none sets a password; then comes the second
    factor. Without a fresh proof there is nothing here.
    """
    proof = proof_of(request)
    if proof is None:
        return redirect("account_login")
    with translation.override(translation.get_language_from_request(request)):
        if request.user.is_authenticated:
            return _go_on(request, proof.email, proof.back)
        if User.objects.filter(email=proof.email).exists():
            return redirect(f"{reverse('account_login')}?next={request.path}")
        form = JoinForm(
            request.POST if request.method == "POST" else None, email=proof.email
        )
        if request.method == "POST" and form.is_valid():
            user = add_vendor_person(
                email=proof.email,
                name=proof.name,
                password=form.cleaned_data["password1"],
            )
            let_in(request, user)
            forget_proof(request)
            return redirect(second_factor_url(request, back=proof.back, is_new=True))
        status = HTTP_REFUSED if form.errors else 200
        context = {"form": form, "email": proof.email}
        return render(request, "account/join.html", context, status=status)


def _go_on(request: HttpRequest, email: str, back: str) -> HttpResponse:
    user = signed_in(request)
    if user.email != email:
        return render(request, "account/other_person.html", {"email": email})
    mark_proven(user)
    forget_proof(request)
    if has_second_factor(request):
        return redirect(back)
    return redirect(second_factor_url(request, back=back))


@never_cache
@require_http_methods(["GET", "POST"])
def choose_organisation(request: HttpRequest) -> HttpResponse:
    """Choose in which of their organisations a person works in this session."""
    user = signed_in(request)
    back = request.POST.get("next") or request.GET.get("next") or ""
    if not url_has_allowed_host_and_scheme(back, {request.get_host()}):
        back = reverse("dashboards:home")
    if request.method == "POST":
        before = user.works_in
        seat = choose_seat(request, request.POST.get("organisation", ""))
        if seat != before:
            organisation_chosen.send(
                sender=User, user=user, organisation_id=seat.organisation_id
            )
        return redirect(back)
    if not user.is_member:
        raise PermissionDenied
    return render(request, "account/organisation.html", {"back": back})


@require_POST
def drop_unsent(request: HttpRequest) -> HttpResponse:
    """Forget what was typed when the visit had ended."""
    forget_unsent(request)
    return redirect("dashboards:home")


class SetUpSecondFactor(ActivateTOTPView):  # type: ignore[misc]  # allauth is untyped
    """Set up an authenticator app; who just did has shown it in this session."""

    def form_valid(self, form: forms.Form) -> HttpResponse:
        reply: HttpResponse = super().form_valid(form)
        note_second_factor(self.request)
        return reply


set_up_second_factor = SetUpSecondFactor.as_view()


class AddPasskey(AddWebAuthnView):  # type: ignore[misc]  # allauth is untyped
    """Add a passkey, which is a second factor and signs in without a password too."""

    def get_context_data(self, **kwargs: Any) -> dict[str, Any]:
        context: dict[str, Any] = super().get_context_data(**kwargs)
        context["options"] = webauthn.begin_registration(
            signed_in(self.request), passwordless=True
        )
        return context

    def form_valid(self, form: forms.Form) -> HttpResponse:
        reply: HttpResponse = super().form_valid(form)
        note_second_factor(self.request)
        return reply


add_passkey = AddPasskey.as_view()


class RemovePasskey(RemoveWebAuthnView):  # type: ignore[misc]  # allauth is untyped
    """Remove a passkey, unless it is the last second factor where one is a duty."""

    success_url = reverse_lazy("mfa_index")

    def form_valid(self, form: forms.Form) -> HttpResponse:
        if not get_adapter().can_delete_authenticator(self.get_object()):
            messages.error(
                self.request,
                _(
                    "Your organisation asks for a second factor. Set up another one first."
                ),
            )
            return redirect("mfa_index")
        reply: HttpResponse = super().form_valid(form)
        return reply


remove_passkey = RemovePasskey.as_view()
