from decimal import Decimal

import pytest
from django.template import Context, Template
from django.utils import translation

from riskapp.common.numbers import Shown, number


@pytest.mark.parametrize(
    ("value", "english", "german"),
    [
        ("27.3", "27.3", "27,3"),
        ("40.0", "40.0", "40,0"),
        (Decimal("0.1"), "0.1", "0,1"),
        (2.25, "2.25", "2,25"),
        (2000, "2,000", "2.000"),
        ("CR-05", "CR-05", "CR-05"),
        ("NaN", "NaN", "NaN"),
        (None, "", ""),
    ],
)
def test_a_number_is_written_as_the_reader_writes_it(value, english, german):
    assert number(value) == english
    with translation.override("de"):
        assert number(value) == german


SENTENCE = Template(
    "{% load i18n words %}{% blocktranslate count number=found|counted %}"
    "{{ number }} finding{% plural %}{{ number }} findings{% endblocktranslate %}"
)


@pytest.mark.parametrize(
    ("found", "english", "german"),
    [
        (1, "1 finding", "1 Feststellung"),
        (999, "999 findings", "999 Feststellungen"),
        (1204, "1,204 findings", "1.204 Feststellungen"),
    ],
)
def test_a_count_in_a_sentence_has_its_thousands_apart(found, english, german):
    assert SENTENCE.render(Context({"found": found})) == english
    with translation.override("de"):
        assert SENTENCE.render(Context({"found": found})) == german


def test_a_count_that_is_shown_counts_as_the_number_it_is():
    assert Shown(1204) + 1 == 1205
    assert f"{Shown(1204):d}" == "1204"
