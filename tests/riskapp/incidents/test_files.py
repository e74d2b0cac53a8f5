"""CSAF advisories: read where they are good, refused with the place where they are not."""

import copy
import json

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskapp.incidents.errors import AdvisoryRefused
from riskapp.incidents.files import MOST_BYTES, AdvisoryProduct, read_advisory
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


@given(JSON)
@settings(max_examples=times(60, 1000), deadline=None)
def test_whatever_json_comes_is_read_or_refused(data):
    for whole in (
        data,
        {**GOOD, "product_tree": data},
        {**GOOD, "vulnerabilities": data},
    ):
        try:
            read(whole)
        except AdvisoryRefused:
            continue
