"""One answer, as the document asks for it."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any, cast

from django import forms
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from questionnaires.document.cleaning import MAX_REASON, clean
from questionnaires.document.errors import AnswerError
from questionnaires.document.kinds.asking import AskedQuestion, Field, Shape
from questionnaires.document.kinds.base import MAX_TEXT
from questionnaires.document.kinds.registry import kind_of
from questionnaires.document.model import Country, Document, Option, Question
from questionnaires.document.values import Value
from questionnaires.forms.common import LongText
from questionnaires.queries import latest_today

# What the browser sends for "it does not apply"; no option can have this code.
NOT_APPLICABLE = "-does-not-apply-"


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
        self.kind = kind_of(question)
        offered = question.options if options is None else options
        self.asked = AskedQuestion(document, question, value, offered, places)
        self.exclusive = {o.code for o in question.options if o.exclusive}
        for field in self.kind.fields(self.asked):
            self.fields[field.name] = _SHAPES[field.shape](field)
        self._add_not_applicable(value)

    @property
    def given(self) -> list[forms.BoundField]:
        """The fields of the answer itself, without the way to say that it does not apply."""
        return [field for field in self if field.name not in ("na", "reason")]

    @property
    def is_one_of_a_list(self) -> bool:
        """Whether one choice from a list is the whole answer."""
        given = [field.field for field in self.given]
        return len(given) == 1 and type(given[0].widget) is forms.RadioSelect

    @property
    def takes_ticks(self) -> bool:
        """Whether ticks in a list are the whole answer."""
        given = [field.field for field in self.given]
        return len(given) == 1 and isinstance(
            given[0].widget, forms.CheckboxSelectMultiple
        )

    @property
    def country_options(self) -> SafeString:
        """Every country as HTML, by its name, with what else it is called. They are written once
        for a document: a page has hundreds of them, and only what is chosen differs."""
        chosen = self["value"].value() or ()
        return format_html_join(
            "",
            "{}{}{}",
            (
                (before, " selected" if code in chosen else "", after)
                for code, before, after in self.document.kept("options", _options)
            ),
        )

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
        if got.get("na") or got.get(self._chooser) == NOT_APPLICABLE:
            return {"not_applicable": got.get("reason", "")}
        return self.kind.entered(self.asked, got)

    def clean(self) -> dict[str, Any]:
        cleaned: dict[str, Any] = super().clean() or {}
        if (
            self._chooser == "special"
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
        reason = cleaned.get("reason") or ""
        if isinstance(raw, dict) and raw.get("not_applicable") == "":
            raise forms.ValidationError(_("Not saved yet: say why it does not apply."))
        if (
            raw is None
            and not self.errors
            and reason
            and reason != self.fields["reason"].initial
        ):
            raise forms.ValidationError(
                _("Not saved yet: you say why it does not apply; choose that as well.")
            )
        if cleaned.get("na") and _is_given(cleaned):
            raise forms.ValidationError(
                _(
                    "You gave an answer and said that it does not apply. Keep one of them."
                )
            )
        if raw is not None:
            try:
                clean(self.document, self.question, raw, as_of=latest_today())
            except AnswerError as error:
                raise forms.ValidationError(error.text) from error
        return cleaned

    @property
    def _chooser(self) -> str:
        """The group of radio buttons that "it does not apply" belongs to."""
        return self.kind.chooser

    def _add_not_applicable(self, value: Value | None) -> None:
        """Offer "it does not apply", with a reason, where no option of its own says so."""
        if self.question.may_not_apply or not self.kind.offers_reason(self.asked):
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
        self.fields["reason"] = LongText(
            label=_("Why it does not apply"),
            required=False,
            max_length=MAX_REASON,
            initial=known or "",
        )


def _options(document: Document) -> list[tuple[str, SafeString, SafeString]]:
    """The code of each country, and its option before and after what says that it is chosen."""
    return [
        (
            country.code,
            format_html('<option value="{}"', country.code),
            format_html(
                "{}>{}</option>",
                format_html(' data-also="{}"', "|".join(country.aliases))
                if country.aliases
                else "",
                country.name,
            ),
        )
        for country in sorted(document.countries.values(), key=lambda c: c.name)
    ]


def _is_given(cleaned: Mapping[str, Any]) -> bool:
    """Whether anything was entered besides "it does not apply"."""
    return any(
        value
        for name, value in cleaned.items()
        if name not in ("na", "reason", "unit") and value != NOT_APPLICABLE
    )


def _one(field: Field) -> forms.Field:
    return _choices(field, forms.ChoiceField, forms.RadioSelect())


def _many(field: Field) -> forms.Field:
    return _choices(field, forms.MultipleChoiceField, forms.CheckboxSelectMultiple())


def _from_list(field: Field) -> forms.Field:
    return _choices(field, forms.ChoiceField, forms.Select())


def _several_from_list(field: Field) -> forms.Field:
    widget = forms.SelectMultiple(attrs={"size": 8, "data-countries": ""})
    return _choices(field, forms.MultipleChoiceField, widget)


def _choices(
    field: Field, kind: type[forms.ChoiceField], widget: forms.Widget
) -> forms.Field:
    return kind(
        label=field.label,
        choices=list(field.choices),
        widget=widget,
        required=False,
        initial=field.initial,
        help_text=field.help,
        error_messages={"invalid_choice": field.invalid} if field.invalid else None,
    )


def _number(field: Field) -> forms.Field:
    attributes = {"inputmode": "decimal", "autocomplete": "off", "size": 8}
    return forms.CharField(
        label=field.label,
        required=False,
        max_length=40,
        initial=field.initial,
        widget=forms.TextInput(attrs=attributes),
    )


def _day(field: Field) -> forms.Field:
    return forms.CharField(
        label=field.label,
        required=False,
        max_length=10,
        initial=field.initial,
        widget=forms.TextInput(attrs={"type": "date"}),
    )


def _text(field: Field) -> forms.Field:
    return LongText(
        label=field.label,
        required=False,
        max_length=MAX_TEXT,
        initial=field.initial,
        widget=forms.Textarea(attrs={"rows": 2}),
    )


_SHAPES: Mapping[Shape, Callable[[Field], forms.Field]] = {
    Shape.ONE: _one,
    Shape.MANY: _many,
    Shape.FROM_LIST: _from_list,
    Shape.SEVERAL_FROM_LIST: _several_from_list,
    Shape.NUMBER: _number,
    Shape.DAY: _day,
    Shape.TEXT: _text,
}
