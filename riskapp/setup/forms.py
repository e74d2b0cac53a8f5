"""Input of whoever sets up an organisation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from riskapp.accounts.forms import JoinForm
from riskapp.accounts.models import User
from riskapp.common.names import AddressField

MAX_BYTES = 1024 * 1024


class DocumentForm(forms.Form):
    """A questionnaire as a file."""

    file = forms.FileField(
        label=_("Questionnaire (YAML)"),
        help_text=_("At most 1 MB."),
        widget=forms.FileInput(attrs={"accept": ".yaml,.yml"}),
        max_length=200,
    )

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise forms.ValidationError(_("The file is bigger than 1 MB."))
        return file


class FirstForm(JoinForm):
    """Name, address and password of the first administrator."""

    name = forms.CharField(
        max_length=200,
        label=_("Your name"),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    email = AddressField(
        label=_("Your work address"),
        help_text=_("You sign in with it."),
        widget=forms.EmailInput(attrs={"autocomplete": "username"}),
    )

    field_order = ("name", "email", "password1", "password2")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, email="", **kwargs)

    def clean_password1(self) -> str:
        """Not one like the name or the address."""
        person = User(
            email=self.cleaned_data.get("email", ""),
            name=self.cleaned_data.get("name", ""),
        )
        password = str(self.cleaned_data["password1"])
        password_validation.validate_password(password, person)
        return password
