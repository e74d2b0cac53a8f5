"""Finding words in what people wrote."""

import pytest

from questionnaires.document.searching import all_words


@pytest.mark.parametrize(
    ("wanted", "text", "found"),
    [
        ("agent", "An Example AGENT", True),
        ("agent example", "An example agent", True),
        ("agent other", "An example agent", False),
        ("", "anything", True),
        ("ﬁle", "a file", True),
        ("a" * 100 + "b", "a" * 100, True),
    ],
)
def test_every_word_stands_in_the_text(wanted, text, found):
    assert all_words(wanted, text) is found
