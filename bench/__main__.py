"""Run every benchmark: a table on the screen, JSON in bench-results.json."""

from __future__ import annotations

import json
import os
import sys
from pathlib import Path

from bench import Result

RESULTS = Path("bench-results.json")


def _target(result: Result) -> str:
    return f"{'–':>8}" if result.target is None else f"{result.target:>8g}"


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskapp.settings.test")
    from riskapp.embedded import data_directory, ensure_services

    ensure_services(data_directory() / "bench")
    import django

    django.setup()
    from bench import autosave, lists, load, report, scoring  # need Django

    results = [
        result
        for module in (scoring, autosave, report, lists, load)
        for result in module.results()
    ]
    print(
        f"{'what':<48}{'median':>10}{'min':>10}{'max':>10}  {'unit':<5}{'target':>8}  runs"
    )
    for result in results:
        mark = "" if result.is_reached else "  missed"
        print(
            f"{result.name:<48}{result.median:>10.1f}{result.low:>10.1f}{result.high:>10.1f}"
            f"  {result.unit:<5}{_target(result)}  {result.runs}{mark}"
        )
    RESULTS.write_text(
        json.dumps([result.as_data() for result in results], indent=2) + "\n"
    )
    return 0


if __name__ == "__main__":
    sys.exit(main())
