"""YAML of one or several documents."""

import pytest

from riskapp.evidence.errors import EvidenceFileRefused
from riskapp.evidence.limits import Limits, Watch
from riskapp.evidence.readers.yaml_text import open_yaml


def opened(text):
    return open_yaml(text, "a.yaml", Limits(), Watch("a.yaml", 20))


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a: 1\n", [({"a": 1}, "", 1)]),
        ("- a: 1\n- 7\n- b: 2\n", [({"a": 1}, "/0", 1), ({"b": 2}, "/2", 1)]),
        ("a: 1\n---\nb: 2\n", [({"a": 1}, "", 1), ({"b": 2}, "", 2)]),
        (
            "a: 1\n---\nb: 2\n\n---\n\nc: 3\n",
            [({"a": 1}, "", 1), ({"b": 2}, "", 2), ({"c": 3}, "", 5)],
        ),
        ("7\n", []),
        ("# nothing\n---\n# nothing\n", []),
    ],
)
def test_every_mapping_is_found_with_its_pointer(text, found):
    assert [(one.data, one.pointer, one.line) for one in opened(text).parts] == found


def test_the_lines_of_one_document_are_known():
    assert opened("a:\n  b:\n    - 1\n").lines(["/a/b/0", "/gone"]) == {"/a/b/0": 3}
    assert opened("a: 1\n---\nb: 2\n").lines(["/a"]) == {}


def test_what_is_wrong_is_said_with_its_line_and_without_words_of_the_file():
    with pytest.raises(EvidenceFileRefused) as refused:
        opened("a: 1\n---\nsecret: 1\nsecret: 2\n")

    (fault,) = refused.value.faults
    assert fault.line == 4
    assert "secret" not in fault.what
