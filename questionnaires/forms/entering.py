"""Getting in, and letting colleagues in."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from questionnaires.forms.common import NameOfPerson, RespondentAddressField, calm


class CodeForm(forms.Form):
    """The code of an invitation, pasted."""

    code = forms.CharField(
        label=_("Your link or code"),
        max_length=2000,
        help_text=_("Paste the whole link, or only the code behind the # sign."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    helper = calm(_("Continue"))


class PersonForm(forms.Form):
    """Who answers; with ``domains`` also the work address that a code is mailed to."""

    name = NameOfPerson(
        label=_("Your name"),
        max_length=200,
        help_text=_("Colleagues and the company that asks see who answered what."),
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )

    def __init__(
        self, *args: Any, domains: Sequence[str] | None = None, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self.helper = calm(_("Start") if domains is None else _("Send me a code"))
        if domains is not None:
            self.fields["email"] = RespondentAddressField(
                label=_("Your work address"),
                help_text=_(
                    "An address at %(domains)s. We mail six digits to it, and use it for nothing else."
                )
                % {"domains": _(" or ").join(domains)},
                widget=forms.EmailInput(attrs={"autocomplete": "email"}),
            )


class DigitsForm(forms.Form):
    """The six digits that were mailed."""

    digits = forms.CharField(
        label=_("The six digits from the mail"),
        max_length=20,
        widget=forms.TextInput(
            attrs={"autocomplete": "one-time-code", "inputmode": "numeric", "size": 8}
        ),
    )

    helper = calm(_("Continue"))


class ColleagueForm(forms.Form):
    """Whom a lead asks, and for what."""

    email = RespondentAddressField(label=_("E-mail address of your colleague"))
    sections = forms.MultipleChoiceField(
        label=_("Sections"),
        required=False,
        help_text=_("Tick none to give all of them."),
        widget=forms.CheckboxSelectMultiple,
    )

    helper = calm(_("Send the invitation"))

    def __init__(
        self, *args: Any, sections: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        field = self.fields["sections"]
        if isinstance(field, forms.MultipleChoiceField):
            field.choices = list(sections)
