"""Which tests the fast part leaves out follows from what a run measured."""

from types import SimpleNamespace

import pytest

from tests import long

HERE = "tests/test_long.py"


@pytest.fixture
def kept(tmp_path, monkeypatch):
    monkeypatch.setattr(long, "LIST", tmp_path / "long.txt")

    def keep(before: list[str], measured: list[tuple[str, float]]) -> list[str]:
        long.LIST.write_text("\n".join(before), "utf-8")
        keeper = long.Keeper()
        for name, seconds in measured:
            keeper.pytest_runtest_logreport(
                SimpleNamespace(nodeid=name, user_properties=[(long.MEASURED, seconds)])
            )
        keeper.pytest_sessionfinish()
        return long.LIST.read_text("utf-8").split()

    return keep


def test_what_took_long_is_kept_by_the_mean_of_its_parameters(kept):
    measured = [
        (f"{HERE}::test_a[1]", long.LIMIT * 0.5),
        (f"{HERE}::test_a[2]", long.LIMIT * 2),
        (f"{HERE}::test_b[1]", long.LIMIT * 0.5),
        (f"{HERE}::test_b[2]", long.LIMIT),
    ]

    assert kept([], measured) == [f"{HERE}::test_a"]


def test_what_became_quick_or_is_gone_is_kept_no_longer(kept):
    before = [f"{HERE}::test_a", f"{HERE}::test_c", "tests/test_gone.py::test_d"]

    assert kept(before, [(f"{HERE}::test_a", 0.0)]) == [f"{HERE}::test_c"]


def test_a_test_that_is_kept_is_marked():
    name = long.LIST.read_text("utf-8").split()[0]
    marks = []
    item = SimpleNamespace(nodeid=f"{name}[some]", add_marker=marks.append)
    other = SimpleNamespace(nodeid=f"{name}_more", add_marker=marks.append)

    long.pytest_collection_modifyitems([item, other])

    assert marks == ["long"]
