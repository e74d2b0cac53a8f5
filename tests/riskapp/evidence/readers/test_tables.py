"""Tables with a line of headings."""

import pytest

from riskapp.evidence.errors import EvidenceFileRefused
from riskapp.evidence.limits import Limits, Watch
from riskapp.evidence.readers.tables import MOST_IN_A_CELL, headings, open_table


def rows(text, limits=None):
    opened = open_table(text, "a.csv", limits or Limits(), Watch("a.csv", 20))
    return [(one.data, one.pointer, one.line) for one in opened.parts]


@pytest.mark.parametrize(
    ("text", "found"),
    [
        ("a, b\n1,2", ("a", "b")),
        ("\n\na;b,c;d\n", ("a", "b,c", "d")),
        ("a\tb", ("a", "b")),
        ("alone\n1,2", ()),
        ("", ()),
    ],
)
def test_a_table_is_known_by_its_headings(text, found):
    assert headings(text) == found


def test_each_row_is_a_document_by_the_headings():
    text = "a;b\n\n1;2\n;\n3\n"

    assert rows(text) == [
        ({"a": "1", "b": "2"}, "/0", 3),
        ({"a": "3"}, "/1", 5),
    ]
    assert rows("") == []
    assert rows("one\n1\n") == [({"one": "1"}, "/0", 2)]


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        ("a,b\n1,2,3", 2, "the row has 3 cells"),
        ("a,b,a\n1,2,3", 1, "a heading stands twice"),
        (",".join(map(str, range(201))), 1, "the table has 201 columns"),
        ("a,b\n1,2\n1,2\n1,2\n", 4, "the table has too many rows"),
        (f"a,b\n{'x' * (MOST_IN_A_CELL + 1)},2", 2, "the row cannot be read"),
    ],
)
def test_another_table_is_refused_with_its_line(text, line, what):
    with pytest.raises(EvidenceFileRefused) as refused:
        rows(text, Limits(rows=2))

    (fault,) = refused.value.faults
    assert (fault.line, fault.what) == (line, what)


def test_a_long_table_is_read_against_the_clock():
    late = iter([0.0, 99.0])
    watch = Watch("a.csv", 20, lambda: next(late))
    text = "a,b\n" + "1,2\n" * 1000

    with pytest.raises(EvidenceFileRefused, match=r"^a\.csv:1001: the file takes too"):
        list(open_table(text, "a.csv", Limits(), watch).parts)
