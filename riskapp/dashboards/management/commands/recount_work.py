"""Count the work of every vendor anew, or say where totals of the first page are wrong."""

from __future__ import annotations

from typing import Any

from riskapp.common.recounting import RecountCommand
from riskapp.common.wall import everything
from riskapp.dashboards.actions.recounting import (
    add_up,
    batches,
    fold,
    has_wrong_totals,
    organisations,
    recount,
    wrong_vendors,
)


class Command(RecountCommand):
    help = (
        "Compare the totals that the first page reads with the work itself, and count anew where"
        " they differ. Can be run at any time, and twice."
    )

    def handle(self, *_args: Any, **options: Any) -> None:
        is_check = options["check"]
        looked_at = wrong = 0
        with everything("totals of work are compared"):
            for keys in batches():
                wrong += len(wrong_vendors(keys))
                looked_at += len(keys)
                if not is_check:
                    recount(keys)
            for organisation in organisations():
                is_wrong = has_wrong_totals(organisation)
                wrong += is_wrong
                if is_check:
                    continue
                if is_wrong:
                    add_up(organisation)
                fold(organisation)
        summary = f"{looked_at} vendors, {wrong} wrong totals."
        self.tell(summary, is_fault=bool(wrong) and is_check)
