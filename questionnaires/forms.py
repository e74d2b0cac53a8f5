"""From what a browser sends to raw values; the document decides what is an answer."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import TYPE_CHECKING, Any, cast

from crispy_forms.helper import FormHelper
from crispy_forms.layout import Submit
from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from questionnaires.choices import EvidenceLevel, RemarkKind
from questionnaires.document.cleaning import MAX_REASON, MAX_TEXT, bases_for, clean
from questionnaires.document.errors import AnswerError
from questionnaires.document.model import Country, Document, Kind, Option, Question
from questionnaires.document.risk import codes_of
from questionnaires.document.values import Value

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

AS_ENTERED = ""
# What the browser sends for "it does not apply"; no option can have this code.
NOT_APPLICABLE = "-does-not-apply-"
MAX_SEARCH = 100
REVISION_DIGITS = 18  # as many as a number of a change can have


def revision_from(given: str) -> int | None:
    """The change a page was made with: None where none was sent, 0 for what is no number."""
    if not given:
        return None
    is_number = given.isascii() and given.isdigit() and len(given) <= REVISION_DIGITS
    return int(given) if is_number else 0


def search_from(given: str) -> str:
    """What somebody searches for: one short line without characters that cannot be shown."""
    words = "".join(c if c.isprintable() else " " for c in given[: MAX_SEARCH * 2])
    return " ".join(words.split())[:MAX_SEARCH]


def calm(label: _StrPromise | str, css: str = "btn-primary") -> FormHelper:
    """A crispy helper with one clear button."""
    helper = FormHelper()
    helper.add_input(Submit("send", label, css_class=css))
    helper.form_tag = False
    helper.disable_csrf = True
    return helper


class CodeForm(forms.Form):
    """The code of an invitation, pasted."""

    code = forms.CharField(
        label=_("Your link or code"),
        max_length=400,
        help_text=_("Paste the whole link, or only the code behind the # sign."),
        widget=forms.TextInput(attrs={"autocomplete": "off", "spellcheck": "false"}),
    )

    helper = calm(_("Continue"))


class PersonForm(forms.Form):
    """Who answers; with ``domains`` also the work address that a code is mailed to."""

    name = forms.CharField(
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
            self.fields["email"] = forms.EmailField(
                label=_("Your work address"),
                help_text=_(
                    "An address at %(domains)s. We mail six digits to it, and use it for nothing else."
                )
                % {"domains": _(" or ").join(domains)},
                widget=forms.EmailInput(attrs={"autocomplete": "email"}),
            )

    def clean_email(self) -> str:
        return str(self.cleaned_data["email"]).lower()


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


class RemarkForm(forms.Form):
    """What the vendor says about a weak answer."""

    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=RemarkKind.choices,
        initial=RemarkKind.ACTION,
        widget=forms.RadioSelect,
    )
    text = forms.CharField(
        label=_("In your words"),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    due_on = forms.DateField(
        label=_("Done by"),
        required=False,
        help_text=_("Only for something you will change."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )

    helper = calm(_("Save"))

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if cleaned.get("kind") == RemarkKind.JUSTIFICATION:
            cleaned["due_on"] = None
        elif "due_on" in cleaned and cleaned["due_on"] is None:
            self.add_error("due_on", _("Give the day by which it will be done."))
        elif cleaned.get("due_on") and cleaned["due_on"] < timezone.localdate():
            self.add_error("due_on", _("The day must not lie in the past."))
        return cleaned


class ReplyForm(forms.Form):
    """What the vendor says to a question about an answer."""

    text = forms.CharField(
        label=_("Your reply"),
        max_length=4000,
        error_messages={"required": _("Write a reply first.")},
    )


class ColleagueForm(forms.Form):
    """Whom a lead asks, and for what."""

    email = forms.EmailField(label=_("E-mail address of your colleague"))
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


class AttestationForm(forms.Form):
    """Who stands for the answers."""

    name = forms.CharField(
        label=_("Your name"),
        max_length=200,
        widget=forms.TextInput(attrs={"autocomplete": "name"}),
    )
    role = forms.CharField(
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
        self,
        *args: Any,
        open_questions: int = 0,
        weak_answers: int = 0,
        **kwargs: Any,
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


class EvidenceForm(forms.Form):
    """What is said of every piece of evidence; the kinds below add what it is."""

    level = forms.ChoiceField(
        label=_("What it does"),
        choices=[
            (
                EvidenceLevel.DOCUMENTED,
                _("It is a document that shows that the answer is true"),
            ),
            (EvidenceLevel.DECLARED, _("It explains the answer in our own words")),
        ],
        widget=forms.RadioSelect,
        initial=EvidenceLevel.DOCUMENTED,
    )
    title = forms.CharField(
        label=_("Name (optional)"),
        max_length=200,
        required=False,
        help_text=_("What whoever reads it should call it."),
    )
    effective_on = forms.DateField(
        label=_("Holds from (optional)"),
        required=False,
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )
    expires_on = forms.DateField(
        label=_("Holds until (optional)"),
        required=False,
        help_text=_("For example the last day of a certificate."),
        widget=forms.DateInput(attrs={"type": "date"}, format="%Y-%m-%d"),
    )


class FileForm(EvidenceForm):
    """A file; what it is, is decided by its content."""

    file = forms.FileField(
        label=_("File"),
        help_text=_(
            "PDF, PNG, JPEG, text, CSV, Markdown, JSON, YAML, XLSX, DOCX, ODT or ODS, "
            "at most 20 MB. Take out passwords, keys and names of customers first."
        ),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("This file is empty."),
        },
        widget=forms.FileInput(
            attrs={
                "accept": ".pdf,.png,.jpg,.jpeg,.txt,.csv,.md,.json,.yaml,.yml,"
                ".xlsx,.docx,.odt,.ods"
            }
        ),
    )
    field_order = ("file", "level", "title", "effective_on", "expires_on")


class LinkForm(EvidenceForm):
    """A web address."""

    url = forms.CharField(
        label=_("Web address"),
        max_length=2000,
        help_text=_("A page that whoever asked can open, for example your trust page."),
        error_messages={"required": _("Enter a web address.")},
        widget=forms.URLInput(attrs={"placeholder": "https://"}),
    )
    field_order = ("url", "level", "title", "effective_on", "expires_on")


class NoteForm(EvidenceForm):
    """A few sentences."""

    text = forms.CharField(
        label=_("Note"),
        max_length=4000,
        help_text=_("For example where a document can be seen, and with whom."),
        error_messages={"required": _("Write a note first.")},
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    field_order = ("text", "level", "title", "effective_on", "expires_on")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["level"].initial = EvidenceLevel.DECLARED


class AnswersFileForm(forms.Form):
    """A questionnaire that was filled in away from the page."""

    file = forms.FileField(
        label=_("The file you filled in"),
        help_text=_(
            "The workbook (XLSX) or the answers file (YAML), at most 5 MB. You see what "
            "would change before anything is saved."
        ),
        error_messages={
            "required": _("Choose a file."),
            "empty": _("This file is empty."),
        },
        widget=forms.FileInput(attrs={"accept": ".xlsx,.yaml,.yml,.json"}),
    )

    helper = calm(_("Upload and look"))


class AnswerForm(forms.Form):
    """One question, as fields a browser can show; ``raw`` is what was entered.

    The fields are named after the question, so that a whole section fits on one page.
    """

    def __init__(
        self,
        document: Document,
        question: Question,
        *,
        value: Value | None = None,
        options: tuple[Option, ...] | None = None,
        places: tuple[Country, ...] = (),
        data: Any = None,
        prefix: str = "",
    ) -> None:
        super().__init__(data, prefix=prefix or question.id)
        self.document = document
        self.question = question
        self.places = places
        self._options = question.options if options is None else options
        getattr(self, f"_add_{question.kind}")(value)
        self._add_not_applicable(value)

    @property
    def given(self) -> list[forms.BoundField]:
        """The fields of the answer itself, without the way to say that it does not apply."""
        return [field for field in self if field.name not in ("na", "reason")]

    @property
    def na_reason(self) -> str:
        """Why the question does not apply, as entered or as stored."""
        return str(self["reason"].value() or "") if "reason" in self.fields else ""

    @property
    def says_not_applicable(self) -> bool:
        """Whether "it does not apply" is what was chosen last."""
        if "reason" not in self.fields:
            return False
        name = "na" if "na" in self.fields else self._chooser
        value = self[name].value()
        return value is True or value in (NOT_APPLICABLE, "on")

    @property
    def na_name(self) -> str:
        """The name of the field that says it, as HTML knows it."""
        return self.add_prefix("na" if "na" in self.fields else self._chooser)

    def raw(self) -> object:
        """What was entered, for ``document.cleaning``; None when nothing was."""
        got = self.cleaned_data
        kind = self.question.kind
        if got.get("na") or got.get(self._chooser) == NOT_APPLICABLE:
            return {"not_applicable": got.get("reason", "")}
        if kind is Kind.LEGAL_BASES:
            return {c.code: got[c.code] for c in self.places if got.get(c.code)} or None
        if kind is Kind.COUNTRIES:
            return [*got.get("value", []), *got.get("special", [])] or None
        value = got.get("value")
        if got.get("special"):
            return got["special"]
        if kind is Kind.NUMBER and value:
            return {
                "value": value,
                "unit": got.get("unit") or self.question.units[0].code,
            }
        return value or None

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if (
            self.question.kind in (Kind.NUMBER, Kind.DATE)
            and cleaned.get("special")
            and cleaned.get("value")
        ):
            chosen = self.question.choice(cleaned["special"])
            label = chosen.label if chosen else ""
            raise forms.ValidationError(
                _(
                    "You entered a value and chose “%(label)s” as well. Keep one of them."
                )
                % {"label": label}
            )
        raw = self.raw() if not self.errors else None
        if isinstance(raw, dict) and raw.get("not_applicable") == "":
            raise forms.ValidationError(_("Say why it does not apply."))
        if cleaned.get("na") and _is_given(cleaned):
            raise forms.ValidationError(
                _(
                    "You gave an answer and said that it does not apply. Keep one of them."
                )
            )
        if raw is not None:
            try:
                clean(self.document, self.question, raw, as_of=timezone.localdate())
            except AnswerError as error:
                raise forms.ValidationError(error.text) from error
        return cleaned

    @property
    def _chooser(self) -> str:
        """The group of radio buttons that "it does not apply" belongs to."""
        return "special" if self.question.kind in (Kind.NUMBER, Kind.DATE) else "value"

    def _add_not_applicable(self, value: Value | None) -> None:
        """Offer "it does not apply", with a reason, where no option of its own says so."""
        if self.question.may_not_apply or (
            self.question.kind is Kind.LEGAL_BASES and not self.places
        ):
            return
        known = value.get("not_applicable") if isinstance(value, dict) else None
        chooser = self.fields.get(self._chooser)
        # Django's check boxes are a kind of radio buttons.
        is_radio = chooser is not None and type(chooser.widget) is forms.RadioSelect
        if is_radio and isinstance(chooser, forms.ChoiceField):
            listed = cast("list[tuple[Any, Any]]", chooser.choices)
            chooser.choices = [*listed, (NOT_APPLICABLE, _("It does not apply"))]
            if known is not None:
                chooser.initial = NOT_APPLICABLE
        else:
            self.fields["na"] = forms.BooleanField(
                required=False, initial=known is not None
            )
        self.fields["reason"] = forms.CharField(
            label=_("Why it does not apply"),
            required=False,
            max_length=MAX_REASON,
            initial=known or "",
        )

    def _add_single(self, value: Value | None) -> None:
        self.fields["value"] = forms.ChoiceField(
            label=self.question.text,
            choices=[(o.code, o.label) for o in self._options],
            widget=forms.RadioSelect,
            required=False,
            initial=value,
            error_messages={"invalid_choice": _("Choose one of the answers shown.")},
        )

    def _add_multi(self, value: Value | None) -> None:
        self.fields["value"] = forms.MultipleChoiceField(
            label=self.question.text,
            choices=[(o.code, o.label) for o in self._options],
            widget=forms.CheckboxSelectMultiple,
            required=False,
            initial=list(codes_of(value)),
            error_messages={"invalid_choice": _("Choose from the answers shown.")},
        )

    def _add_number(self, value: Value | None) -> None:
        known = value if isinstance(value, dict) else {}
        units = self.question.units
        self.fields["value"] = forms.CharField(
            label=_("Number") if len(units) > 1 else units[0].label.capitalize(),
            required=False,
            max_length=20,
            initial=known.get("value", ""),
            widget=forms.TextInput(
                attrs={"inputmode": "decimal", "autocomplete": "off", "size": 8}
            ),
        )
        if len(units) > 1:
            self.fields["unit"] = forms.ChoiceField(
                label=_("Unit"),
                choices=[(unit.code, unit.label) for unit in units],
                required=False,
                initial=known.get("unit", units[0].code),
            )
        self._add_special(value, _("The number above"))

    def _add_date(self, value: Value | None) -> None:
        is_date = isinstance(value, str) and self.question.choice(value) is None
        self.fields["value"] = forms.CharField(
            label=_("Date"),
            required=False,
            max_length=10,
            initial=value if is_date else "",
            widget=forms.TextInput(attrs={"type": "date"}),
        )
        self._add_special(value, _("The date above"))

    def _add_special(self, value: Value | None, as_entered: _StrPromise) -> None:
        if self.question.specials:
            chosen = (
                value
                if isinstance(value, str) and self.question.choice(value)
                else AS_ENTERED
            )
            self.fields["special"] = forms.ChoiceField(
                label=_("Or"),
                choices=[
                    (AS_ENTERED, as_entered),
                    *((o.code, o.label) for o in self.question.specials),
                ],
                widget=forms.RadioSelect,
                required=False,
                initial=chosen,
            )

    def _add_text(self, value: Value | None) -> None:
        self.fields["value"] = forms.CharField(
            label=self.question.text,
            required=False,
            max_length=MAX_TEXT,
            initial=value if isinstance(value, str) else "",
            widget=forms.Textarea(attrs={"rows": 2}),
        )

    def _add_countries(self, value: Value | None) -> None:
        chosen = list(codes_of(value))
        countries = sorted(
            self.document.countries.values(), key=lambda country: country.name
        )
        self.fields["value"] = forms.MultipleChoiceField(
            label=_("Countries"),
            choices=[(country.code, country.name) for country in countries],
            required=False,
            initial=[code for code in chosen if code in self.document.countries],
            widget=forms.SelectMultiple(attrs={"size": 8, "data-countries": ""}),
            error_messages={"invalid_choice": _("Choose countries from the list.")},
        )
        if self.question.specials:
            self.fields["special"] = forms.MultipleChoiceField(
                label=_("Or"),
                choices=[(o.code, o.label) for o in self.question.specials],
                required=False,
                initial=[o.code for o in self.question.specials if o.code in chosen],
                widget=forms.CheckboxSelectMultiple,
            )

    def _add_legal_bases(self, value: Value | None) -> None:
        known = value if isinstance(value, dict) else {}
        for country in self.places:
            self.fields[country.code] = forms.ChoiceField(
                label=country.name,
                choices=[
                    ("", _("Choose a legal basis")),
                    *(
                        (b.code, b.label)
                        for b in bases_for(self.document, country.code)
                    ),
                ],
                required=False,
                initial=known.get(country.code, ""),
                help_text=" ".join(
                    filter(
                        None,
                        (
                            country.decision and f"{country.decision}.",
                            country.condition
                            and _("Condition: %(words)s.")
                            % {"words": country.condition},
                        ),
                    )
                ),
            )


def _is_given(cleaned: Mapping[str, Any]) -> bool:
    """Whether anything was entered besides "it does not apply"."""
    return any(
        value
        for name, value in cleaned.items()
        if name not in ("na", "reason", "unit") and value != NOT_APPLICABLE
    )
