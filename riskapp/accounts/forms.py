"""Input of the pages where people sign in or make an account."""

from __future__ import annotations

from typing import Any

from allauth.account.forms import LoginForm, ResetPasswordForm
from allauth.core import context
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authentication_failed
from allauth.mfa.webauthn.forms import (
    AddWebAuthnForm,
    AuthenticateWebAuthnForm,
    LoginWebAuthnForm,
    ReauthenticateWebAuthnForm,
)
from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from riskapp.accounts.models import User
from riskapp.accounts.queries import known_spelling


class SignInForm(LoginForm):  # type: ignore[misc]  # allauth is untyped
    """Who comes, however they spell the domain of their address."""

    def clean_login(self) -> str:
        return known_spelling(str(self.cleaned_data["login"]))


class ForgottenPasswordForm(ResetPasswordForm):  # type: ignore[misc]  # allauth is untyped
    """Whose password is forgotten; the mail goes to the address as the account has it."""

    def clean_email(self) -> str:
        self.cleaned_data["email"] = known_spelling(str(self.cleaned_data["email"]))
        return str(super().clean_email())


class _Told:
    """A passkey that was refused is told to whoever listens, as a wrong code is; whatever a
    browser sends in place of one is refused."""

    user: User | None

    def clean_credential(self) -> Authenticator:
        try:
            return super().clean_credential()  # type: ignore[misc]  # of allauth's form
        except (AttributeError, KeyError, LookupError, TypeError, ValueError) as error:
            self._tell()
            raise forms.ValidationError(_("This passkey was not accepted.")) from error
        except forms.ValidationError:
            self._tell()
            raise

    def _tell(self) -> None:
        if self.user is not None:
            authentication_failed.send(
                sender=Authenticator,
                request=context.request,
                user=self.user,
                authenticator=None,
            )


class PasskeyForm(_Told, AuthenticateWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """A passkey after the password."""


class PasskeySignInForm(_Told, LoginWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """A passkey in place of the password."""


class PasskeyAgainForm(_Told, ReauthenticateWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """A passkey to confirm who it is."""


class AddPasskeyForm(AddWebAuthnForm):  # type: ignore[misc]  # allauth is untyped
    """A new passkey. Each asks for a finger, a face or a PIN, so that it stands alone."""

    name = forms.CharField(
        max_length=60,
        required=False,
        label=_("Name"),
        help_text=_("By which you know it again, for example: laptop."),
    )
    passwordless = None

    def clean(self) -> dict[str, Any]:
        try:
            return dict(super().clean())
        except (AttributeError, KeyError, LookupError, TypeError, ValueError) as error:
            raise forms.ValidationError(_("This passkey was not accepted.")) from error


class JoinForm(forms.Form):
    """A password for a new account, twice."""

    password1 = forms.CharField(
        label=_("Password"),
        help_text=_(
            "At least eight characters, and not one that is common. A sentence is easy to remember."
        ),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=200,
    )
    password2 = forms.CharField(
        label=_("The same password once more"),
        widget=forms.PasswordInput(attrs={"autocomplete": "new-password"}),
        strip=False,
        max_length=200,
    )

    def __init__(self, *args: Any, email: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.person = User(email=email)

    def clean_password1(self) -> str:
        password = str(self.cleaned_data["password1"])
        password_validation.validate_password(password, self.person)
        return password

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        first, second = cleaned.get("password1"), cleaned.get("password2")
        if first and second and first != second:
            self.add_error("password2", _("The two passwords differ."))
        return cleaned


class NewMemberForm(JoinForm):
    """The name and password of somebody who becomes a member."""

    name = forms.CharField(max_length=200, label=_("Name"))

    field_order = ("name", "password1", "password2")
