"""The rules of the server as a browser uses them; that both find the same, a browser shows."""

import re

import pytest

from riskapp.evidence import browsers


@pytest.mark.parametrize(
    ("pattern", "text"),
    [
        (r"a\s+b", "a \t b"),
        (r"[\s,]x\S", " xy"),
        (r"\[\d\]\s", "[7] "),
        (r"[^\s\]]a", "ba"),
    ],
)
def test_white_space_is_written_out_for_a_browser_and_means_the_same(pattern, text):
    plain = browsers._plain(pattern)

    assert r"\s" not in plain
    assert r"\S" not in plain
    for one in (text, text.replace(" ", "\u00a0"), text[1:]):
        expected = re.search(pattern, one, re.ASCII)
        assert bool(re.search(plain, one)) is bool(expected)
