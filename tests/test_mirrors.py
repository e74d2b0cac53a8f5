"""Tests lie where the modules lie: what ``riskapp/x/y.py`` does is told in
``tests/riskapp/x/test_y.py`` (or ``test_y_….py``, or a folder ``y``).

Only declarations and what joins others are left out; a module that is told elsewhere says where in
``tests/data/told_elsewhere.txt``, which may only become shorter.
"""

from __future__ import annotations

import ast
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("questionnaires", "riskapp", "riskapp_collect")
ELSEWHERE = ROOT / "tests" / "data" / "told_elsewhere.txt"
LONG = 60  # lines; what is shorter is seen through what uses it
# Declarations, and what only joins others: seen through every page, task and command.
PLAIN = {
    "access",
    "admin",
    "apps",
    "choices",
    "constants",
    "content",
    "errors",
    "limits",
    "management",
    "migrations",
    "models",
    "receivers",
    "settings",
    "signals",
    "tasks",
    "templatetags",
    "urls",
    "wall",
}


def modules() -> list[Path]:
    """Every module that does something, by its place in the repository."""
    found = []
    for package in PACKAGES:
        for path in sorted((ROOT / package).rglob("*.py")):
            place = path.relative_to(ROOT)
            if path.stem != "__init__" and not PLAIN & {*place.parts, path.stem}:
                found.append(place)
    return found


def does_something(module: Path) -> bool:
    text = (ROOT / module).read_text("utf-8")
    return len(text.splitlines()) >= LONG and any(
        isinstance(node, ast.FunctionDef) for node in ast.walk(ast.parse(text))
    )


def is_mirrored(module: Path) -> bool:
    folder = ROOT / "tests" / module.parent
    return (
        (folder / f"test_{module.stem}.py").exists()
        or any(folder.glob(f"test_{module.stem}_*.py"))
        or (folder / module.stem).is_dir()
    )


def told_elsewhere() -> dict[Path, Path]:
    lines = ELSEWHERE.read_text("utf-8").splitlines()
    return {
        Path(module): Path(where)
        for module, where in (line.split(": ") for line in lines if line[0] != "#")
    }


def test_every_module_has_its_tests_beside_it_or_says_where_they_are():
    listed = told_elsewhere()

    missing = {
        str(module)
        for module in modules()
        if does_something(module) and not is_mirrored(module) and module not in listed
    }

    assert missing == set()


def test_what_is_told_elsewhere_is_told_there_and_nowhere_else():
    listed = told_elsewhere()

    wrong = {
        str(module)
        for module, where in listed.items()
        if not (ROOT / module).exists()
        or not (ROOT / where).exists()
        or is_mirrored(module)
    }

    assert wrong == set()
    assert list(listed) == sorted(listed)


def test_every_folder_of_tests_mirrors_a_folder_or_a_module():
    folders = {
        path.parent.relative_to(ROOT / "tests")
        for package in PACKAGES
        for path in (ROOT / "tests" / package).rglob("test_*.py")
    }

    strange = {
        str(folder)
        for folder in folders
        if not (ROOT / folder).is_dir()
        and not (ROOT / folder).with_suffix(".py").exists()
    }

    assert len(folders) > 50
    assert strange == set()
