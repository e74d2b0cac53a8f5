"""Change the pure packages in small ways and see whether their tests notice: ``make mutants``.

The changes are those of mutmut. All of five packages are some twenty-eight thousand, so a sample of
each package is tried, the same for the same seed: SAMPLE=0 tries all, SEED=2 another sample,
PACKAGE=riskapp/scoring one package, PACKAGE=riskapp/scoring/five.py one module.

Every mutant lives in a process of its own, forked before the tests are read: the code of one
function is replaced wherever it is known. First the tests run that lie where the module lies, then
those of whole examples, then the others of its package (not with MIRROR=1). A mutant that does the same as the original is told with its reason in
``tests/data/equivalent_mutants.yaml``, and left out of the score.
"""

from __future__ import annotations

import ast
import gc
import importlib
import os
import random
import re
import resource
import sys
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import libcst
import pytest
import yaml
from mutmut.configuration import config
from mutmut.mutation.file_mutation import Mutation, create_mutations

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = tuple(map(str, config().source_paths))
ELSEWHERE = ROOT / "tests" / "data" / "told_elsewhere.txt"
EQUIVALENT = ROOT / "tests" / "data" / "equivalent_mutants.yaml"
WHOLE = ("examples", "small_scores")  # tests of whole documents and scores
TARGET = 92  # percent of the mutants that do something else than the original
PATIENCE = 60  # seconds of processor time until a mutant counts as one that never ends
PASSED, NO_TESTS = 0, 5  # how pytest ends


@dataclass(frozen=True)
class Mutant:
    """One function of a module, changed in one place."""

    package: str
    module: str
    function: str
    before: str
    after: str
    source: str

    def __str__(self) -> str:
        return f"{self.module} {self.function}\n    - {self.before}\n    + {self.after}"

    @property
    def tests(self) -> tuple[str, ...]:
        """The tests that lie where the module lies."""
        path = Path(self.module)
        folder = Path("tests") / path.parent
        beside = [
            folder / f"test_{path.stem}.py",
            *sorted((ROOT / folder).glob(f"test_{path.stem}_*.py")),
            folder / path.stem,
            *told_elsewhere(self.module),
        ]
        return tuple(str(place) for place in beside if (ROOT / place).exists())


@cache
def told_elsewhere(module: str) -> list[Path]:
    lines = ELSEWHERE.read_text("utf-8").splitlines()
    return [
        Path(line.split(": ")[1]) for line in lines if line.startswith(f"{module}:")
    ]


def modules(package: str, only: str) -> list[str]:
    found = sorted(path.relative_to(ROOT) for path in (ROOT / package).rglob("*.py"))
    return [
        str(path)
        for path in found
        if path.stem != "__init__" and str(path).startswith(only)
    ]


def mutations(module: str) -> list[tuple[libcst.Module, str, Mutation]]:
    """Every change of a module, with the function it is in: a module of that alone."""
    source = (ROOT / module).read_text("utf-8")
    tree, found, _, _ = create_mutations(module, source)
    functions = dict(alone(tree))
    return [
        (*functions[change.contained_by_top_level_function], change)
        for change in found
        if change.contained_by_top_level_function in functions
    ]


def alone(
    tree: libcst.Module,
) -> Iterator[tuple[libcst.CSTNode, tuple[libcst.Module, str]]]:
    """Every function and method, in its class, as a module of its own with its name."""
    for statement in tree.body:
        if isinstance(statement, libcst.FunctionDef):
            yield statement, (libcst.Module([statement]), statement.name.value)
        elif isinstance(statement, libcst.ClassDef):
            for method in statement.body.body:
                if isinstance(method, libcst.FunctionDef):
                    body = statement.body.with_changes(body=[method])
                    owner = statement.with_changes(body=body, bases=[], decorators=[])
                    name = f"{statement.name.value}.{method.name.value}"
                    yield method, (libcst.Module([owner]), name)


def sample(package: str, only: str, size: int, seed: str) -> list[Mutant]:
    """As many mutants of a package as are asked for, the same for the same sources and seed."""
    found = [
        (module, *change)
        for module in modules(package, only)
        for change in mutations(module)
    ]
    places = range(len(found))
    if 0 < size < len(found):
        chance = random.Random(f"{seed} {package}")
        places = sorted(chance.sample(places, size))
    return [mutant(package, *found[place]) for place in places]


def mutant(
    package: str, module: str, function: libcst.Module, name: str, change: Mutation
) -> Mutant:
    changed = function.deep_replace(change.original_node, change.mutated_node)
    gone, come = difference(function.code, changed.code)
    return Mutant(package, module, name, gone, come, changed.code)


def difference(before: str, after: str) -> tuple[str, str]:
    """The lines of two sources between what both begin and end with, each as one line."""
    old, new = before.splitlines(), after.splitlines()
    for _ in "beginning", "end":
        pairs = zip(old, new, strict=False)
        same = sum(1 for _ in takewhile(lambda pair: pair[0] == pair[1], pairs))
        old, new = old[same:][::-1], new[same:][::-1]
    return " ".join(map(str.strip, old)), " ".join(map(str.strip, new))


def let_in(mutant: Mutant) -> None:
    """Replace the code of the function, whoever has imported it already."""
    name = mutant.module.removesuffix(".py").replace("/", ".")
    module = importlib.import_module(name)
    path = str(ROOT / mutant.module)
    source = f"from __future__ import annotations\n{mutant.source}"
    code = compile(source, path, "exec", dont_inherit=True)
    owner, _, function = mutant.function.rpartition(".")
    target = vars(getattr(module, owner) if owner else module)[function]
    target = getattr(target, "__func__", target)
    target.__code__ = [
        inner for inner in codes(code) if inner.co_qualname == mutant.function
    ][-1]
    target.__defaults__, target.__kwdefaults__ = defaults(mutant, vars(module))


def codes(code: CodeType) -> Iterator[CodeType]:
    for constant in code.co_consts:
        if isinstance(constant, CodeType):
            yield constant
            yield from codes(constant)


def defaults(mutant: Mutant, names: dict[str, object]) -> tuple[object, object]:
    """What the parameters of the changed function are when nothing is passed."""
    owner, _, function = mutant.function.rpartition(".")
    body = ast.parse(mutant.source).body
    if owner:
        body = next(
            node.body
            for node in body
            if isinstance(node, ast.ClassDef) and node.name == owner
        )
    found = [
        node
        for node in body
        if isinstance(node, ast.FunctionDef) and node.name == function
    ][-1]
    found.body, found.decorator_list, found.returns = [ast.Pass()], [], None
    for argument in ast.walk(found.args):
        if isinstance(argument, ast.arg):
            argument.annotation = None
    alone = ast.fix_missing_locations(ast.Module([found], []))
    space: dict[str, Any] = dict(names)
    exec(compile(alone, mutant.module, "exec"), space)  # noqa: S102 - our own source
    made: FunctionType = space[function]
    return made.__defaults__, made.__kwdefaults__


@dataclass(frozen=True)
class Explained:
    """Mutants that do the same as the original: one that is named, or all of a shape."""

    why: str
    module: str
    before: str
    after: str

    def covers(self, mutant: Mutant) -> bool:
        return (
            bool(re.fullmatch(self.module, mutant.module))
            and bool(re.fullmatch(self.before, mutant.before))
            and bool(re.fullmatch(self.after, mutant.after))
        )


def explained() -> list[Explained]:
    """In a group ``like`` everything is a pattern, elsewhere what stands there is meant."""
    found = []
    for group in yaml.safe_load(EQUIVALENT.read_text("utf-8")):
        as_it_is = str if "like" in group else re.escape
        found += [
            Explained(
                group["why"],
                as_it_is(one.get("module", ".*")),
                as_it_is(one["before"]),
                as_it_is(one["after"]),
            )
            for one in group.get("like") or group["mutants"]
        ]
    return found


class Trial:
    """A plugin of pytest: forks one process a mutant once everything is ready to read tests."""

    def __init__(self, mutants: list[Mutant]) -> None:
        self.mutants = mutants
        self.survivors: list[Mutant] = []
        self.is_child = False
        self.passed: set[tuple[str, ...]] = set()

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> bool | None:
        for module in {mutant.module for mutant in self.mutants}:
            importlib.import_module(module.removesuffix(".py").replace("/", "."))
        gc.freeze()
        for number, mutant in enumerate(self.mutants, 1):
            for tests in filter(None, stages(mutant)):
                if tests not in self.passed:
                    ended = self._run(None, tests, session)
                    if self.is_child:
                        return None
                    if ended not in (PASSED, NO_TESTS):
                        pytest.exit(f"Without a change, these fail: {tests}", 2)
                    self.passed.add(tests)
                ended = self._run(mutant, tests, session)
                if self.is_child:
                    return None
                if ended not in (PASSED, NO_TESTS):
                    break
            else:
                self.survivors.append(mutant)
                print(f"survived {mutant}", flush=True)
            if number % 10 == 0:
                print(f"{number} of {len(self.mutants)} were tried", flush=True)
        return True

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Nothing has to be put away: what a child made ends with it."""
        if self.is_child:
            os._exit(exitstatus)

    def _run(
        self, mutant: Mutant | None, tests: tuple[str, ...], session: pytest.Session
    ) -> int:
        """How the tests end in a process of their own; that process itself goes on."""
        child = os.fork()
        if child:
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        self.is_child = True
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        session.config.args = [*tests]
        if mutant:
            resource.setrlimit(resource.RLIMIT_CPU, (PATIENCE, PATIENCE))
            let_in(mutant)
        return PASSED


def stages(mutant: Mutant) -> Iterator[tuple[str, ...]]:
    """The tests to be run one after the other, until one notices the mutant."""
    yield mutant.tests
    whole = [f"tests/{mutant.package}/test_{name}.py" for name in WHOLE]
    yield tuple(path for path in whole if (ROOT / path).exists())
    if not (mutant.tests and os.environ.get("MIRROR")):
        yield (f"tests/{mutant.package}",)


def main() -> int:
    os.chdir(ROOT)
    only = os.environ.get("PACKAGE", "")
    size, seed = int(os.environ.get("SAMPLE", "150")), os.environ.get("SEED", "1")
    samples = {package: sample(package, only, size, seed) for package in PACKAGES}
    samples = {package: tried for package, tried in samples.items() if tried}
    if not samples:
        sys.exit(f"{only} is in none of {', '.join(PACKAGES)}")
    reasons = explained()
    same = {
        one
        for tried in samples.values()
        for one in tried
        if any(reason.covers(one) for reason in reasons)
    }
    trial = Trial(
        [one for tried in samples.values() for one in tried if one not in same]
    )
    without = [f"-pno:{plugin}" for plugin in ("cacheprovider", "faker", "xdist")]
    ended = pytest.main(
        ["-q", "-x", "-s", *without, *(f"tests/{package}" for package in samples)],
        [trial],
    )
    if ended == pytest.ExitCode.INTERRUPTED:
        return ended
    scores = []
    for package, tried in samples.items():
        left = [one for one in trial.survivors if one.package == package]
        different = [one for one in tried if one not in same]
        scores.append(100 * (1 - len(left) / len(different)))
        print(
            f"{package}: {scores[-1]:.1f} % of {len(different)} mutants were noticed,"
            f" {len(tried) - len(different)} more do the same as the original"
        )
    return int(min(scores) < TARGET)


if __name__ == "__main__":
    sys.exit(main())
