"""How large the source is: lines of modules and functions, comments, tests, lines of templates.

Lines are those of the files as they are, blank ones among them; migrations are left out. Run it with
``make measures``.
"""

from __future__ import annotations

import ast
import io
import subprocess
import tokenize
from collections.abc import Iterable, Sequence
from pathlib import Path
from statistics import median

ROOT = Path(__file__).resolve().parent.parent
SOURCE = ("questionnaires", "riskapp", "riskapp_collect")
Function = ast.FunctionDef | ast.AsyncFunctionDef


def tracked(*patterns: str) -> list[Path]:
    """The files that git knows, without migrations."""
    listed = subprocess.run(
        ["git", "ls-files", "--", *patterns],  # noqa: S607  # whichever git is there
        cwd=ROOT,
        check=True,
        capture_output=True,
        text=True,
    ).stdout.splitlines()
    return [ROOT / name for name in listed if "/migrations/" not in name]


def share(values: Sequence[int], part: float) -> int:
    """The value that this part of all (0 to 1) does not exceed."""
    ordered = sorted(values)
    return ordered[min(len(ordered) - 1, int(part * len(ordered)))]


def functions_of(text: str) -> list[Function]:
    return [node for node in ast.walk(ast.parse(text)) if isinstance(node, Function)]


def length(function: Function) -> int:
    """Lines from ``def`` to the last, decorators left out."""
    return (function.end_lineno or function.lineno) - function.lineno + 1


def comments_in(text: str) -> int:
    """Comments for readers: none that only speak to a tool."""
    found = tokenize.generate_tokens(io.StringIO(text).readline)
    words = [one.string for one in found if one.type == tokenize.COMMENT]
    to_tools = ("# noqa", "# type:", "# pragma", "#!", "# ruff:")
    return sum(not word.startswith(to_tools) or "  #" in word for word in words)


def is_annotated(function: Function) -> bool:
    arguments = function.args
    every = [*arguments.posonlyargs, *arguments.args, *arguments.kwonlyargs]
    named = [one for one in every if one.arg not in {"self", "cls"}]
    return function.returns is not None and all(one.annotation for one in named)


def rows() -> Iterable[tuple[str, str]]:
    """What is measured, with its figure."""
    paths = tracked(*(f"{folder}/*.py" for folder in SOURCE))
    texts = {path: path.read_text("utf-8") for path in paths}
    lines = {path: len(text.splitlines()) for path, text in texts.items()}
    modules = [number for number in lines.values() if number]
    longest = max(lines, key=lambda path: lines[path])
    functions = {
        f"{path.relative_to(ROOT)}:{one.lineno} {one.name}": one
        for path, text in texts.items()
        for one in functions_of(text)
    }
    lengths = {name: length(one) for name, one in functions.items()}
    most = max(lengths, key=lambda name: lengths[name])
    total = sum(modules)
    tests = sum(
        len(path.read_text("utf-8").splitlines()) for path in tracked("tests/*.py")
    )
    templates = [
        (len(line), path)
        for path in tracked("templates/*")
        for line in path.read_text("utf-8").splitlines()
    ]
    wide, template = max(templates, key=lambda one: one[0])
    yield "lines in modules", f"{total:,} in {len(modules):,}"
    yield (
        "lines of a module: median / p90 / longest",
        (
            f"{median(modules):.0f} / {share(modules, 0.9)} / {lines[longest]}"
            f" ({longest.relative_to(ROOT)})"
        ),
    )
    yield (
        "lines of a function: median / p90 / p99 / longest",
        (
            f"{median(lengths.values()):.0f} / {share([*lengths.values()], 0.9)}"
            f" / {share([*lengths.values()], 0.99)} / {lengths[most]} ({most})"
        ),
    )
    annotated = sum(is_annotated(one) for one in functions.values())
    yield "functions annotated", f"{annotated:,} of {len(functions):,}"
    comments = sum(comments_in(text) for text in texts.values())
    yield "comments for 100 lines", f"{100 * comments / total:.1f}"
    yield "lines of tests for each of the source", f"{tests / total:.2f}"
    yield "longest line of a template", f"{wide} ({template.relative_to(ROOT)})"


def main() -> None:
    for name, figure in rows():
        print(f"{name:<50} {figure}")


if __name__ == "__main__":
    main()
