"""``collect_texts``: bring the files of translated texts up to date with the product."""

from __future__ import annotations

import argparse
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError

from riskapp.common.extraction import texts_of, untranslated, update
from riskapp.common.languages import SOURCE, codes_in


class Command(BaseCommand):
    help = "Collect the texts to be translated; name a language code to begin a new language."

    def add_arguments(self, parser: argparse.ArgumentParser) -> None:
        parser.add_argument("languages", nargs="*", help="a code such as fr or pt-br")

    def handle(self, *_args: Any, **options: Any) -> None:
        known = [code for code in codes_in(settings.LANGUAGE_FILES) if code != SOURCE]
        wanted = dict.fromkeys([*known, *options["languages"]])
        texts = list(texts_of(settings.ROOT))
        for code in wanted:
            name, _dash, land = code.partition("-")
            folder = f"{name}_{land.upper()}" if land else name
            if not folder.replace("_", "").isalnum():
                raise CommandError(f"{code!r} is not the code of a language.")
            file = settings.LANGUAGE_FILES / folder / "LC_MESSAGES" / "django.po"
            left = untranslated(update(file, texts, folder))
            self.stdout.write(f"{file}: {len(left)} texts without a translation")
