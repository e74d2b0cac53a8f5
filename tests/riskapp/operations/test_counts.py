"""What workers of the web server counted, when they are gone."""

import runpy
from pathlib import Path
from types import SimpleNamespace

import pytest
from prometheus_client.mmap_dict import MmapedDict, mmap_key
from prometheus_client.multiprocess import MultiProcessCollector

CONFIGURATION = Path(__file__).resolve().parents[3] / "gunicorn.conf.py"


@pytest.fixture
def ends(tmp_path, monkeypatch):
    """A worker that counted requests of some views, and ended."""
    monkeypatch.setenv("PROMETHEUS_MULTIPROC_DIR", str(tmp_path))
    child_exit = runpy.run_path(str(CONFIGURATION))["child_exit"]

    def end(pid, **requests):
        for kind in ("counter", "histogram"):
            counts = MmapedDict(str(tmp_path / f"{kind}_{pid}.db"))
            for view, number in requests.items():
                key = mmap_key(kind, f"{kind}_total", ["view"], [view], "help")
                counts.write_value(key, float(number), 0.0)
            counts.close()
        child_exit(None, SimpleNamespace(pid=pid))

    return end


def test_their_counts_stay_and_their_files_do_not(ends, tmp_path):
    for pid in range(1, 40):
        ends(pid, list=2, **{f"view{pid}": 1})

    files = sorted(path.name for path in tmp_path.iterdir())
    assert files == ["counter_gone.db", "histogram_gone.db"]
    assert all(path.stat().st_size < 10_000 for path in tmp_path.iterdir())
    [counter, _] = MultiProcessCollector.merge(
        [str(tmp_path / name) for name in files], accumulate=False
    )
    found = {sample.labels["view"]: sample.value for sample in counter.samples}
    assert found == {"list": 78, **{f"view{pid}": 1 for pid in range(1, 40)}}


def test_a_worker_that_died_while_it_began_to_count_ends_nobody(ends, tmp_path):
    ends(1, list=2)
    (tmp_path / "counter_2.db").write_bytes(b"")

    ends(3, list=1)
    runpy.run_path(str(CONFIGURATION))["child_exit"](None, SimpleNamespace(pid=2))

    assert (tmp_path / "counter_2.db").exists()
    assert MultiProcessCollector.merge([str(tmp_path / "counter_gone.db")])
