"""Standing for the answers, and giving them in a file."""

from __future__ import annotations

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from questionnaires.forms.common import NameOfPerson, calm


class AttestationForm(forms.Form):
    """Who stands for the answers."""

    name = NameOfPerson(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    role = NameOfPerson(
        label=_("Your role"),
        max_length=200,
        help_text=_("For example: head of engineering."),
        widget=forms.TextInput(attrs={"autocomplete": "organization-title"}),
    )
    attest = forms.BooleanField(
        label=_(
            "I am entitled to answer for my company, and to my knowledge these answers are true."
        ),
        error_messages={"required": _("Tick this box to submit.")},
    )

    helper = calm(_("Submit the answers"))

    def __init__(
        self, *args: Any, open_questions: int = 0, weak_answers: int = 0, **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        if weak_answers:
            self.fields["leave_weak"] = forms.BooleanField(
                label=ngettext(
                    "Submit although %(count)s weak answer has neither an action nor a justification.",
                    "Submit although %(count)s weak answers have neither an action nor a justification.",
                    weak_answers,
                )
                % {"count": weak_answers},
                error_messages={
                    "required": _("Tick this box, or say something about them first.")
                },
            )
        if open_questions:
            self.fields["leave_open"] = forms.BooleanField(
                label=ngettext(
                    "Submit although %(count)s question will count as “not known”.",
                    "Submit although %(count)s questions will count as “not known”.",
                    open_questions,
                )
                % {"count": open_questions},
                error_messages={
                    "required": _("Tick this box, or answer the open questions first.")
                },
            )


class AnswersFileForm(forms.Form):
    """A questionnaire that was filled in away from the page."""

    file = forms.FileField(
        label=_("The file you filled in"),
        help_text=_(
            "The workbook (XLSX), the answers file (YAML) or a file of signed answers, at most "
            "5 MB. You see what would change before anything is saved."
        ),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("This file is empty."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.yaml,.yml,.json"}),
    )

    helper = calm(_("Upload and look"))
