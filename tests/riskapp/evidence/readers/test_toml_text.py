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
