"""CSAF advisories: read where they are good, refused with the place where they are not."""

import copy
import json
import re

import pytest
from django.utils import translation
from hypothesis import given, settings
from hypothesis import strategies as st

from riskapp.incidents.errors import AdvisoryRefused
from riskapp.incidents.files import (
    MOST_BYTES,
    MOST_PRODUCTS,
    AdvisoryProduct,
    read_advisory,
)
from tests.chance import times

GOOD = {
    "document": {
        "category": "csaf_security_advisory",
        "csaf_version": "2.0",
        "publisher": {"category": "vendor", "name": "Anysphere", "namespace": "https://cursor.com"},
        "title": "Tokens of Cursor leaked",
        "tracking": {
            "current_release_date": "2026-11-28T10:00:00Z",
            "id": "ANY-2026-7",
            "initial_release_date": "2026-11-28T10:00:00.5+01:00",
            "revision_history": [{"date": "2026-11-28T10:00:00Z", "number": "1", "summary": "First"}],
            "status": "final",
            "version": "1",
        },
    },
    "product_tree": {
        "branches": [
            {
                "category": "vendor",
                "name": "Anysphere",
                "branches": [
                    {
                        "category": "product_name",
                        "name": "Cursor",
                        "branches": [
                            {"category": "product_version", "name": "1.4", "product": {"name": "Cursor 1.4", "product_id": "P1"}},
                            {"category": "product_version", "name": "1.5", "product": {"name": "Cursor 1.5", "product_id": "P2"}},
                        ],
                    },
                    {"category": "product_name", "name": "Bugbot", "product": {"name": "Bugbot", "product_id": "P3"}},
                ],
            }
        ],
        "full_product_names": [{"name": "Composer", "product_id": "P4"}],
    },
    "vulnerabilities": [{"cve": "CVE-2026-1001", "product_status": {"known_affected": ["P1", "P4"], "fixed": ["P2"], "known_not_affected": ["P3"]}}],
}  # fmt: skip


def changed(*path, to):
    data = copy.deepcopy(GOOD)
    at = data
    for step in path[:-1]:
        at = at[step]
    if to is None:
        del at[path[-1]]
    else:
        at[path[-1]] = to
    return data


def read(data):
    return read_advisory(json.dumps(data).encode(), "advisory.json")


def test_affected_products_are_named_with_their_makers():
    found = read(GOOD)

    assert found.products == (
        AdvisoryProduct("Anysphere", "Cursor"),
        AdvisoryProduct("", "Composer"),
    )
    assert found.facts()["id"] == "ANY-2026-7"
    assert len(found.sha256) == 64


def test_without_vulnerabilities_every_product_counts():
    found = read(changed("vulnerabilities", to=None))

    assert [one.name for one in found.products] == ["Cursor", "Bugbot", "Composer"]


def test_a_relationship_is_about_the_product_it_refers_to():
    tree = GOOD["product_tree"] | {
        "relationships": [
            {
                "category": "installed_on",
                "product_reference": "P3",
                "relates_to_product_reference": "P1",
                "full_product_name": {"name": "Bugbot on Cursor", "product_id": "P9"},
            }
        ]
    }
    data = changed("product_tree", to=tree) | {
        "vulnerabilities": [{"product_status": {"under_investigation": ["P9"]}}]
    }

    assert read(data).products == (AdvisoryProduct("Anysphere", "Bugbot"),)


@pytest.mark.parametrize(
    ("data", "place"),
    [
        (changed("document", "csaf_version", to="1.2"), "/document/csaf_version"),
        (changed("document", "title", to=None), "/document/title"),
        (changed("document", "publisher", "namespace", to=None), "/document/publisher/namespace"),
        (changed("document", "tracking", "status", to="done"), "/document/tracking/status"),
        (changed("document", "tracking", "current_release_date", to="yesterday"), "/document/tracking/current_release_date"),
        (changed("document", "publisher", to=[]), "/document/publisher"),
        (changed("product_tree", "branches", 0, "category", to="maker"), "/product_tree/branches/0/category"),
        (changed("product_tree", "branches", to={}), "/product_tree/branches"),
        (changed("vulnerabilities", 0, "product_status", "known_affected", to=[1]), "/vulnerabilities/0/product_status/known_affected"),
        (changed("vulnerabilities", 0, "product_status", to={"fixed": ["P1"]}), "names no affected product"),
        (changed("document", to=None), "/document"),
        ([], "no single object"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_named_with_its_place(data, place):
    with pytest.raises(AdvisoryRefused) as refused:
        read(data)

    assert place in str(refused.value)


def nested(depth):
    branch = {
        "category": "product_version",
        "name": "x",
        "product": {"name": "x", "product_id": "P1"},
    }
    for _ in range(depth):
        branch = {"category": "product_family", "name": "x", "branches": [branch]}
    return branch


@pytest.mark.parametrize(
    "content",
    [
        b"",
        b"{",
        b"\xff\xfe\x00",
        b"[" * 100_000,
        json.dumps(changed("product_tree", "branches", to=[nested(35)])).encode(),
        json.dumps({"a": list(range(250_000))}).encode(),
        b" " * (MOST_BYTES + 1),
        b'{"document": {"title": "a", "title": "b"}}',
        json.dumps(GOOD).encode() * 2,
    ],
    ids=["empty", "cut", "binary", "brackets", "deep", "many", "large", "twice", "two"],
)
def test_hostile_files_are_refused_in_a_sentence(content):
    with pytest.raises(AdvisoryRefused) as refused:
        read_advisory(content, "advisory.json")

    assert str(refused.value).startswith("The file was refused")


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3)
    | st.dictionaries(st.sampled_from(["document", "branches", "product_tree", "name", "product", "tracking"]), inner, max_size=3),
    max_leaves=12,
)  # fmt: skip


def places(data, path=()):
    """Where something stands in the good advisory."""
    if path:
        yield path
    inside = data.items() if isinstance(data, dict) else enumerate(data)
    for key, item in inside if isinstance(data, dict | list) else ():
        yield from places(item, (*path, key))


PLACES = list(places(GOOD))


@given(st.sampled_from(PLACES), JSON)
@settings(max_examples=times(60, 1000), deadline=None)
def test_whatever_stands_in_a_place_is_read_within_limits_or_refused_in_a_sentence(path, data):  # fmt: skip
    try:
        found = read(changed(*path, to=data))
    except AdvisoryRefused as refused:
        sentence = str(refused)
    else:
        sentence = ""
        assert_within_limits(found)

    assert re.fullmatch(r"(The file was refused: .+\.)?", sentence)


def assert_within_limits(found):
    assert all(found.facts().values())
    assert 0 < len(found.products) <= MOST_PRODUCTS
    for one in found.products:
        assert 0 < len(one.name) <= 200
        assert len(one.vendor) <= 200
    assert len(found.title) <= 300


TEXTS = ("csaf_version", "name", "title", "id", "status", "version", "product_id")


@pytest.mark.parametrize(
    "path",
    [path for path in PLACES if path[-1] in TEXTS and "revision_history" not in path],
    ids=lambda path: "/".join(map(str, path)),
)
def test_a_number_where_a_text_belongs_is_never_taken(path):
    with pytest.raises(AdvisoryRefused) as refused:
        read(changed(*path, to=7))

    assert "/".join(map(str, path)) in str(refused.value)


def test_what_is_expected_is_said_in_the_language_of_the_reader():
    with translation.override("de"), pytest.raises(AdvisoryRefused) as refused:
        read([])

    assert "CSAF 2.0 oder 2.1" in str(refused.value)
