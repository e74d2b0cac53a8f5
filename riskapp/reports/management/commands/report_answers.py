"""Make the risk report of an answers file, without web server, broker or database."""

from __future__ import annotations

import sys
import tempfile
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand
from django.utils import translation

from questionnaires.document.answer_set import AnswerSet
from questionnaires.document.digest import digest
from questionnaires.document.errors import DocumentError
from riskapp.reports.actions import carried, report_html
from riskapp.reports.choices import Format, Language, Variant
from riskapp.reports.context import About, Followed, build_context
from riskapp.reports.errors import ReportError
from riskapp.reports.files import file_of
from riskapp.reports.pdf import pdf_from_html
from riskapp.scoring.export import to_data
from riskapp.scoring.files import score_file, shipped_in

REFUSED = 2
# The archive is the PDF; the others belong to reports that are kept.
PDF_ONLY = (Format.PDF, Format.ADDENDUM_PDF, Format.ZIP)


class Command(BaseCommand):
    help = "Score an answers file and write the risk report."
    requires_system_checks: list[str] = []  # Django's own shape

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path)
        parser.add_argument("--output", type=Path, required=True)
        parser.add_argument("--variant", choices=Variant.values, default=Variant.FULL)
        parser.add_argument(
            "--format",
            choices=[one for one in Format.values if one not in PDF_ONLY],
            default=Format.ARCHIVE,
            help="a PDF with the data attached, or the same report as another file",
        )
        parser.add_argument("--language", choices=Language.values, default=Language.EN)
        parser.add_argument(
            "--country",
            default="",
            help="where the buyer sits (ISO 3166-1 alpha-2), for national law",
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        output: Path = options["output"]
        try:
            content = report_of(
                options["file"],
                options["variant"],
                options["language"],
                options["country"],
                options["format"],
            )
            _write(output, content)
        except (DocumentError, ReportError) as error:
            self.stderr.write(str(error))
            sys.exit(REFUSED)
        except OSError as error:
            self.stderr.write(
                f"{output}:1: the report cannot be written ({error.strerror}), expected a writable place"
            )
            sys.exit(REFUSED)
        self.stdout.write(f"Written: {output}")


def report_of(
    path: Path,
    variant: str = Variant.FULL,
    language: str = Language.EN,
    country: str = "",
    wanted: str = Format.ARCHIVE,
) -> bytes:
    """The risk report of an answers file, for a buyer in a country, as a PDF or another file;
    raises DocumentError and ReportError."""
    answers, answer_set, result = score_file(path, country)
    data = to_data(result)
    if language != Language.EN:
        answer_set = AnswerSet(
            shipped_in(answer_set.document.id, language), answers.filled, answers.as_of
        )
    about = About(
        organisation="",
        vendor=answers.respondent_name or path.stem,
        country=answers.respondent_country,
        engagement=answer_set.document.title,
        submitted=answers.as_of,
        attested="",
        digest=digest(
            [
                dict(answers.filled.profile),
                dict(answers.filled.answers),
                [dict(e.answers) for e in answers.filled.entries],
            ]
        ),
    )
    with translation.override(language):
        context = build_context(about, answer_set, data, Followed(variant))
        if wanted != Format.ARCHIVE:
            return file_of(wanted, context, answer_set)
        attached = carried(context, answer_set)
        html = report_html(context)
    return pdf_from_html(html, attachments=attached).content


def _write(output: Path, content: bytes) -> None:
    """Whole or not at all: written beside its place, then moved there."""
    with tempfile.NamedTemporaryFile(dir=output.resolve().parent, delete=False) as part:
        try:
            part.write(content)
            part.close()
            Path(part.name).chmod(0o644)
            Path(part.name).replace(output)
        except OSError:
            Path(part.name).unlink(missing_ok=True)
            raise
