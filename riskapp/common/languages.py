"""The languages of the product: whatever has a file of texts, and nothing listed anywhere.

``locale/CODE/LC_MESSAGES/django.po`` offers a language. What gettext reads (``.mo``) is made
from it when it is missing or older, so that nobody has to compile anything by hand.
"""

from __future__ import annotations

import os
import tempfile
from collections.abc import Sequence
from io import BytesIO
from pathlib import Path

from django.conf.locale import LANG_INFO

SOURCE = "en"
_FILE = Path("LC_MESSAGES") / "django.po"


def codes_in(folder: Path) -> list[str]:
    """The languages a folder has texts for, English first; ``pt-br`` for ``pt_BR``."""
    found = sorted(path.parts[-3] for path in folder.glob(f"*/{_FILE}"))
    return [SOURCE, *(_code(name) for name in found if name != SOURCE)]


def languages_in(folder: Path) -> list[tuple[str, str]]:
    """The languages of a folder, each with its name in its own words."""
    return [(code, name_of(code)) for code in codes_in(folder)]


def name_of(code: str) -> str:
    """What speakers call a language; its code where that is not known."""
    if code in LANG_INFO and "name_local" in LANG_INFO[code]:
        name = LANG_INFO[code]["name_local"]
        return f"{name[0].upper()}{name[1:]}"
    from babel import Locale, UnknownLocaleError

    try:
        name = Locale.parse(code, sep="-").display_name
    except (UnknownLocaleError, ValueError):
        return code
    return f"{name[0].upper()}{name[1:]}" if name else code


def compile_languages(folder: Path, into: Path) -> Sequence[Path]:
    """Make the files that gettext reads where they are missing or older than their texts.

    Whoever reads meanwhile sees the old file or the new one, never half of one. Returns
    what was made.
    """
    made = []
    for source in sorted(folder.glob(f"*/{_FILE}")):
        target = into / source.relative_to(folder).with_suffix(".mo")
        if not _is_current(target, source):
            _compile(source, target)
            made.append(target)
    return made


def _is_current(target: Path, source: Path) -> bool:
    """The time of a file is copied from its texts, so that an older one counts as well."""
    return target.is_file() and target.stat().st_mtime_ns == source.stat().st_mtime_ns


def _compile(source: Path, target: Path) -> None:
    from babel.messages.mofile import write_mo
    from babel.messages.pofile import read_po

    moment = source.stat().st_mtime_ns
    with source.open("rb") as file:
        catalogue = read_po(file)
    content = BytesIO()
    write_mo(content, catalogue)
    target.parent.mkdir(parents=True, exist_ok=True)
    with tempfile.NamedTemporaryFile(dir=target.parent, delete=False) as new:
        new.write(content.getvalue())
    part = Path(new.name)
    part.chmod(0o644)
    os.utime(part, ns=(moment, moment))
    part.replace(target)


def _code(name: str) -> str:
    return name.replace("_", "-").lower()
