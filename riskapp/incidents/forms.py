"""Input about incidents."""

from __future__ import annotations

import datetime
from collections.abc import Collection, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from questionnaires.forms import LongText
from riskapp.common.names import NameField
from riskapp.incidents.choices import (
    QUESTIONS,
    TEXTS,
    StatedEffect,
    SubjectKind,
    ToolInUse,
)
from riskapp.incidents.queries.naming import credential_labels

AHEAD = datetime.timedelta(minutes=5)  # clocks of machines differ by so much
LONGEST = 4000


class AwareField(forms.DateTimeField):
    """A moment as browsers send it, in the time zone of the organisation."""

    widget = forms.DateTimeInput(
        attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M"
    )

    def __init__(self, **kwargs: Any) -> None:
        super().__init__(
            input_formats=["%Y-%m-%dT%H:%M", "%Y-%m-%dT%H:%M:%S", "%Y-%m-%d %H:%M"],
            **kwargs,
        )

    def clean(self, value: Any) -> Any:
        moment = super().clean(value)
        if moment is not None and moment > timezone.now() + AHEAD:
            raise ValidationError(_("This moment has not come yet."))
        return moment


class OpenForm(forms.Form):
    """What an incident is about, since when we know, and what vendors are to read."""

    kind = forms.ChoiceField(label=_("What has an incident?"), choices=SubjectKind)
    subject = NameField(
        label=_("Name"),
        required=False,
        max_length=200,
        help_text=_("As it is called anywhere: old names and makers are found, too."),
    )
    credential = forms.ChoiceField(
        label=_("Which kind of credential?"),
        required=False,
        help_text=_("Only for an incident with a kind of credential."),
    )
    aware_at = AwareField(
        label=_("When did somebody here become aware of it?"),
        help_text=_("The clocks of the law are counted from this moment."),
    )
    summary = LongText(
        label=_("What happened"),
        required=False,
        max_length=LONGEST,
        help_text=_("Vendors who are asked read it, too."),
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        credential = self.fields["credential"]
        if isinstance(credential, forms.ChoiceField):
            credential.choices = [("", "–"), *credential_labels().items()]
        self.fields["aware_at"].initial = timezone.localtime()

    def clean(self) -> dict[str, Any]:
        given: dict[str, Any] = super().clean() or {}
        name = "credential" if self.is_credential else "subject"
        if not given.get(name) and name not in self.errors:
            self.add_error(name, gettext("Say what it is about."))
        return given

    @property
    def is_credential(self) -> bool:
        return bool(self.cleaned_data.get("kind") == SubjectKind.CREDENTIAL)

    @property
    def subjects(self) -> list[str]:
        """What is looked for."""
        given = self.cleaned_data
        return [given["credential"] if self.is_credential else given["subject"]]


class AdvisoryForm(forms.Form):
    """A CSAF file."""

    advisory = forms.FileField(
        label=_("CSAF file"),
        help_text=_("JSON, at most 5 MB. It is read, and not kept."),
        widget=forms.ClearableFileInput(attrs={"accept": ".json,application/json"}),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("This file is empty."),
        },
    )


class AdvisoryOpenForm(forms.Form):
    """Which of the products an advisory names are looked for."""

    kind = forms.ChoiceField(
        label=_("What has an incident?"),
        choices=[
            (kind.value, kind.label)
            for kind in SubjectKind
            if kind != SubjectKind.CREDENTIAL
        ],
        initial=SubjectKind.TOOL,
    )
    products = forms.MultipleChoiceField(
        label=_("Names to look for"), widget=forms.CheckboxSelectMultiple
    )
    aware_at = OpenForm.base_fields["aware_at"]
    summary = OpenForm.base_fields["summary"]

    def __init__(
        self, *args: Any, names: Sequence[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        products = self.fields["products"]
        if isinstance(products, forms.MultipleChoiceField):
            products.choices = list(names)
        self.fields["aware_at"].initial = timezone.localtime()


class NamesForm(forms.Form):
    """The names that are looked for, one in a line."""

    names = LongText(
        label=_("Names looked for, one in each line"),
        max_length=20_000,
        widget=forms.Textarea(attrs={"rows": 6}),
    )

    @property
    def wanted(self) -> list[str]:
        return [
            line for line in self.cleaned_data["names"].splitlines() if line.strip()
        ]


class IncidentAskForm(forms.Form):
    """The five questions in each language that is needed, and who else is asked."""

    with_silent = forms.BooleanField(required=False)

    def __init__(
        self,
        *args: Any,
        ready: Mapping[str, Mapping[str, str]],
        languages: Mapping[str, str],
        silent: int = 0,
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self.groups: list[tuple[str, list[forms.BoundField]]] = []
        if silent:
            self.fields["with_silent"].label = gettext(
                "Also ask about the work of which nothing is known (%(count)s)"
            ) % {"count": silent}
        else:
            del self.fields["with_silent"]
        for language, texts in ready.items():
            names = []
            for at, (name, text) in enumerate(texts.items(), 1):
                field = f"{language}-{name}"
                names.append(field)
                self.fields[field] = LongText(
                    label=gettext("Question %(number)s") % {"number": at},
                    required=False,
                    max_length=1000,
                    initial=text,
                    widget=forms.Textarea(attrs={"rows": 2, "lang": language}),
                )
            self.groups.append(
                (languages.get(language, language), [self[name] for name in names])
            )

    def texts(self, languages: Collection[str]) -> dict[str, dict[str, str]]:
        """The questions as they were edited, by language and name."""
        return {
            language: {
                name: self.cleaned_data.get(f"{language}-{name}", "")
                for name in QUESTIONS
            }
            for language in languages
        }


class CloseForm(forms.Form):
    """What came of an incident."""

    note = LongText(
        label=_("What came of it"),
        max_length=LONGEST,
        widget=forms.Textarea(attrs={"rows": 3}),
    )


class IncidentReplyForm(forms.Form):
    """The five questions as a vendor answers them; the last three may follow later."""

    in_use = forms.ChoiceField(choices=ToolInUse, widget=forms.RadioSelect)
    effect = forms.ChoiceField(choices=StatedEffect, widget=forms.RadioSelect)
    reached = LongText(required=False, max_length=LONGEST)
    done = LongText(required=False, max_length=LONGEST)
    times = LongText(required=False, max_length=LONGEST)

    def __init__(self, *args: Any, questions: Mapping[str, str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for number, (name, field) in enumerate(self.fields.items(), 1):
            field.label = f"{number}. {questions[name]}"
            if name in TEXTS:
                field.widget.attrs["rows"] = 3
