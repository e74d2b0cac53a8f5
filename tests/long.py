"""A pytest plugin: which tests are long, so that the fast part can leave them out.

``tests/long.txt`` keeps their names. It is written from what a run measured, never by hand:
``make long``.
"""

import os
from collections import defaultdict
from collections.abc import Iterator
from pathlib import Path

import pytest

LIST = Path(__file__).with_name("long.txt")
# Seconds of processor time of one test, on the mean of its parameters.
LIMIT = 0.05
MEASURED = "processor"

_begun = pytest.StashKey[float]()


def pytest_addoption(parser: pytest.Parser) -> None:
    parser.addoption(
        "--keep-long", action="store_true", help="Write tests/long.txt anew."
    )


@pytest.hookimpl(tryfirst=True)
def pytest_collection_modifyitems(items: list[pytest.Item]) -> None:
    """Mark what is kept as long before the marks are looked at."""
    long = set(LIST.read_text("utf-8").split())
    for item in items:
        if _function(item.nodeid) in long:
            item.add_marker("long")


@pytest.hookimpl(tryfirst=True)
def pytest_runtest_setup(item: pytest.Item) -> None:
    item.stash[_begun] = _spent()


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(
    item: pytest.Item, call: pytest.CallInfo[None]
) -> Iterator[None]:
    report = yield
    if call.when == "teardown" and not {"browser", "slow"} & set(item.keywords):
        report.user_properties.append((MEASURED, _spent() - item.stash[_begun]))
    return report


def pytest_configure(config: pytest.Config) -> None:
    if config.getoption("keep_long") and not hasattr(config, "workerinput"):
        config.pluginmanager.register(Keeper())


class Keeper:
    """Collects what all processes of a run measured."""

    def __init__(self) -> None:
        self.spent: dict[str, list[float]] = defaultdict(list)

    def pytest_runtest_logreport(self, report: pytest.TestReport) -> None:
        for name, seconds in report.user_properties:
            if name == MEASURED:
                self.spent[_function(report.nodeid)].append(seconds)

    def pytest_sessionfinish(self) -> None:
        """Functions that were not run stay as they were kept, while their module is there."""
        before = LIST.read_text("utf-8").split()
        names = {
            name
            for name in before
            if name not in self.spent and Path(name.partition("::")[0]).exists()
        }
        for name, spent in self.spent.items():
            if sum(spent) > LIMIT * len(spent):
                names.add(name)
        LIST.write_text("".join(f"{name}\n" for name in sorted(names)), "utf-8")


def _function(nodeid: str) -> str:
    """Without its parameters."""
    return nodeid.partition("[")[0]


def _spent() -> float:
    """Of this process, and of those it started that have ended."""
    return sum(os.times()[:4])
