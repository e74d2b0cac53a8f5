"""Countries on a page, in words and in a file."""

import pytest

from questionnaires.document.kinds.asking import AskedQuestion
from questionnaires.document.kinds.countries import Countries
from tests.factories.documents import PLACES, minimal_document

DOCUMENT = minimal_document(
    """
    - id: where
      text: Where?
      kind: countries
      weight: 0
      specials: [{code: unknown, label: Not known, risk: 4}]
    - {id: plain, text: Where else?, kind: countries, weight: 0}
    """,
    **PLACES,
)
KIND = Countries()


def fields(name, value=None):
    return list(KIND.fields(AskedQuestion(DOCUMENT, DOCUMENT.questions[name], value)))


def test_countries_are_offered_by_name_and_what_stands_beside_them_apart():
    countries, special = fields("where", ["IE", "unknown"])

    assert [label for _, label in countries.choices] == [
        "India",
        "Ireland",
        "Kosovo",
        "Switzerland",
        "United States",
    ]
    assert countries.initial == ["IE"]
    assert special.initial == ["unknown"]
    assert special.choices == [("unknown", "Not known")]


def test_nothing_is_asked_beside_countries_where_there_is_nothing():
    assert [field.name for field in fields("plain")] == ["value"]


@pytest.mark.parametrize(
    ("got", "entered"),
    [
        ({"value": ["IE"], "special": ["unknown"]}, ["IE", "unknown"]),
        ({"value": ["IE"]}, ["IE"]),
        ({"special": ["unknown"]}, ["unknown"]),
        ({"value": [], "special": []}, None),
        ({}, None),
    ],
)
def test_both_fields_make_one_answer(got, entered):
    asked = AskedQuestion(DOCUMENT, DOCUMENT.questions["where"])

    assert KIND.entered(asked, got) == entered


@pytest.mark.parametrize(
    ("code", "name"), [("IE", "Ireland"), ("unknown", "Not known")]
)
def test_a_code_is_said_by_its_name(code, name):
    assert KIND.one(DOCUMENT, DOCUMENT.questions["where"], code) == name
