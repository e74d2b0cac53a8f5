"""One answer, as the document asks for it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, cast

from django import forms
from django.utils.translation import gettext_lazy as _

from questionnaires.document.cleaning import MAX_REASON, clean
from questionnaires.document.errors import AnswerError
from questionnaires.document.kinds.base import MAX_TEXT
from questionnaires.document.kinds.legal_bases import bases_for
from questionnaires.document.meaning import codes_of
from questionnaires.document.model import Country, Document, Kind, Option, Question
from questionnaires.document.numbers import split_unit
from questionnaires.document.values import Value
from questionnaires.forms.common import LongText
from questionnaires.queries import latest_today

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

AS_ENTERED = ""
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
            return self._number(value, got.get("unit"))
        return value or None

    def _number(self, value: str, unit: str | None) -> object:
        """A unit typed behind the number goes before the one the list was left at."""
        try:
            typed, behind = split_unit(self.question, value)
        except AnswerError:
            return value  # refused where it is cleaned
        if behind is not None:
            return {"value": typed, "unit": behind.code}
        return {"value": value, "unit": unit or self.question.units[0].code}

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
                clean(self.document, self.question, raw, as_of=latest_today())
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
        self.fields["reason"] = LongText(
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
            max_length=40,
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
        self.fields["value"] = LongText(
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
