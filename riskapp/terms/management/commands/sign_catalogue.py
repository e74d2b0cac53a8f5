"""Make a signed file of the catalogue of AI tools."""

from __future__ import annotations

import base64
import os
from argparse import ArgumentParser
from pathlib import Path
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from questionnaires.document.errors import DocumentError
from questionnaires.document.source import read_file
from riskapp.statements.envelope import new_key, public_of
from riskapp.terms.files import sign_file


class Command(BaseCommand):
    help = "Sign a catalogue of AI tools (YAML or JSON), or make a key for that."
    requires_system_checks: list[str] = []  # Django's own shape

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", type=Path, nargs="?")
        parser.add_argument("--key", type=Path, required=True, help="the private key")
        parser.add_argument("--output", type=Path, help="where the signed file goes")
        parser.add_argument(
            "--new-key", action="store_true", help="make the key first; never over one"
        )

    def handle(self, *_args: Any, **options: Any) -> None:
        key: Path = options["key"]
        if options["new_key"]:
            _make(key)
        try:
            secret = bytes.fromhex(key.read_text("ascii").strip())
            public = base64.b64encode(public_of(secret)).decode()
        except (OSError, ValueError) as error:
            raise CommandError(f"{key} is no key that can be read.") from error
        self.stdout.write(f"Public key, for CATALOGUE_KEYS: {public}")
        if options["file"] is None:
            return
        if options["output"] is None:
            raise CommandError("Say with --output where the signed file goes.")
        try:
            signed = sign_file(read_file(options["file"]).data, secret)
        except DocumentError as error:
            raise CommandError(str(error)) from error
        options["output"].write_bytes(signed)
        self.stdout.write(f"Signed: {options['output']}")


def _make(key: Path) -> None:
    """A new private key in a file that nobody else reads; one that is there stays."""
    try:
        handle = os.open(key, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
    except OSError as error:
        raise CommandError(f"{key} cannot be made: {error.strerror}.") from error
    with os.fdopen(handle, "w", encoding="ascii") as file:
        file.write(new_key().hex() + "\n")
