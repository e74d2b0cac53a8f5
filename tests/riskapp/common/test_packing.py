"""What is packed comes back as JSON would keep it."""

from decimal import Decimal

from hypothesis import given
from hypothesis import strategies as st

from riskapp.common.packing import packed, packed_text, unpacked, unpacked_text

json = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(),
    lambda inner: st.lists(inner) | st.dictionaries(st.text(), inner),
    max_leaves=10,
)


@given(json)
def test_what_was_packed_comes_back(data):
    assert unpacked(packed(data)) == data
    assert unpacked(packed_text(unpacked_text(packed(data)))) == data


def test_decimals_are_kept_as_text():
    assert unpacked(packed({"value": Decimal("1.50")})) == {"value": "1.50"}


def test_what_repeats_itself_takes_few_bytes():
    assert len(packed([{"status": "not_met"}] * 1000)) < 100
