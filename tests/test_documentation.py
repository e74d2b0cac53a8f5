"""The documentation shows what is there, and loads nothing from outside."""

import re

import pytest

from riskapp.settings.base import ROOT
from scripts.docs import POLICY, faults_of
from scripts.packages import PICTURE, draw
from scripts.pictures import PICTURES

PAGE = f'<meta http-equiv="Content-Security-Policy" content="{POLICY}">{{}}'


def test_the_picture_of_the_packages_shows_what_is_imported():
    """When this fails: run `.venv/bin/python -m scripts.packages` and look at it."""
    assert PICTURE.read_text("utf-8") == draw()


def test_every_picture_of_the_demo_is_shown_somewhere():
    pages = [ROOT / "README.md", *(ROOT / "docs").rglob("*.md")]
    shown = {
        name
        for page in pages
        for name in re.findall(r"images/([\w-]+)\.png", page.read_text("utf-8"))
    }
    there = {path.stem for path in (ROOT / "docs" / "images").glob("*.png")}

    assert shown == there
    assert set(PICTURES) < there


@pytest.mark.parametrize(
    "loaded",
    [
        '<script src="https://cdn.example/a.js"></script>',
        '<link rel="stylesheet" href="//cdn.example/a.css">',
        '<img alt="" src="http://cdn.example/a.png">',
    ],
)
def test_a_page_that_loads_from_outside_is_found(tmp_path, loaded):
    (tmp_path / "index.html").write_text(PAGE.format(loaded))

    assert len(faults_of(tmp_path)) == 1


def test_a_style_that_loads_from_outside_is_found(tmp_path):
    (tmp_path / "a.css").write_text("@import url(https://fonts.example/a.css);")

    assert faults_of(tmp_path) == ["a.css loads a file from another host"]


def test_what_is_only_linked_is_no_fault_and_a_page_without_the_policy_is(tmp_path):
    linked = '<a href="https://example.org/">x</a><link rel="canonical" href="https://example.org/">'
    (tmp_path / "index.html").write_text(PAGE.format(linked))
    (tmp_path / "other.html").write_text(linked)

    assert faults_of(tmp_path) == ["other.html has no Content-Security-Policy"]


def test_every_file_that_the_first_pages_name_is_there():
    """Links inside docs/ are followed when the site is built."""
    names = {
        f"{page.name}: {name}"
        for page in ROOT.glob("*.md")
        for name in re.findall(r"\]\(([^)#:]+)\)", page.read_text("utf-8"))
        if not (ROOT / name).exists()
    }

    assert names == set()
