"""Change the pure packages in small ways and see whether their tests notice: ``make mutants``.

The changes are those of mutmut. All of these packages are some thirty thousand, so a sample of each
package is tried, the same for the same seed: SAMPLE=0 tries all, SEED=2 another sample,
PACKAGE=riskapp/scoring one package, PACKAGE=riskapp/scoring/five.py one module.

Every mutant lives in a process of its own: the code of one function is replaced wherever it is
known. The tests of its package that reach that function are run, then once more those that lie
where the module lies (MIRROR=1: only those); tests that try chance are left aside. A mutant that
does the same as the original is told with its reason in ``tests/data/equivalent_mutants.yaml``, and
left out of the score.
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
import time
from collections.abc import Generator, Iterator
from dataclasses import dataclass
from functools import cache
from itertools import takewhile
from multiprocessing import Pipe
from multiprocessing.connection import Connection
from pathlib import Path
from types import CodeType, FunctionType
from typing import Any

import libcst
import pytest
from coverage import Coverage
from mutmut.configuration import config
from mutmut.mutation.file_mutation import Mutation, create_mutations

from questionnaires.document.source import read_file

ROOT = Path(__file__).resolve().parents[1]
PACKAGES = tuple(map(str, config().source_paths))
ELSEWHERE = ROOT / "tests" / "data" / "told_elsewhere.txt"
EQUIVALENT = ROOT / "tests" / "data" / "equivalent_mutants.yaml"
WHOLE = ("examples", "small_scores", "*_spoiled")  # tests of whole documents and scores
TARGET = 92  # percent of the mutants that do something else than the original
PATIENCE = 60  # seconds of processor time until a mutant counts as one that never ends
PASSED, NO_TESTS = 0, 5  # how pytest ends

Reached = dict[tuple[str, str], set[str]]  # the tests by module and function


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
    path = str(ROOT / mutant.module)
    source = f"from __future__ import annotations\n{mutant.source}"
    code = compile(source, path, "exec", dont_inherit=True)
    target = function_of(mutant)
    target.__code__ = [
        inner for inner in codes(code) if inner.co_qualname == mutant.function
    ][-1]
    names = target.__globals__
    target.__defaults__, target.__kwdefaults__ = defaults(mutant, names)


def function_of(mutant: Mutant) -> FunctionType:
    """The function to be changed, as it is in this process."""
    module = importlib.import_module(name_of(mutant.module))
    owner, _, function = mutant.function.rpartition(".")
    found = vars(getattr(module, owner) if owner else module)[function]
    return getattr(found, "__func__", found)  # type: ignore[no-any-return]


def name_of(module: str) -> str:
    return module.removesuffix(".py").replace("/", ".")


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
    for group in read_file(EQUIVALENT).data:
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


class Reach:
    """A plugin of pytest that notes which tests reach which function, and how long each takes."""

    def __init__(self, mutants: list[Mutant]) -> None:
        self.codes = {
            (one.module, one.function): function_of(one).__code__ for one in mutants
        }
        self.seconds: dict[str, float] = {}
        self.cover = Coverage(
            data_file=None,
            config_file=False,
            include=[str(ROOT / one.module) for one in mutants],
        )
        self.cover.start()

    @pytest.hookimpl(wrapper=True)
    def pytest_runtest_protocol(
        self, item: pytest.Item
    ) -> Generator[None, object, object]:
        before = time.process_time()
        self.cover.switch_context(item.nodeid)
        try:
            return (yield)
        finally:
            self.seconds[item.nodeid] = time.process_time() - before

    def told(self) -> tuple[Reached, dict[str, float]]:
        """The tests by module and function, and the seconds of each."""
        self.cover.stop()
        data = self.cover.get_data()
        reached: Reached = {}
        for name, code in self.codes.items():
            tests = data.contexts_by_lineno(code.co_filename)
            lines = {line or 0 for *_, line in code.co_lines()} - {code.co_firstlineno}
            reached[name] = {test for line in lines for test in tests.get(line, ())}
        return reached, self.seconds


def quick_ones(mutant: Mutant, reach: Reached, seconds: dict[str, float]) -> list[str]:
    """The tests of its package that reach the changed function, the quick ones first."""
    places = (*mutant.tests, f"tests/{mutant.package}/")
    if os.environ.get("MIRROR") and mutant.tests:
        places = mutant.tests
    found = reach[mutant.module, mutant.function]
    return sorted(
        (test for test in found if test.startswith(places)), key=seconds.__getitem__
    )


class Trial:
    """A plugin of pytest that forks one process a mutant, in two rounds.

    In the first, all tests have been read and those are run that reach the changed function. What
    they let live is tried once more before any test is read, by the tests beside its module and
    those of whole documents: what a test module keeps, or one test leaves for the next, is then
    made by the changed function.
    """

    def __init__(self, mutants: list[Mutant]) -> None:
        self.mutants = mutants
        self.survivors: list[Mutant] = []
        self.is_child = False
        self.report: Connection | None = None  # where a child says what it found
        self.reach: Reach | None = None

    @pytest.hookimpl(tryfirst=True)
    def pytest_collection(self, session: pytest.Session) -> bool | None:
        for module in {mutant.module for mutant in self.mutants}:
            importlib.import_module(name_of(module))
        gc.freeze()
        reader = self._reporting_child()
        if reader is None:
            return None
        left = [self.mutants[number] for number in received(reader)]
        anew = {tests_for(one) for one in left}
        trials = [
            *((None, tests) for tests in anew),
            *((m, tests_for(m)) for m in left),
        ]
        for mutant, tests in trials:
            if not tests:
                self.survivors += filter(None, [mutant])
                continue
            ended = self._end(mutant, PATIENCE)
            if ended is None:
                session.config.args = [*tests]
                return None
            if mutant and ended in (PASSED, NO_TESTS):
                self.survivors.append(mutant)
                print(f"survived {mutant}", flush=True)
            elif not mutant and ended != PASSED:
                pytest.exit(f"Without a change, these fail: {tests}", 2)
        return True

    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Chance is left aside: it would notice a mutant one day and not the next."""
        items[:] = [
            item
            for item in items
            if not getattr(getattr(item, "obj", None), "is_hypothesis_test", False)
        ]

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtestloop(self, session: pytest.Session) -> bool | None:
        """The first round, in the process that has read all tests."""
        report, self.report = self.report, None
        if report is None:
            return None
        measuring = self._reporting_child()
        if measuring is None:
            self.reach = Reach(self.mutants)
            session.config.pluginmanager.register(self.reach)
            return None
        reach, seconds = received(measuring)
        left = []
        items = {item.nodeid: item for item in session.items}
        for number, mutant in enumerate(self.mutants):
            tests = quick_ones(mutant, reach, seconds)
            patience = 5 + 5 * round(sum(seconds[test] for test in tests))
            ended = self._end(mutant, patience) if tests else PASSED
            if ended is None:
                session.items = [items[test] for test in tests]
                return None
            if ended == PASSED:
                left.append(number)
                print(f"{number}: {len(tests)} tests let live {mutant}", flush=True)
        print(f"{len(left)} of {len(self.mutants)} are tried again", flush=True)
        report.send(left)
        os._exit(PASSED)

    @pytest.hookimpl(tryfirst=True)
    def pytest_sessionfinish(self, exitstatus: int) -> None:
        """Nothing has to be put away: what a child made ends with it."""
        if self.report and self.reach and exitstatus == PASSED:
            self.report.send(self.reach.told())
        if self.is_child:
            os._exit(exitstatus)

    def _reporting_child(self) -> Connection | None:
        """Where a new process reports; None in that process itself, which goes on."""
        here, there = Pipe(duplex=False)
        if os.fork():
            there.close()
            return here
        self.is_child, self.report = True, there
        return None

    def _end(self, mutant: Mutant | None, patience: int) -> int | None:
        """How the tests end in a process of their own; None in that process, which goes on."""
        child = os.fork()
        if child:
            return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
        self.is_child = True
        quiet = os.open(os.devnull, os.O_WRONLY)
        os.dup2(quiet, 1)
        os.dup2(quiet, 2)
        if mutant:
            resource.setrlimit(resource.RLIMIT_CPU, (patience, patience))
            let_in(mutant)
        return None


def received(child: Connection) -> Any:
    try:
        return child.recv()
    except EOFError:
        pytest.exit("Without a change, tests fail", 2)


def tests_for(mutant: Mutant) -> tuple[str, ...]:
    """The tests that are read anew: those beside the module, and those of whole documents."""
    folder = ROOT / "tests" / mutant.package
    whole = [path for name in WHOLE for path in sorted(folder.glob(f"test_{name}.py"))]
    if mutant.tests and os.environ.get("MIRROR"):
        whole = []
    return *mutant.tests, *(str(path.relative_to(ROOT)) for path in whole)


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
    elsewhere = {path for one in trial.mutants for path in one.tests}
    tests = sorted({*elsewhere, *(f"tests/{package}" for package in samples)})
    ended = pytest.main(["-q", "-x", "-s", *without, *tests], [trial])
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
