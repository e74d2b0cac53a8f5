import pytest
from hypothesis import given
from hypothesis import strategies as st

from questionnaires.document.sealing import (
    covered,
    leaves,
    new_secret,
    proofs_after,
    value_at,
)

SECRET = "5" * 32
TREES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda own: st.lists(own) | st.dictionaries(st.text(), own),
)


def without(data, gone):
    """The same shape, in which one text stands for nobody any more."""
    if isinstance(data, dict):
        return {key: without(own, gone) for key, own in data.items()}
    if isinstance(data, list):
        return [without(own, gone) for own in data]
    return "erased" if data == gone else data


@given(TREES, st.data())
def test_what_is_covered_stays_the_same_when_a_text_is_erased(data, draw):
    texts = [text for _, text in leaves(data) if text]
    gone = draw.draw(st.sampled_from(texts)) if texts else object()
    left = without(data, gone)

    proofs = proofs_after(data, left, secret=SECRET)

    assert covered(left, "", proofs) == covered(data, SECRET)


@given(TREES)
def test_every_text_is_found_where_it_is_said_to_stand(data):
    assert all(value_at(data, place) == text for place, text in leaves(data))


def test_a_second_erasure_goes_on_from_the_first():
    data = {"who": "Ana", "about": "Bob", "why": ["because"]}
    first = {**data, "who": "erased"}
    second = {**first, "about": "erased"}

    proofs = proofs_after(data, first, secret=SECRET)
    proofs = proofs_after(first, second, secret="", proofs=proofs)

    assert covered(second, "", proofs) == covered(data, SECRET)
    assert set(proofs["erased"]) == {"/who", "/about"}


def test_what_stays_is_still_proven():
    data = {"who": "Ana", "result": "approved"}
    left = {"who": "erased", "result": "approved"}
    proofs = proofs_after(data, left, secret=SECRET)

    assert covered({**left, "result": "refused"}, "", proofs) != covered(data, SECRET)
    assert SECRET not in str(proofs)


@pytest.mark.parametrize(
    ("place", "value"),
    [
        ("", {"a": ["x", {"b/~": "y"}]}),
        ("/a/0", "x"),
        ("/a/1/b~1~0", "y"),
        ("/a/2", None),
        ("/a/b", None),
        ("/b", None),
        ("/a/0/c", None),
    ],
)
def test_a_value_is_found_at_its_place(place, value):
    assert value_at({"a": ["x", {"b/~": "y"}]}, place) == value


def test_a_secret_is_never_the_same_and_none_covers_nothing():
    assert len(new_secret()) == 32
    assert new_secret() != new_secret()
    assert covered({"a": "x"}, "") == {"a": "x"}
