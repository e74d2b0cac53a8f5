"""Count the findings of every assessment anew, or say where stored totals are wrong."""

from __future__ import annotations

from typing import Any

from riskapp.common.recounting import RecountCommand
from riskapp.common.wall import everything
from riskapp.findings.actions.recounting import batches, count_anew, wrong_totals


class Command(RecountCommand):
    help = (
        "Compare the totals that lists of findings read with the findings themselves, and count"
        " anew where they differ. Can be run at any time, and twice."
    )

    def handle(self, *_args: Any, **options: Any) -> None:
        looked_at = wrong = 0
        with everything("totals of findings are compared"):
            for keys in batches():
                found = wrong_totals(keys)
                looked_at += len(keys)
                wrong += len(found)
                if found and not options["check"]:
                    count_anew(found)
        summary = f"{looked_at} assessments, {wrong} with wrong totals."
        self.tell(summary, is_fault=bool(wrong) and options["check"])
