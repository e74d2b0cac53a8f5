"""Names stand where people look for them, in the database as in Python."""

import pytest
from django.db import connection
from hypothesis import given
from hypothesis import strategies as st

from riskapp.common.sorting import natural
from riskapp.vendors.models import Vendor

NAMES = ["adesso SE", "Österreich IT", "Portal 2", "Portal 10", "Zebra"]
# Letters of several scripts, accents that stand alone, ligatures, digits of several widths.
SIGNS = st.one_of(
    st.sampled_from("0123456789 .-\u0301\u0308ﬁßẞłØæ２²½٣İıΣς\t"),
    st.characters(min_codepoint=0x20, max_codepoint=0x17F),
    st.characters(min_codepoint=0x391, max_codepoint=0x3C9, categories=["L"]),
    st.characters(min_codepoint=0x400, max_codepoint=0x45F),
    st.characters(min_codepoint=0x5D0, max_codepoint=0x5EA),
    st.characters(min_codepoint=0x4E00, max_codepoint=0x4EFF),
    st.characters(min_codepoint=0xAC00, max_codepoint=0xACFF),
)
TEXTS = st.lists(
    st.one_of(SIGNS, st.from_regex("[0-9]{1,30}", fullmatch=True)), max_size=60
).map("".join)


def test_names_stand_where_people_look_for_them():
    found = ["Portal 10", "Zebra", "Portal 2", "adesso SE", "Österreich IT"]
    assert sorted(found, key=natural) == NAMES


@pytest.mark.parametrize(
    ("before", "after"),
    [
        ("Portal 9", "Portal 10"),
        ("Portal 007", "Portal 8"),
        ("Portal", "Portal 1"),
        ("1.9 Tool", "1.10 Tool"),
        ("Čapek", "Dvořák"),
        ("Łódź Soft", "Müller AG"),
        ("msg systems", "n8n GmbH"),
        ("9" * 19, "1" + "0" * 19),
        ("", "0"),
    ],
)
def test_one_name_stands_before_another(before, after):
    assert natural(before) < natural(after)


def test_names_that_differ_by_accents_or_zeros_alone_have_an_order():
    names = ["Muller", "Müller", "muller", "Team 1", "Team 01"]
    assert len({natural(name) for name in names}) == len(names)


def test_the_longest_name_fits_into_an_index():
    assert (
        max(len(natural(sign * 200).encode()) for sign in ("ﷺ", "1a", "1ж", "𝄞")) < 2600
    )


@pytest.mark.django_db
@given(texts=st.lists(TEXTS, min_size=1, max_size=20))
def test_the_database_sorts_by_the_same(texts):
    texts = [text.replace("\0", "") for text in texts]
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT riskapp_natural(said) FROM unnest(%s::text[])"
            " WITH ORDINALITY AS one(said, place) ORDER BY place",
            [texts],
        )
        assert [row[0] for row in cursor] == [natural(text) for text in texts]


@pytest.mark.django_db
def test_a_name_is_kept_in_order_as_it_changes(organisation):
    vendors = [
        Vendor.objects.create(organisation=organisation, name=f"x{place}")
        for place in range(len(NAMES))
    ]
    for vendor, name in zip(vendors, reversed(NAMES), strict=True):
        Vendor.objects.filter(pk=vendor.pk).update(name=name)
    found = Vendor.objects.filter(organisation=organisation)
    assert list(found.order_by("name_sorted").values_list("name", flat=True)) == NAMES
    assert list(found.values_list("name", flat=True)) == NAMES
