"""Change the pure packages in small ways and see whether their tests notice: ``make mutants``.

All mutants of five packages are some twenty-eight thousand: a sample of each package is tried, the
same for the same seed. SAMPLE=0 tries all, ONLY=riskapp/scoring one package, SEED=2 another sample.
"""

from __future__ import annotations

import json
import os
import random
import subprocess
import sys
from pathlib import Path

from mutmut.__main__ import create_mutants
from mutmut.configuration import config
from mutmut.utils.file_utils import copy_also_copy_files, copy_src_dir

ROOT = Path(__file__).resolve().parents[1]
MUTANTS = ROOT / "mutants"
MUTMUT = Path(sys.executable).with_name("mutmut")
TARGET = 92  # percent of the mutants that are tried
SURVIVED, NO_TESTS = 0, 33


def results(package: Path) -> dict[str, int | None]:
    """Every mutant of a package and how its tests ended; None where it was not tried."""
    found: dict[str, int | None] = {}
    for meta in sorted((MUTANTS / package).rglob("*.meta")):
        found |= json.loads(meta.read_text("utf-8"))["exit_code_by_key"]
    return found


def sample(package: Path, size: int, seed: str) -> list[str]:
    names = sorted(results(package))
    chance = random.Random(f"{seed} {package}")
    return names if not 0 < size < len(names) else chance.sample(names, size)


def report(package: Path, tried: list[str]) -> float:
    """Say what lived on in a package; returns how many percent did not."""
    ended = results(package)
    alive = [name for name in tried if ended[name] in (SURVIVED, NO_TESTS)]
    score = 100 * (1 - len(alive) / len(tried))
    print(f"{package}: {score:.1f} % of {len(tried)} mutants were noticed")
    for name in sorted(alive):
        print(f"  {'no test of' if ended[name] == NO_TESTS else 'survived'} {name}")
    return score


def main() -> int:
    os.chdir(ROOT)
    only = os.environ.get("ONLY", "")
    packages = [path for path in config().source_paths if only in ("", str(path))]
    MUTANTS.mkdir(exist_ok=True)
    copy_src_dir()
    copy_also_copy_files()
    create_mutants(2)
    size, seed = int(os.environ.get("SAMPLE", "300")), os.environ.get("SEED", "1")
    samples = {package: sample(package, size, seed) for package in packages}
    names = [name for tried in samples.values() for name in tried]
    if not names:
        sys.exit(f"{only} is none of {', '.join(map(str, config().source_paths))}")
    subprocess.run([MUTMUT, "run", "--max-children", "2", *names], check=True)
    scores = [report(package, tried) for package, tried in samples.items()]
    return int(min(scores) < TARGET)


if __name__ == "__main__":
    sys.exit(main())
