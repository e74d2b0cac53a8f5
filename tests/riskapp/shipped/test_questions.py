"""The questions are asked as the best surveys ask: one thing at a time, in one voice, in plain
words, with options that say everything and give nothing away."""

from __future__ import annotations

import re
from collections.abc import Iterable
from pathlib import Path

import pytest

from questionnaires.document.contradictions import contradictions
from questionnaires.document.model import Document, Kind, Question
from questionnaires.document.parsing import load_document
from questionnaires.document.translation import document_keys, texts_in
from riskapp.scoring.rated.model import rated, rated_option
from riskapp.shipped.core import CONTENT, CORE, core_document, core_document_in
from riskapp.tools.follow_up import core_follow_up
from tests.factories.plain import plain_yaml
from tests.factories.responses import with_value
from tests.factories.texts import readable_texts
from tests.riskapp.shipped.test_examples import answer_set_of

CHANGES = Path(__file__).parents[3] / "docs" / "questionnaire-changes.md"
EARLIER = sorted((CONTENT / "earlier").iterdir())
BEFORE = CONTENT / "earlier" / "ai-toolchain-partner@2.yaml"

NEGATIVE = {
    "en": r"\b(?:not|no|never|nobody|nothing|none|neither|without|cannot)\b|n't\b",
    "de": r"\b(?:nicht|kein\w*|nie|niemand\w*|nichts|weder|ohne|gar nicht)\b",
}
ANSWERED_NO = {
    "en": r"^(?:no|nothing|none(?: of these)?|nowhere|not at all)\b|\bnot known\b|\bor no\b",
    "de": r"^(?:nein|nichts(?: davon)?|keine\w*|nirgends|gar nicht)\b|\bnicht bekannt\b|\boder keine?\b",
}
OTHER_VOICES = {
    "en": r"\b(?:(?i:we|our|ours|this buyer|buyers?|clients?)|us|Us)\b",
    "de": r"\b(?i:wir|uns|unser\w*|diese[rsmn]? Auftraggeber\w*)\b",
}
SCORING = r"(?i)\b(?:class(?:es)? \d|scores?|scored|scoring|counts? as \d|risk value|weighted)\b"
THE_PAGE = r"(?i)\b(?:fields?|(?<!order )forms?|tick box|this page|screen shows|tool section)\b"
PROVISION = r"\b(?:Art\.|Articles?|Chapter|Clause)(?= [\dIVX])"
NAMED = r"(?:GDPR|NIS2|DORA|CRA|AI Act|standard contractual clauses,) $"
DAY = r"\b\d{4}-\d\d-\d\d\b"

# Facts of the register, looked up and not judged: whoever does not know leaves them open.
LOOKED_UP = {"INV-04", "T-01", "T-02", "T-04", "T-05", "T-06", "T-08", "T-09", "T-17"}
LANGUAGES = ["en", "de"]


def asked(language: str = "en") -> list[Question]:
    document = core_document_in(language)
    return [question for section in document.sections for question in section.questions]


def labels(question: Question) -> list[str]:
    return [choice.label for choice in question.choices.values()]


def every_text(language: str) -> list[str]:
    texts = readable_texts(plain_yaml(CORE.read_text("utf-8")))
    german = texts_in("ai-toolchain-partner", "de")
    return texts if language == "en" else [german.get(text, text) for text in texts]


def with_(pattern: str, texts: Iterable[str]) -> list[str]:
    return [text for text in texts if re.search(pattern, text)]


@pytest.mark.parametrize("language", LANGUAGES)
def test_one_voice_speaks_of_your_customer(language):
    assert with_(OTHER_VOICES[language], every_text(language)) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_question_asks_one_thing(language):
    two = r"(?i)\b(?:and|und) (?:how|when|where|whether|wie|wann|wo|ob)\b|\band/or\b"

    assert with_(two, (question.text for question in asked(language))) == []
    assert [q.id for q in asked(language) if q.text.count("?") != 1] == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_text_says_no_twice(language):
    negative = re.compile(NEGATIVE[language], re.IGNORECASE)
    plain = re.compile(ANSWERED_NO[language], re.IGNORECASE)

    twice = [q.text for q in asked(language) if len(negative.findall(q.text)) > 1]
    twice += [
        label
        for question in asked(language)
        for label in labels(question)
        if len(negative.findall(plain.sub("", label))) > 1
    ]

    assert twice == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_no_two_options_read_alike(language):
    alike = [
        question.id
        for question in (*asked(language), *core_document_in(language).profile)
        if len({label.casefold() for label in labels(question)}) < len(labels(question))
    ]

    assert alike == []


def test_whoever_does_not_know_can_say_so():
    silent = []
    for question in asked():
        if question.id in LOOKED_UP:
            continue
        known = any(
            code == "unknown" or "not known" in choice.label
            for code, choice in question.choices.items()
        )
        if not known:
            silent.append(question.id)

    assert silent == ["T-22"], (
        "its legal bases, which say it, stand beside the questions"
    )


def test_what_stands_alone_comes_last():
    for question in asked():
        codes = [option.code for option in question.options]
        alone = [
            option.code
            for option in question.options
            if option.exclusive or option.not_applicable or option.code == "unknown"
        ]

        assert codes[len(codes) - len(alone) :] == alone, question.id


def test_the_place_of_an_option_does_not_give_the_best_answer_away():
    first = []
    for question in asked():
        risks = [
            rated_option(option).risk
            for option in question.options
            if option.code != "unknown" and not option.not_applicable
        ]
        if (
            question.kind is Kind.SINGLE
            and rated(question).weight
            and None not in risks
        ):
            first.append(risks[0] == min(risks))

    assert 0.2 < sum(first) / len(first) < 0.5


@pytest.mark.parametrize(
    "pattern", [SCORING, THE_PAGE, DAY, r"(?i)\b(?:not|none) shown\b"]
)
def test_no_text_speaks_of_scores_pages_or_days_of_machines(pattern):
    assert with_(pattern, every_text("en")) == []


@pytest.mark.parametrize("language", LANGUAGES)
def test_a_provision_carries_the_name_of_its_act(language):
    provision = PROVISION
    named = NAMED
    if language == "de":
        provision = r"\b(?:Art\.|Artikel|Kapitel|Klausel)(?= [\dIVX])"
        named = r"(?:DSGVO|NIS2|DORA|CRA|KI-Verordnung|Standardvertragsklauseln,) $"

    bare = [
        text
        for text in every_text(language)
        for found in re.finditer(provision, text)
        if not re.search(named, text[: found.start()], re.IGNORECASE)
    ]

    assert bare == []


def words_of(question: Question) -> tuple[str, ...]:
    named = rated(question)
    return (
        question.text,
        question.guidance,
        question.evidence,
        named.finding,
        named.remedy,
        *labels(question),
    )


def before() -> Document:
    return load_document(BEFORE)


def test_each_change_of_a_question_has_its_reason():
    told = CHANGES.read_text("utf-8")
    earlier = before().questions

    untold = [
        name
        for name, question in core_document().questions.items()
        if words_of(question) != words_of(earlier[name]) and f"| {name} |" not in told
    ]

    assert untold == []


def test_an_answer_of_the_version_before_is_still_offered():
    now = core_document().questions

    gone = [
        f"{name} {code}"
        for name, question in before().questions.items()
        for code in question.choices
        if code not in now[name].choices
    ]

    assert gone == []


@pytest.mark.parametrize("path", EARLIER, ids=lambda path: path.stem)
def test_an_earlier_version_is_still_read_in_german(path):
    texts = readable_texts(plain_yaml(path.read_text("utf-8")), document_keys())
    german = texts_in("ai-toolchain-partner", "de")

    assert [t for t in texts if re.search("[a-z]", t) and t not in german] == []


def first_tool_with(**said):
    careful = answer_set_of("careful")
    entry = careful.entries("TOOL")[0].id
    for question, value in said.items():
        careful = with_value(careful, (question.replace("_", "-"), entry), value)
    return careful, entry


@pytest.mark.parametrize(
    ("signs_in", "is_one"), [("delegated", False), ("app", False), ("key", True)]
)
def test_a_sign_in_long_ago_contradicts_no_token_of_hours(signs_in, is_one):
    said, entry = first_tool_with(
        T_11=signs_in, T_13={"value": 8, "unit": "hours"}, T_14="2026-09-01"
    )

    found = [c for c in contradictions(said) if c.check == 3 and c.entry == entry]

    assert bool(found) is is_one


@pytest.mark.parametrize(("signs_in", "is_one"), [("delegated", False), ("key", True)])
def test_nor_does_it_contradict_replacement_by_itself(signs_in, is_one):
    said, entry = first_tool_with(T_11=signs_in, T_14="2025-01-01")
    said = with_value(said, ("IDC-04", ""), "auto")

    found = [
        statement.id
        for statement, item in core_follow_up().contradictions(said)
        if item.entry == entry
    ]

    assert ("changed-automatically" in found) is is_one
