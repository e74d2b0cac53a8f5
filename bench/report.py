"""The report of the largest example, from its answers to the bytes, and the memory it takes."""

from __future__ import annotations

import json
import subprocess
import sys
from collections.abc import Iterator

from bench import Result, measured

RUNS = 5
WORK = """
import json, os, resource, sys, time
os.environ["DJANGO_SETTINGS_MODULE"] = "riskapp.settings.test"
import django
django.setup()
from pathlib import Path
from riskapp.reports.management.commands.report_answers import report_of
largest = Path("docs/examples/production-agents.yaml")
report_of(largest)
times = []
for _ in range(int(sys.argv[1])):
    start = time.perf_counter()
    report_of(largest)
    times.append(time.perf_counter() - start)
scale = 1024 if sys.platform == "linux" else 1024 * 1024
peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / scale
print(json.dumps({"times": times, "peak": peak}))
"""


def results() -> Iterator[Result]:
    done = subprocess.run(
        [sys.executable, "-c", WORK, str(RUNS)],
        capture_output=True,
        text=True,
        check=True,
    )
    found = json.loads(done.stdout)
    yield measured("report of the largest example, warm", found["times"], "s", 3)
    yield measured(
        "report of the largest example, peak memory", [found["peak"]], "MB", 300
    )
