"""Input of whoever sets up an organisation."""

from __future__ import annotations

from typing import Any

from django import forms
from django.contrib.auth import password_validation
from django.utils.translation import gettext_lazy as _

from riskapp.accounts.forms import JoinForm
from riskapp.accounts.models import User
from riskapp.common.names import AddressField


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
