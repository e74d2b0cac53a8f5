"""Countries by their codes, and special answers beside them."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Any

from questionnaires.document.errors import AnswerError
from questionnaires.document.kinds.asking import AskedQuestion, Field, Shape
from questionnaires.document.kinds.base import Context, QuestionKind, several, word
from questionnaires.document.kinds.names import Kind
from questionnaires.document.meaning import codes_of
from questionnaires.document.model import Document, Question, Test
from questionnaires.document.offline.cells import Parts, Wrong
from questionnaires.document.offline.labels import Labels
from questionnaires.document.values import Value
from questionnaires.document.words import say as _

if TYPE_CHECKING:
    from questionnaires.document.offline.layout import Choices


class Countries(QuestionKind):
    """The value is a list of codes, sorted, with the specials last."""

    kind = Kind.COUNTRIES
    names_places = True
    tests = (Test.PLACE, Test.ONLY_PLACE)

    def clean(self, context: Context, question: Question, raw: object) -> list[str]:
        document = context.document
        special = {
            name.casefold(): option.code
            for option in question.specials
            for name in (*option.aliases, option.code)
        }
        words = (word(question, item) for item in several(question, raw))
        chosen = {
            special.get(named.casefold()) or document.country_code(named) or named
            for named in words
        }
        specials = [option for option in question.specials if option.code in chosen]
        codes = chosen - {option.code for option in specials}
        for code in sorted(codes - set(document.countries)):
            raise AnswerError(
                question.id,
                _("“%(code)s” is not a country code. Use two letters, for example IE.")
                % {"code": code[:60]},
            )
        alone = [option for option in specials if option.exclusive]
        if alone and len(chosen) > 1:
            raise AnswerError(
                question.id,
                _("“%(label)s” cannot be chosen together with countries.")
                % {"label": alone[0].label},
            )
        return [*sorted(codes), *(option.code for option in specials)]

    def fields(self, asked: AskedQuestion) -> Iterator[Field]:
        countries, specials = asked.document.countries, asked.question.specials
        chosen = codes_of(asked.value)
        yield Field(
            "value",
            _("Countries"),
            Shape.SEVERAL_FROM_LIST,
            initial=[code for code in chosen if code in countries],
            choices=[
                (country.code, country.name)
                for country in sorted(countries.values(), key=lambda c: c.name)
            ],
            invalid=_("Choose countries from the list."),
        )
        if specials:
            yield Field(
                "special",
                _("Or"),
                Shape.MANY,
                initial=[o.code for o in specials if o.code in chosen],
                choices=[(o.code, o.label) for o in specials],
            )

    def entered(
        self, _asked: AskedQuestion, got: Mapping[str, Any]
    ) -> list[str] | None:
        return [*got.get("value", []), *got.get("special", [])] or None

    def one(self, document: Document, question: Question, code: str) -> str:
        if question.choice(code) is None and code in document.countries:
            return document.countries[code].name
        return super().one(document, question, code)

    def explained(self, _document: Document, _question: Question) -> Iterator[str]:
        yield _("a list of country codes, such as [IE, US]")

    def how(self, _question: Question) -> str:
        return _("Countries by name or two letters, separated by semicolons.")

    def labels(self, choices: Choices, question: Question) -> Labels:
        special = [(option.code, option.label) for option in question.specials]
        also = [(o.code, name) for o in question.specials for name in o.aliases]
        return Labels([*special, *choices.places], also=[*also, *choices.place_names])

    def cell(self, choices: Choices, question: Question, value: Value) -> str:
        if isinstance(value, dict):
            return str(value["value"])
        return choices.of(question).join(codes_of(value))

    def read(
        self, choices: Choices, question: Question, parts: Parts
    ) -> list[str] | None:
        written = parts.written
        if written is None:
            return None
        codes, unknown = choices.of(question).split(written.text)
        if unknown:
            written.refuse_without_reason()
            raise Wrong(
                written.place,
                _("“%(word)s” is no country") % {"word": unknown[0][:60]},
                _("names or codes from the sheet of countries"),
            )
        return codes or None
