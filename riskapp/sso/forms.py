"""Input about single sign-on."""

from __future__ import annotations

from typing import Any

from allauth.account.adapter import get_adapter
from django import forms
from django.contrib.auth.signals import user_login_failed
from django.core.validators import RegexValidator
from django.utils.translation import gettext_lazy as _

from riskapp.accounts.choices import Protocol, Role
from riskapp.accounts.forms import SignInForm
from riskapp.accounts.models import IdentityProvider, Organisation, User
from riskapp.accounts.queries import has_to_use_provider, provider_for
from riskapp.common.forms import plain_helper
from riskapp.common.names import AddressField, domain_of
from riskapp.common.outgoing import may_be_asked
from riskapp.common.versions import VersionedForm
from riskapp.sso.queries import (
    break_glass_candidates,
    readable_certificate,
)

DOMAIN = RegexValidator(
    r"^(?=.{4,253}$)([^\W_]([\w-]{0,61}[^\W_])?\.)+[^\W\d_][\w-]{0,61}[^\W_]$",
    _("Write a domain, as in example.com."),
)


class AddressForm(forms.Form):
    """Whose provider is wanted."""

    email = AddressField(
        label=_("E-mail address"),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.provider: IdentityProvider | None = None
        self.helper = plain_helper()

    def clean_email(self) -> str:
        email = str(self.cleaned_data["email"])
        self.provider = provider_for(email)
        if self.provider is None:
            raise forms.ValidationError(
                _(
                    "No organisation here has single sign-on for this address. Sign in with your password."
                )
            )
        return email


class PasswordForm(SignInForm):
    """Signing in by password. Where an organisation requires its own sign-in, a right and a
    wrong password look alike."""

    def clean(self) -> dict[str, Any]:
        if self.errors:
            return dict(super().clean())
        email = str(self.cleaned_data.get("login", ""))
        provider = provider_for(email)
        if provider is None or not provider.is_required:
            return self._checked()
        try:
            return self._checked()
        except forms.ValidationError as error:
            raise forms.ValidationError(
                _(
                    "This did not work. People with an address of this domain sign in with single sign-on."
                )
            ) from error

    def _checked(self) -> dict[str, Any]:
        """The input of somebody whom a password lets in; raises ValidationError."""
        cleaned: dict[str, Any] = super().clean()
        if isinstance(self.user, User) and has_to_use_provider(self.user):
            user_login_failed.send(
                sender=__name__,
                credentials={"email": self.user.email},
                request=self.request,
            )
            raise get_adapter().validation_error("email_password_mismatch")
        return cleaned


class SignOnForm(VersionedForm):
    """How the members of an organisation sign in, whatever its provider speaks."""

    protocol: Protocol
    own: tuple[str, ...]
    # What, when it changes, makes it another provider.
    names: tuple[str, ...]

    default_role = forms.ChoiceField(
        label=_("Who signs in for the first time becomes"),
        required=False,
        choices=[
            ("", _("Nothing: only people who were invited come in")),
            *((role, Role(role).label) for role in Role if role != Role.ADMINISTRATOR),
        ],
        help_text=_("A member with this role. More roles are given under Members."),
    )
    is_strong = forms.BooleanField(
        required=False,
        label=_("Signing in there counts as a second factor"),
        help_text=_("Only if your provider asks everybody for one."),
    )
    is_enabled = forms.BooleanField(required=False, label=_("Single sign-on is on"))
    is_required = forms.BooleanField(
        required=False,
        label=_("Members with an address of a verified domain sign in nowhere else"),
        help_text=_(
            "Passwords of these members no longer open your organisation, and open sessions end. Possible once somebody has come in through the provider."
        ),
    )
    break_glass = forms.ModelChoiceField(
        User.objects.none(),
        required=False,
        label=_("Break-glass account"),
        empty_label=_("No account"),
        help_text=_(
            "The one administrator who still signs in with a password and a second factor, for the day the provider does not answer. Each use is recorded and told to all administrators."
        ),
    )

    def __init__(
        self,
        data: Any = None,
        *,
        organisation: Organisation,
        provider: IdentityProvider | None,
        found: str = "",
    ) -> None:
        """``found`` is what the provider that was typed calls itself, "" where none answered."""
        self.found = found
        self.provider = (
            provider if provider and provider.protocol == self.protocol else None
        )
        shown = (
            *self.own, "default_role", "is_strong", "is_enabled", "is_required",
        )  # fmt: skip
        initial: dict[str, Any] = {"default_role": Role.PROCUREMENT}
        if self.provider is not None:
            initial = {name: getattr(self.provider, name) for name in shown}
            initial["break_glass"] = self.provider.break_glass_id
        super().__init__(data, initial=initial)
        self.order_fields(["seen", *self.own, "client_secret", *shown, "break_glass"])
        people = self.fields["break_glass"]
        if isinstance(people, forms.ModelChoiceField):
            people.queryset = break_glass_candidates(organisation)
        self.helper = plain_helper()

    def clean(self) -> dict[str, Any]:
        got = super().clean()
        known = self.provider
        is_same = known is not None and all(
            getattr(known, name) == got.get(name) for name in self.names
        )
        if got.get("is_required"):
            if not got.get("is_enabled"):
                self.add_error("is_required", _("Switch single sign-on on as well."))
            if known is None or not is_same or known.proven_at is None:
                self.add_error(
                    "is_required",
                    _(
                        "Save it, sign in once through the provider, and then require it."
                    ),
                )
            if not got.get("break_glass") and "break_glass" not in self.errors:
                self.add_error(
                    "break_glass",
                    _(
                        "Choose an administrator who has a password and a second factor. Whoever has none sets it up under Your account."
                    ),
                )
        return got

    @property
    def wanted(self) -> dict[str, Any]:
        """The settings as they are kept, but for the secret."""
        none = dict.fromkeys(("client_id", "sign_in_url", "certificate"), "")
        got = {k: v for k, v in self.cleaned_data.items() if k != "client_secret"}
        return none | got | {"protocol": self.protocol}

    @property
    def secret(self) -> str:
        """The secret that was given; "" keeps the one there is."""
        return str(self.cleaned_data.get("client_secret", ""))


class ProviderForm(SignOnForm):
    """A provider that speaks OpenID Connect."""

    protocol = Protocol.OIDC
    own = ("issuer", "client_id")
    names = ("issuer", "client_id")

    issuer = forms.URLField(
        label=_("Issuer"),
        max_length=300,
        assume_scheme="https",
        help_text=_(
            "The address of your provider, for example https://login.microsoftonline.com/TENANT/v2.0 or https://company.okta.com."
        ),
    )
    client_id = forms.CharField(label=_("Client ID"), max_length=191)
    client_secret = forms.CharField(
        label=_("Client secret"),
        max_length=300,
        required=False,
        widget=forms.PasswordInput(attrs={"autocomplete": "off"}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        secret = self.fields["client_secret"]
        secret.required = self.provider is None
        if self.provider is not None:
            secret.help_text = _("Kept sealed and never shown. Leave empty to keep it.")

    def clean_issuer(self) -> str:
        typed = str(self.cleaned_data["issuer"])
        if self.provider is not None and typed == self.provider.issuer:
            return typed
        if not self.found:
            raise forms.ValidationError(
                _(
                    "No OpenID Connect provider answers at this address under this name. It must be reachable by https."
                )
            )
        return self.found


class SamlForm(SignOnForm):
    """A provider that speaks SAML."""

    protocol = Protocol.SAML
    own = ("issuer", "sign_in_url", "certificate")
    names = ("issuer",)

    issuer = forms.CharField(
        label=_("Entity ID"),
        max_length=300,
        help_text=_("The name of your provider, as its metadata say it."),
    )
    sign_in_url = forms.URLField(
        label=_("Sign-in address"), max_length=500, assume_scheme="https"
    )
    certificate = forms.CharField(
        label=_("Certificate"),
        max_length=10_000,
        widget=forms.Textarea(attrs={"rows": 6, "spellcheck": "false"}),
        help_text=_("What your provider signs with (X.509, Base64)."),
    )

    def clean_sign_in_url(self) -> str:
        address = str(self.cleaned_data["sign_in_url"])
        if not may_be_asked(address):
            raise forms.ValidationError(_("The address must begin with https://."))
        return address

    def clean_certificate(self) -> str:
        certificate = readable_certificate(str(self.cleaned_data["certificate"]))
        if not certificate:
            raise forms.ValidationError(
                _("This is no certificate that holds, with a key that is long enough.")
            )
        return certificate


class DomainForm(forms.Form):
    """A domain of addresses."""

    domain = forms.CharField(
        label=_("Domain"),
        max_length=253,
        help_text=_("What stands behind the @ in the addresses of your members."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.helper = plain_helper()

    def clean_domain(self) -> str:
        domain = domain_of(str(self.cleaned_data["domain"])).rstrip(".")
        DOMAIN(domain)
        return domain
