"""No expression of the readers or of the collector takes long over a text made for it."""

import importlib
import inspect
import json
import pkgutil
import re
import time

import pytest

import riskapp.evidence
import riskapp_collect
from riskapp.evidence.errors import EvidenceFileRefused
from riskapp.evidence.loading import rules_data
from tests.data.evidence.corpus import AUDIT

PIECES = r"""
a A 0 - _ . / \ " ' [ [a [a. ] { } $ ${ < ( ) % = a= # // /* * --- \\ \u \u0 "\ "a Bash( a. a/ a: 1_ 0x a- a
@ @a/ {"schema" uses: - id-token: uses:a/ ~/ 2020-01-01 : , sha1: aA Aa0 + 1. v1 x. domain: C: a:// "," ,] [" {" " "
"""
WHITE = ["\n", " ", "\t", " \n", "\t\n \n", "---\n", "a ", "a b", ", ", "- ", "a\n", "\\\n"]  # fmt: skip
STARTS = ("", '"', "a", "[")
ASKED_ANYWHERE = r"\b{}\s*\.\s*(?:search|sub|finditer|findall|split)\("
LONG = 20_000
SUSPICIOUS = 0.0005  # seconds of a processor for 2,000 characters
MOST = 0.1  # and for all of them: a linear one needs a tenth, a quadratic one twice as long


def modules():
    for package in (riskapp.evidence, riskapp_collect):
        prefix = f"{package.__name__}."
        for found in pkgutil.walk_packages(package.__path__, prefix):
            if not found.name.endswith("__main__"):
                yield importlib.import_module(found.name)


def patterns():
    """Every compiled expression, and the ways it is asked."""
    for module in modules():
        source = inspect.getsource(module)
        for name, pattern in vars(module).items():
            if isinstance(pattern, re.Pattern):
                anywhere = re.search(ASKED_ANYWHERE.format(name), source)
                yield f"{module.__name__}.{name}", pattern, bool(anywhere)
    for text in sorted(set(matches(rules_data()["formats"]))):
        yield text, re.compile(text), True


def matches(data):
    """The expressions in the rules of formats."""
    if isinstance(data, list):
        for item in data:
            yield from matches(item)
    elif isinstance(data, dict):
        yield from filter(None, [data.get("matches")])
        yield from matches(list(data.values()))


def seconds(pattern, anywhere, text):
    start = time.process_time()
    if anywhere:
        for _ in pattern.finditer(text):
            pass
    else:
        pattern.match(text)
        pattern.fullmatch(text)
    return time.process_time() - start


def slow(pattern, anywhere):
    """The first text that takes too long; a short one tells which long ones to try."""
    for piece in (*PIECES.split(), *WHITE):
        for start in STARTS:
            text = start + (piece * LONG)[:LONG]
            if (
                seconds(pattern, anywhere, text[:2_000]) > SUSPICIOUS
                and seconds(pattern, anywhere, text) > MOST
            ):
                return start, piece
    return None


def test_every_expression_of_the_readers_is_linear():
    known = list(patterns())

    assert len(known) > 50
    assert {
        name: found for name, p, anywhere in known if (found := slow(p, anywhere))
    } == {}


@pytest.mark.parametrize("text", [r"^\s*a", r'"(?:[^"\\\n]|\\.)*"', r"[a-z]+x"])
def test_a_quadratic_expression_is_noticed(text):
    assert slow(re.compile(text, re.MULTILINE), anywhere=True)


def test_expressions_that_are_not_kept_are_few():
    """One that is written where it is used is not seen here, so it must take short texts."""
    inline = [
        line.strip()
        for module in modules()
        for line in inspect.getsource(module).split("\n")
        if re.search(r"\bre\.(?:search|findall|finditer)\(", line)
    ]

    assert inline == [
        'parts = re.findall(r"([0-9]{1,9})(h|m|s)", text)',
    ]


@pytest.mark.parametrize(
    "text",
    [
        "a" + "\n" * 190_000,
        "// x\n{" + '"\\' * 500_000,
        "{" + '"\\' * 500_000,
        "[1," + "\n ," * 300_000,
    ],
)
def test_a_file_made_to_take_long_is_refused_at_once(reader, text):
    start = time.process_time()

    with pytest.raises(EvidenceFileRefused):
        reader.read(text.encode(), "x")

    assert time.process_time() - start < 2


SERVER = '[mcp_servers.s{}]\ncommand="npx"\nargs=["-y","p@1.0.0"]\n'


@pytest.mark.parametrize(
    ("text", "name", "line"),
    [
        (
            'model = "a"\n' + "# b\n" * 2_000_000 + "".join(map(SERVER.format, range(500))),
            ".codex/config.toml",
            2_001_501,
        ),
        (
            "\n".join([json.dumps(AUDIT, indent=1)] * 15_000),
            "audit.json",
            0,
        ),
        (
            '<bom xmlns="http://cyclonedx.org/schema/bom/1.5"><services><service><name>'
            + "ab\n" * 5_000_000
            + "</name></service></services></bom>",
            "bom.xml",
            0,
        ),
    ],
    ids=["toml with many lines", "many objects", "xml with a long text"],
)  # fmt: skip
def test_a_long_file_is_read_in_a_time_that_grows_with_its_length(
    reader, text, name, line
):
    start = time.process_time()

    reading = reader.read(text.encode(), name)

    assert time.process_time() - start < 5
    assert not line or max(fact.line for fact in reading.facts) == line
