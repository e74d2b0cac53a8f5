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


@pytest.mark.parametrize(
    ("text", "fault"),
    [
        ("a,b\n1,2,3", (2, "the row has 3 cells", "at most 2, one for each heading")),
        ("\na,b,a\n", (2, "a heading stands twice", "each column once")),
        (
            ",".join(map(str, range(201))),
            (1, "the table has 201 columns", "at most 200"),
        ),
        ("a,b\n1,2\n1,2\n1,2\n", (4, "the table has too many rows", "at most 2")),
        (
            f"a,b\n{'x' * (MOST_IN_A_CELL + 1)},2",
            (
                2,
                "the row cannot be read",
                f"cells of at most {MOST_IN_A_CELL} characters",
            ),
        ),
    ],
)
def test_a_refusal_names_the_table_the_line_and_what_was_expected(text, fault):
    with pytest.raises(EvidenceFileRefused) as refused:
        rows(text, Limits(rows=2))

    assert refused.value.faults == (("a.csv", *fault),)


def test_two_hundred_columns_and_as_many_rows_as_the_limit_are_read():
    head = ",".join(map(str, range(200)))

    assert len(rows(f"{head}\n{head}\n{head}", Limits(rows=2))) == 2


def test_a_table_is_told_as_one():
    opened = open_table("a,b", "a.csv", Limits(), Watch("a.csv", 20))

    assert opened.kind == "csv"


def test_headings_are_looked_for_in_the_first_line_alone_and_trimmed():
    assert headings(" a , b \n1;2;3;4") == ("a", "b")
    assert headings("a,b;c;d") == ("a,b", "c", "d")
    assert headings("x" * 19_998 + ",yz") == ("x" * 19_998, "y")
    assert headings('"' + "x" * (MOST_IN_A_CELL + 1) + ",y") == ()


def test_the_mark_between_columns_is_that_of_the_first_line():
    assert rows("a\tb\n1,2\t3") == [({"a": "1,2", "b": "3"}, "/0", 2)]
    assert rows("\n\na;b\n1,2;3") == [({"a": "1,2", "b": "3"}, "/0", 4)]
