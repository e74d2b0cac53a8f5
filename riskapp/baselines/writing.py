"""Write daily totals as ``riskapp-activity 1``: JSON Lines, the same bytes for the same days."""

from __future__ import annotations

import json
from collections.abc import Iterator
from typing import Any

from riskapp.baselines.model import FORMAT, MEASURES, NUMBERS, VERSION, AgentActivity


def lines_of(activity: AgentActivity, source: str) -> Iterator[str]:
    """The lines of a file; ``source`` is the digest of what the days were counted from, with
    ``sha256:`` before it, by which it is told apart from a secret."""
    yield _line(
        {
            "format": FORMAT,
            "version": VERSION,
            "from": activity.first.isoformat(),
            "until": activity.last.isoformat(),
        }
    )
    for one in sorted(activity.days, key=lambda one: (one.agent, one.day)):
        for measure in MEASURES:
            for name, count in sorted(one.names(measure).items()):
                row: dict[str, Any] = {
                    "agent": one.agent,
                    "day": one.day.isoformat(),
                    "measure": measure,
                }
                if measure in NUMBERS:
                    row["value"] = count
                else:
                    row["value"] = int(name) if measure == "hours" else name
                    row["count"] = count
                row["source"] = source
                yield _line(row)


def _line(data: dict[str, Any]) -> str:
    return json.dumps(data, ensure_ascii=False) + "\n"
