"""Score an answers file without a database."""

from __future__ import annotations

import json
import sys
from argparse import ArgumentParser
from collections.abc import Sequence
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.errors import DocumentError
from riskapp.findings.queries.themes import gain_in_words
from riskapp.presentation.score import ScoreFigure, present
from riskapp.scoring.bands import RATINGS
from riskapp.scoring.export import to_contract, to_data
from riskapp.scoring.files import score_file
from riskapp.scoring.five import FiveAnswer, five_answers
from riskapp.scoring.mending import Mending
from riskapp.scoring.missing import not_asked_in_words
from riskapp.scoring.model import ScoreResult
from riskapp.scoring.reading import NEWEST, READINGS
from riskapp.scoring.themes import themes_of

REFUSED = 2
TOO_HIGH = 1
NUMBERS = {
    "residual": "Residual risk",
    "residual_model": "  by the model",
    "inherent": "Inherent risk",
    "control": "Control",
    "evidence": "Evidence",
    "completeness": "Completeness",
}


class Command(BaseCommand):
    help = "Score an answers file; the formats are promised in docs/file-formats.md."
    requires_system_checks: list[str] = []  # Django's own shape

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--format", choices=("json", "text"), default="json")
        parser.add_argument(
            "--fail-above",
            choices=RATINGS,
            help="exit with status 1 when the residual rating is worse than this",
        )
        parser.add_argument(
            "--model",
            type=int,
            choices=sorted(READINGS),
            default=NEWEST,
            help="the model to evaluate by; the newest where none is given",
        )
        parser.add_argument(
            "--accept-not-applicable",
            action="store_true",
            help="evaluate as if a reviewer had accepted every “does not apply”",
        )
        parser.add_argument(
            "--country",
            default="",
            help="where the buyer sits (ISO 3166-1 alpha-2), for national law",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        try:
            _, answer_set, result = score_file(
                options["file"],
                options["country"],
                options["model"],
                accept_claims=options["accept_not_applicable"],
            )
        except DocumentError as error:
            self.stderr.write(str(error))
            sys.exit(REFUSED)
        if options["format"] == "json":
            text = json.dumps(to_contract(result), indent=2, ensure_ascii=False)
        else:
            themes = _themes(answer_set, result, options["model"])
            text = "\n".join([*_in_words(result, five_answers(answer_set)), *themes])
        self.stdout.write(text)
        limit = options["fail_above"]
        if limit and RATINGS.index(result.rating) > RATINGS.index(limit):
            sys.exit(TOO_HIGH)


def _in_words(result: ScoreResult, five: Sequence[FiveAnswer]) -> list[str]:
    """The result for a person at a terminal."""
    shown = present(to_data(result))
    lines = [_line(label, shown.numbers[name]) for name, label in NUMBERS.items()]
    if shown.is_provisional:
        lines[-1] += " provisional"
    lines += not_asked_in_words(to_data(result))
    lines.append("")
    for one in five:
        lines += [
            one.question,
            f"  {one.answer}{f' ({one.basis})' if one.basis else ''}",
        ]
    lines += [""] if five else []
    lines += [
        f"{rule.by} at least {one.value}: {rule.title}{f' ({one.tool})' if one.tool else ''}"
        + f" {one.missing}".rstrip()
        for rule in shown.rules
        for one in rule.firings
    ]
    return lines


def _line(label: str, figure: ScoreFigure) -> str:
    return f"{label:<14} {figure.value:>5}{figure.unit or ' '} {figure.band}".rstrip()


def _themes(answer_set: AnswerSet, result: ScoreResult, model: int) -> list[str]:
    """What to fix, heaviest first, with what that alone does to the rating."""
    mending = Mending(answer_set, model)
    themes = themes_of(result, answer_set.document)
    lines = ["", f"What to fix first ({len(result.findings)} findings):"]
    for theme in themes:
        rule = f"{theme.rule} " if theme.rule else ""
        tools = f" ({', '.join(theme.tools)})" if theme.tools else ""
        words = gain_in_words(mending.now, mending.after_themes([theme]))
        lines += [
            f"  {theme.severity:<9} {rule}{theme.title}{tools}: {len(theme.findings)}",
            f"            {words}",
        ]
    if way := mending.way_down(themes):
        ids = ", ".join(theme.rule or theme.title for theme in way.themes)
        lines += ["", f"Leads to {way.after.rating}: {len(way.findings)} of {ids}"]
    return lines
