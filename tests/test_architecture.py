"""What import-linter cannot say: what actions know, what the pure core loads, what is documented."""

from __future__ import annotations

import ast
import os
import re
import subprocess
import sys
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest
from django.core.management import get_commands

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = ("questionnaires", "riskapp")
OPERATING = (ROOT / "docs" / "operating.md").read_text("utf-8")
README = (ROOT / "README.md").read_text("utf-8")
CONTRIBUTING = (ROOT / "CONTRIBUTING.md").read_text("utf-8")

# What belongs to a page: an action must work the same for a command, a task and a test.
OF_A_PAGE = (
    "django.http",
    "django.shortcuts",
    "django.forms",
    "django.contrib.messages",
)
PAGE_MODULES = {"forms", "views", "templatetags"}
# These make documents, mails, reports and copies, and no page.
MAKE_DOCUMENTS = {
    "questionnaires/actions/deliveries.py",
    "riskapp/organisations/actions/mailing.py",
    "riskapp/vendor_copies/actions.py",
    "riskapp/notifications/actions/mailing.py",
    "riskapp/reports/actions/mailing.py",
    "riskapp/reports/actions/making.py",
}


def sources(pattern: str = "*.py") -> Iterator[Path]:
    for package in PACKAGES:
        yield from sorted((ROOT / package).rglob(pattern))


def named(path: Path) -> str:
    return path.relative_to(ROOT).as_posix()


ACTIONS = [
    named(path)
    for path in sources()
    if path.stem == "actions" or path.parent.name == "actions"
]


def imports(name: str) -> set[str]:
    """Every module a file imports, with what it takes from it."""
    found: set[str] = set()
    for node in ast.walk(ast.parse((ROOT / name).read_text("utf-8"))):
        if isinstance(node, ast.Import):
            found |= {alias.name for alias in node.names}
        elif isinstance(node, ast.ImportFrom) and node.module:
            found |= {f"{node.module}.{alias.name}" for alias in node.names}
    return found


def is_of_a_page(module: str, name: str) -> bool:
    if f"{module}.".startswith("django.template."):
        return name not in MAKE_DOCUMENTS
    return any(f"{module}.".startswith(f"{page}.") for page in OF_A_PAGE) or (
        module.startswith(PACKAGES) and bool(PAGE_MODULES & set(module.split(".")))
    )


ONLY_FOR_FILES = {
    "babel", "botocore", "dns", "docx", "fontTools", "openpyxl", "PIL", "puremagic",
    "pyhanko", "weasyprint",
}  # fmt: skip


@pytest.mark.parametrize("name", ACTIONS)
def test_an_action_knows_nothing_of_pages(name):
    assert [module for module in imports(name) if is_of_a_page(module, name)] == []


def test_the_rule_for_actions_would_see_an_import_of_a_page():
    assert is_of_a_page("django.http.Http404", ACTIONS[0])
    assert is_of_a_page("django.template.loader.render_to_string", "other.py")
    assert is_of_a_page("questionnaires.forms.AnswerForm", ACTIONS[0])
    assert len(ACTIONS) > 10


@pytest.mark.parametrize(
    "module",
    [
        "riskapp.scoring.evaluation",
        "riskapp.presentation.picture",
        "riskapp.evidence.comparing",
        "questionnaires.document.parsing",
    ],
)
def test_the_pure_core_loads_no_framework(module):
    program = f"import sys, {module}; print(*sorted(sys.modules))"

    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        capture_output=True,
        text=True,
        check=True,
    )

    loaded = set(done.stdout.split())
    assert module in loaded
    assert loaded & {"django", "celery", "weasyprint"} == set()


def test_a_web_server_loads_no_library_that_only_files_need():
    """Each of them takes memory of every process that serves pages."""
    program = (
        "import sys, riskapp.wsgi; from django.urls import get_resolver;"
        "get_resolver()._populate(); print(*sorted(sys.modules))"
    )

    done = subprocess.run(
        [sys.executable, "-c", program],
        cwd=ROOT,
        env={**os.environ, "DJANGO_SETTINGS_MODULE": "riskapp.settings.test"},
        capture_output=True,
        text=True,
        check=True,
    )

    loaded = set(done.stdout.split())
    assert "riskapp.reports.views" in loaded
    assert loaded & ONLY_FOR_FILES == set()


def variables(path: Path) -> set[str]:
    """The environment variables a file reads: ``env("X")``, ``env.bool("X")``, ``os.environ…``."""
    found = set[str]()
    text = path.read_text("utf-8")
    if not re.search(r"\benv\b|\bos\.environ\b|\bos\.getenv\b", text):
        return found
    for node in ast.walk(ast.parse(text)):
        reader, key = None, None
        if isinstance(node, ast.Call) and node.args:
            reader, key = ast.unparse(node.func), node.args[0]
        elif isinstance(node, ast.Subscript):
            reader, key = ast.unparse(node.value), node.slice
        if (
            reader
            and re.fullmatch(r"env(\.\w+)?|os\.environ(\.\w+)?|os\.getenv", reader)
            and isinstance(key, ast.Constant)
        ):
            found.add(str(key.value))
    return found


def read_anywhere(*folders: str) -> set[str]:
    paths = [path for folder in folders for path in (ROOT / folder).rglob("*.py")]
    return {name for path in paths for name in variables(path)}


def test_every_environment_variable_is_documented():
    read = read_anywhere(*PACKAGES)

    undocumented = {name for name in read if not re.search(rf"\b{name}\b", OPERATING)}

    assert {"PORT", "SECRET_KEY", "DATABASE_URL", "RISKAPP_DATA"} <= read
    assert undocumented == set()


def test_every_documented_variable_is_read():
    table = re.findall(r"^\| (`[A-Z].*?) \|", OPERATING, re.MULTILINE)
    documented = {name for cell in table for name in re.findall(r"`(\w+)`", cell)}

    assert "HOST" in documented
    assert documented <= read_anywhere(*PACKAGES, "tests")


def test_every_command_is_documented():
    ours = {name for name, app in get_commands().items() if app.startswith(PACKAGES)}

    undocumented = {name for name in ours if f"`{name}" not in OPERATING}

    assert "score_answers" in ours
    assert undocumented == set()


def test_every_documented_command_exists():
    text = OPERATING + README + CONTRIBUTING
    run = set(re.findall(r"manage\.py (\w+)", text))
    table = set(re.findall(r"^\| `([a-z_]+)", OPERATING, re.MULTILINE))

    assert "add_member" in table
    assert run | table <= set(get_commands())


def test_every_make_target_that_is_named_exists():
    makefile = (ROOT / "Makefile").read_text("utf-8")
    targets = set(re.findall(r"^([a-z-]+):", makefile, re.MULTILINE))
    text = "\n".join(
        [
            README,
            CONTRIBUTING,
            *(p.read_text("utf-8") for p in (ROOT / "docs").rglob("*.md")),
        ]
    )

    wanted = set(re.findall(r"(?:`|^)make ([a-z-]+)", text, re.MULTILINE))

    assert {"run", "test", "check"} <= wanted
    assert wanted <= targets


def test_the_register_of_vendors_reaches_no_assessment_by_name():
    """What lies above is asked through ``ASSESSMENTS_OF_WORK``, never by a name of the database."""
    reached = {
        named(path)
        for path in (ROOT / "riskapp" / "vendors").rglob("*.py")
        if "migrations" not in path.parts
        and re.search(r"assessments__|assessments=", path.read_text("utf-8"))
    }

    assert reached == set()


@pytest.mark.parametrize("path", list(sources("errors.py")), ids=named)
def test_a_refusal_without_facts_says_its_message_on_the_class(path):
    """``message = _("…")`` instead of an ``__init__`` that takes nothing (``Refusal``)."""
    empty = {
        kind.name
        for kind in ast.walk(ast.parse(path.read_text("utf-8")))
        if isinstance(kind, ast.ClassDef)
        for part in kind.body
        if isinstance(part, ast.FunctionDef)
        and part.name == "__init__"
        and ast.unparse(part.args) == "self"
    }

    assert empty == set()


# Names that Django asks for.
SHARED = {"Meta", "Command"}


def test_no_two_classes_share_a_name():
    """A name means one thing. Classes of one module alone (``_Reader``) may be called alike."""
    places = defaultdict(set)
    for path in sources():
        if "migrations" in path.parts:
            continue
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.ClassDef) and not node.name.startswith("_"):
                places[node.name].add(named(path))

    twice = {name: sorted(where) for name, where in places.items() if len(where) > 1}

    assert {name: where for name, where in twice.items() if name not in SHARED} == {}


# Tables that read alike and are not one thing (docs/decisions/021-one-way-to-a-label.md).
ALIKE = {
    frozenset({"FindingEventKind", "FindingState"}): "what happened, and what is since",
}


def labels(tree):
    """Every table or enumeration of a module: its name, and its codes with their texts."""
    for node in ast.walk(tree):
        found = {}
        if isinstance(node, ast.Assign) and isinstance(node.value, ast.Dict):
            name = ast.unparse(node.targets[0])
            pairs = zip(node.value.keys, node.value.values, strict=True)
        elif isinstance(node, ast.ClassDef):
            name = node.name
            pairs = [
                part.value.elts
                for part in node.body
                if isinstance(part, ast.Assign)
                and isinstance(part.value, ast.Tuple)
                and len(part.value.elts) == 2
            ]
        else:
            continue
        for code, text in pairs:
            if (
                isinstance(code, ast.Constant)
                and isinstance(text, ast.Call)
                and isinstance(text.args[0] if text.args else None, ast.Constant)
            ):
                found[code.value] = text.args[0].value
        if len(found) > 2:
            yield name, found


def test_no_table_of_labels_is_a_copy_of_another():
    """What a code is called is written once; whoever shows it asks ``label_of``."""
    tables = [
        found
        for path in sources()
        if "migrations" not in path.parts
        for found in labels(ast.parse(path.read_text("utf-8")))
    ]

    copied = {
        frozenset({one, other})
        for number, (one, here) in enumerate(tables)
        for other, there in tables[number + 1 :]
        if len(here.items() & there.items()) > 2
    }

    assert len(tables) > 20
    assert copied - set(ALIKE) == set()


def test_each_decision_has_a_number_of_its_own():
    files = sorted((ROOT / "docs" / "decisions").glob("*.md"))

    numbers = [path.name[:3] for path in files]

    assert [f"{n:03}" for n in range(1, len(files) + 1)] == numbers
    assert all(
        path.read_text("utf-8").startswith(f"# {path.name[:3]} ") for path in files
    )


PLAIN = (
    "questionnaires/document",
    "riskapp/scoring",
    "riskapp/tools",
    "riskapp/presentation",
    "riskapp/baselines",
    "riskapp/statements",
    "riskapp/evidence",
)


def public_functions(tree):
    """Functions that others call, with the class they are in; those of protocols say it there."""
    for node in tree.body:
        if isinstance(node, ast.FunctionDef):
            yield "", node
        elif isinstance(node, ast.ClassDef) and not (
            node.name.startswith("_")
            or {"Protocol", "io.RawIOBase"} & {*map(ast.unparse, node.bases)}
        ):
            found = (f for f in node.body if isinstance(f, ast.FunctionDef))
            yield from ((node.name, function) for function in found)


def test_every_public_function_of_the_plain_packages_says_what_it_does():
    trees = {
        path: ast.parse(path.read_text("utf-8"))
        for folder in PLAIN
        for path in (ROOT / folder).rglob("*.py")
    }
    said_above = {  # what an override does stands where it was promised
        function.name
        for tree in trees.values()
        for owner in ast.walk(tree)
        if isinstance(owner, ast.ClassDef)
        for function in owner.body
        if isinstance(function, ast.FunctionDef) and ast.get_docstring(function)
    }

    silent = [
        f"{path.relative_to(ROOT)}: {owner}.{function.name}"
        for path, tree in trees.items()
        for owner, function in public_functions(tree)
        if not function.name.startswith("_")
        and not ast.get_docstring(function)
        and not (owner and function.name in said_above)
    ]

    assert silent == []
