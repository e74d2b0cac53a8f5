import tomllib

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from riskapp.evidence.errors import EvidenceFileRefused
from riskapp.evidence.limits import Limits, Watch
from riskapp.evidence.readers.toml_text import open_toml
from tests.data.evidence.corpus import CODEX

TEXTS = [
    *CODEX.values(),
    'a.b.c = 1\na.b.d = "x"\n[t]\nx = [1, [2, 3], {y = "z", "q r" = true}]\n',
    "[[a]]\nb = 1\n[[a]]\nb = 2\n[a.c]\nd = 'e'\n[[a.f]]\n[[a.f]]\ng=1\n",
    'x = "\\u00e9 \\n \\" \\\\"\ny = \'\'\'\nraw \\n\'\'\'\nz = """a \\\n   b""c"""\n',
    "e = []\nf = {}\n g = -17\nh = +3\ni = 0b101\nj = 0o17\n[x.y]\n[x]\nz = 1\n",
    'a = """x""""\nb = \'\'\'y\'\'\'\'\n"" = 1\n',
    "# only a remark\n",
]


def opened(text):
    return open_toml(text, "x.toml", Limits(), Watch("x.toml", 10))


def shown(data):
    if isinstance(data, dict):
        return {key: shown(value) for key, value in data.items()}
    if isinstance(data, list):
        return [shown(value) for value in data]
    return str(data).replace("T", " ") if not isinstance(data, bool) else data


@pytest.mark.parametrize("text", TEXTS)
def test_it_reads_what_the_library_of_python_reads(text):
    (part,) = opened(text).parts

    wanted = tomllib.loads(text, parse_float=str)

    assert shown(part.data) == shown(wanted)


@given(st.text(alphabet="ab.=[]{}\"'#,\n 1\\-", max_size=40))
@settings(max_examples=300, deadline=None)
def test_it_refuses_what_the_library_refuses_or_reads_the_same(text):
    try:
        wanted = tomllib.loads(text, parse_float=str)
    except tomllib.TOMLDecodeError:
        wanted = None
    try:
        (part,) = opened(text).parts
    except EvidenceFileRefused:
        assert wanted is None
    else:
        if wanted is not None:
            assert shown(part.data) == shown(wanted)


def test_values_have_their_lines():
    found = opened('a = 1\n[b.c]\nd = [\n "x",\n "y",\n]\n').lines(["/b/c/d/1", "/a"])

    assert found == {"/b/c/d/1": 5, "/a": 1}


@pytest.mark.parametrize(
    ("text", "line", "what", "expected"),
    [
        ("a = 1 b", 1, "something stands behind the value", "a new line"),
        ("x = 1\n[a", 2, "the header of a table does not end", "']'"),
        ("[[a]\nb = 1", 1, "the header of a table does not end", "']]'"),
        ("[a]\n[a]", 2, "a table stands twice", "each one once"),
        ("a = []\n[[a]]", 2, "a table stands twice", "each one once"),
        ("[a]\n[[a]]", 2, "a table stands twice", "each one once"),
        ("a = 1\na = 2", 2, "a key stands twice", "each one once"),
        ("a = 1\na.b = 2", 2, "a value is used as a table", "a table"),
        ("a = {}\na.b = 2", 2, "a value is used as a table", "a table"),
        ("a = 1\n[a.b]", 2, "a value is used as a table", "a table"),
        ("= 1", 1, "no key", "a key such as command"),
        ("a. = 1", 1, "no key", "a key such as command"),
        ("a 1", 1, "no '=' behind the key", "'='"),
        ("a = [1 2]", 1, "the list does not end", "',' or ']'"),
        ("a = {b = 1 c = 2}", 1, "the table does not end", "',' or '}'"),
        ("a =", 1, "no value", "text in quotes, a number, true or false"),
        ("a = nothing", 1, "no value", "text in quotes, a number, true or false"),
        ("a = 012", 1, "no value", "text in quotes, a number, true or false"),
        ('a = "x\nb"', 1, "the text does not end", 'a closing "'),
        ("a = 'x", 1, "the text does not end", "a closing '"),
        ('a = """x\n""', 1, "the text does not end", 'a closing """'),
        ('a = "\\q"', 1, "an escape that TOML does not know", "such as \\n"),
        ('a = "\\u12"', 1, "an escape that TOML does not know", "such as \\n"),
    ],
)
def test_what_is_no_toml_is_refused_with_its_line(text, line, what, expected):
    with pytest.raises(EvidenceFileRefused) as refused:
        opened(text)

    assert refused.value.faults == (("x.toml", line, f"no TOML: {what}", expected),)


def with_limits(text, **limits):
    return open_toml(text, "x.toml", Limits(**limits), Watch("x.toml", 10))


@pytest.mark.parametrize(
    ("text", "is_deep"),
    [
        ("a.b.c = 1", False),
        ("a.b.c.d = 1", True),
        ("[a.b.c]", False),
        ("[a.b.c.d.e]", True),
        ("a = [[1]]", False),
        ("a = [[[1]]]", True),
        ("a = {b = {c = 1}}", False),
        ("a = {b = {c = {d = 1}}}", True),
        ("a = {b = {c = {}}}", False),
        (".".join("a" * 6) + " = 1", True),
        ("[a.b]\nc = 1", False),
        ("[a.b]\nc.d = 1", True),
        ("[[a]]\nb = 1", False),
        ("[[a.b]]\nc = 1", True),
        ("a = {b = [1]}", False),
        ("a = {b = [[1]]}", True),
    ],
)
def test_what_is_nested_deeper_than_the_limit_is_refused(text, is_deep):
    if not is_deep:
        assert with_limits(text, depth=3).parts
        return

    with pytest.raises(EvidenceFileRefused) as refused:
        with_limits(text, depth=3)

    assert refused.value.faults == (
        (
            "x.toml",
            text.count("\n") + 1,
            "the file is nested too deeply",
            "at most 3 levels",
        ),
    )


def test_as_many_values_are_read_as_the_limit_says():
    assert with_limits("a = [1, 2]\nb = 3", values=4).parts

    with pytest.raises(EvidenceFileRefused) as refused:
        with_limits("a = [1, 2]\nb = 3\nc = 4", values=4)

    assert refused.value.faults == (
        ("x.toml", 3, "no TOML: too many values", "at most 4"),
    )


@pytest.mark.parametrize(
    ("written", "read"),
    [
        ("1_000", 1000),
        ("-17", -17),
        ("0xFF", 255),
        ("0b1_0", 2),
        ("1234567890123456789", 1234567890123456789),
        ("12345678901234567890", "12345678901234567890"),
        ("1.50", "1.50"),
        ("6e-2", "6e-2"),
        ("inf", "inf"),
        ("2026-01-02", "2026-01-02"),
        ("2026-01-02 03:04:05Z", "2026-01-02 03:04:05Z"),
        ("03:04:05", "03:04:05"),
        ("true", True),
        ("false", False),
    ],
)
def test_whole_numbers_are_numbers_and_days_and_fractions_stay_text(written, read):
    (part,) = opened(f"a = {written}").parts

    assert part.data == {"a": read}
    assert type(part.data["a"]) is type(read)


@pytest.mark.parametrize(
    ("written", "character"),
    [
        ("\\u00e9", "\u00e9"),
        ("\\U0001F600", "\U0001f600"),
        ("\\uD800", "\ufffd"),
        ("\\uDFFF", "\ufffd"),
        ("\\uE000", "\ue000"),
        ("\\U00110000", "\ufffd"),
        ("\\U0010FFFF", "\U0010ffff"),
        ("\\b\\f\\r\\t", "\b\f\r\t"),
    ],
)
def test_an_escape_stands_for_its_character(written, character):
    (part,) = opened(f'a = "{written}"').parts

    assert part.data == {"a": character}


def test_headers_tables_and_items_have_their_lines():
    text = "[[a]]\nb = 1\n\n[[a]]\nb = {c = 2}\n[d.e]\n"
    wanted = ["/a", "/a/0", "/a/1", "/a/1/b", "/a/1/b/c", "/d/e", "/nothing"]

    assert opened(text).lines(wanted) == {
        "/a": 1,
        "/a/0": 1,
        "/a/1": 4,
        "/a/1/b": 5,
        "/a/1/b/c": 5,
        "/d/e": 6,
    }


def test_a_toml_file_is_one_document_from_its_first_line():
    found = opened("a = 1")

    assert found.kind == "toml"
    assert [(part.pointer, part.line) for part in found.parts] == [("", 1)]


def test_reading_stops_when_its_time_is_over():
    with pytest.raises(EvidenceFileRefused, match="takes too long"):
        open_toml("a = 1\n", "x.toml", Limits(), Watch("x.toml", -1))


def test_a_number_in_another_base_has_at_most_69_characters():
    (part,) = opened(f"a = 0x{'F' * 67}").parts

    assert part.data == {"a": 16**67 - 1}
    with pytest.raises(EvidenceFileRefused, match="no TOML: no value"):
        opened(f"a = 0x{'F' * 68}")
