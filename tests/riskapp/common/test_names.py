"""One form of a name, by which names are compared."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from riskapp.common.names import (
    MAX_KEY,
    address,
    domain_of,
    is_readable,
    meant,
    normal,
    tidy,
)


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("Acme Ltd", "ACME LTD"),
        ("Acme Ltd", "Acme\u00a0Ltd"),
        ("Acme Ltd", "  Acme   Ltd "),
        ("Acme Ltd", "Acme Ltd\u200b"),
        ("Acme Ltd", "\u202eAcme\u2060 Ltd"),
        ("Müller AG", "Mu\u0308ller AG"),
        ("Straße", "STRASSE"),
        ("Portal 2", "Portal ２"),
        ("Ofﬁce", "Office"),
        ("A\u3164B", "AB"),
    ],
)
def test_names_that_look_alike_are_one(one, other):
    assert normal(one) == normal(other)


def test_names_that_differ_stay_apart():
    assert len({normal(name) for name in ("Acme", "Acme AG", "Ácme", "Acme 2")}) == 4


@pytest.mark.parametrize("name", ["\u200b", "\u202e", "\u3164", " \u2800 ", "--", ""])
def test_a_name_without_a_visible_letter_cannot_be_read(name):
    assert not is_readable(name)


@pytest.mark.parametrize("name", ["3M", "雷", "Ω", "\u202eevil"])
def test_a_name_with_one_visible_letter_can_be_read(name):
    assert is_readable(name)


def test_a_name_is_kept_without_what_nobody_sees():
    assert tidy(" \u202e evil\u200b  Ltd ") == "evil Ltd"
    assert tidy("نامه\u200cای") == "نامه\u200cای"


def test_an_address_is_kept_as_it_was_meant():
    assert address(" Ana@vendor.example\u200b ") == "ana@vendor.example"


@pytest.mark.parametrize(
    "text",
    [
        "info@münchen.example",
        "info@mu\u0308nchen.example",
        "Info@MÜNCHEN.example",
        "info@xn--mnchen-3ya.example",
        "info@XN--MNCHEN-3YA.example\u200b",
    ],
)
def test_a_domain_has_one_spelling(text):
    assert address(text) == "info@münchen.example"
    assert domain_of(text) == "münchen.example"


def test_domains_that_mails_go_to_apart_stay_apart():
    texts = ("a@strae.example", "a@xn--strae-oqa.example", "a@strasse.example")
    assert {address(text) for text in texts} == set(texts)


@pytest.mark.parametrize(
    "text", ["", "nobody", "a@", "a@b..c", f"a@{'x' * 90}.example"]
)
def test_what_is_no_address_stays_as_it_is(text):
    assert address(text) == text


@given(st.text(max_size=100))
def test_an_address_in_its_form_stays_in_it(text):
    assert address(address(text)) == address(text)


def test_the_exact_name_wins_and_the_others_are_candidates():
    known = [("Acme Ltd", 1), ("acme ltd", 2), ("Other", 3)]

    assert meant("acme ltd", known) == [2]
    assert meant("ACME LTD", known) == [1, 2]
    assert meant("Nobody", known) == []


@given(st.text(max_size=200))
def test_the_form_of_a_form_is_itself_and_fits_an_index(name):
    key = normal(name)

    assert normal(key) == key
    assert len(key) <= MAX_KEY
    assert normal(tidy(name)) == key
