"""What holds for every template: lines that can be read, fragments that say what they need."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
TEMPLATES = ROOT / "templates"
LIMIT = 140
REPEATED = 10  # so many lines in a row stand in one template only
INCLUDED = re.compile(r'(?:\{% include |inclusion_tag\()"([^"]+)"')
MONTH_IN_WORDS = re.compile(r'\|date:"[^"]*[FMN][^"]*"')
STATED = re.compile(r"\s*(\{#|\{% comment %\})\s*Context: ")


def every() -> dict[str, str]:
    return {
        path.relative_to(TEMPLATES).as_posix(): path.read_text("utf-8")
        for path in sorted(TEMPLATES.rglob("*"))
        if path.is_file()
    }


def test_no_line_is_longer_than_one_can_read():
    long = [
        f"{name}:{number}"
        for name, text in every().items()
        for number, line in enumerate(text.splitlines(), 1)
        if len(line) > LIMIT
    ]

    assert long == []


def test_a_day_in_words_is_written_as_each_language_writes_it():
    english = [name for name, text in every().items() if MONTH_IN_WORDS.search(text)]

    assert english == []


def test_none_repeats_another():
    """When this fails: put the lines into a fragment that both include."""
    places = defaultdict(set)
    for name, text in every().items():
        lines = [line.strip() for line in text.splitlines() if line.strip()]
        for start in range(len(lines) - REPEATED + 1):
            places["\n".join(lines[start : start + REPEATED])].add(name)

    again = {tuple(sorted(names)) for names in places.values() if len(names) > 1}

    assert again == set()


def test_every_fragment_states_its_context():
    templates = every()
    tags = [
        path.read_text("utf-8")
        for package in ("questionnaires", "riskapp")
        for path in (ROOT / package).glob("**/templatetags/*.py")
    ]
    fragments = {
        name
        for text in [*templates.values(), *tags]
        for name in INCLUDED.findall(text)
        if name in templates
    }

    silent = {name for name in fragments if not STATED.match(templates[name])}

    assert len(fragments) > 100
    assert silent == set()
