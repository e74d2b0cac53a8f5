"""Scripts of one page share their names: what one defines, no other may replace."""

import re
from itertools import combinations

import pytest

from riskapp.settings.base import ROOT

TEMPLATES = ROOT / "templates"
SCRIPTS = ROOT / "static" / "js"
LOADED = re.compile(r'<script src="{% static "js/([\w-]+\.js)" %}"( type="module")?')
DEFINED = re.compile(
    r"^(?:async )?(?:function|const|let|var|class) (\w+)", re.MULTILINE
)
EXTENDED = re.compile(r'{% extends "([^"]+)" %}')


def loaded_by(name):
    """The scripts of a template and of those it extends that share one scope."""
    text = (TEMPLATES / name).read_text("utf-8")
    found = {script for script, module in LOADED.findall(text) if not module}
    for base in EXTENDED.findall(text):
        found |= loaded_by(base)
    return found


PAGES = {
    str(path.relative_to(TEMPLATES)): scripts
    for path in sorted(TEMPLATES.rglob("*.html"))
    if len(scripts := loaded_by(path.relative_to(TEMPLATES))) > 1
}


def names_in(script):
    return set(DEFINED.findall((SCRIPTS / script).read_text("utf-8")))


@pytest.mark.parametrize("page", PAGES)
def test_no_script_replaces_what_another_of_its_page_defines(page):
    both = {
        (one, other): shared
        for one, other in combinations(sorted(PAGES[page]), 2)
        if (shared := names_in(one) & names_in(other))
    }

    assert not both


def test_pages_with_several_scripts_are_found():
    assert {"autosave.js", "parts.js", "countries.js", "times.js"} <= PAGES[
        "questionnaires/respond/section.html"
    ]
