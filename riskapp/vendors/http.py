"""Refusals of the register as pages show them."""

from __future__ import annotations

from django.urls import reverse
from django.utils.html import format_html
from django.utils.translation import gettext as _

from riskapp.vendors.errors import RegisterError, RegisterNameTaken


def with_link(error: RegisterError) -> str:
    """The words of a refusal, with a link to what is there already."""
    if not isinstance(error, RegisterNameTaken) or error.vendor is None:
        return str(error)
    address = reverse("vendors:detail", args=[error.vendor])
    return format_html('{} <a href="{}">{}</a>', str(error), address, _("Look at it"))
