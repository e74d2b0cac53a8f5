"""What the forms of every package are made of."""

from __future__ import annotations

import datetime
from typing import Any

from crispy_forms.helper import FormHelper
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _


def plain_helper() -> FormHelper:
    """Fields only: the template writes the form around them."""
    helper = FormHelper()
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


def day_field(label: Any, **more: Any) -> forms.DateField:
    """A day, entered with the browser's own calendar."""
    widget = forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d")
    return forms.DateField(label=label, widget=widget, **more)


def not_past(day: datetime.date) -> None:
    """For a day until which something is to be done; raises ValidationError where it has passed."""
    if day < timezone.localdate():
        raise forms.ValidationError(_("The due date must not lie in the past."))
