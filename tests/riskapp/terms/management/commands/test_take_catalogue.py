"""From a key and a text file to a catalogue that counts, on the command line."""

import stat
from io import StringIO

import pytest
from django.core.management import CommandError, call_command

from riskapp.terms.models import CatalogueFile
from riskapp.tools.catalogue import CONTENT, core_catalogue

pytestmark = pytest.mark.django_db


def run(*arguments, **more):
    out = StringIO()
    call_command(*map(str, arguments), stdout=out, **more)
    return out.getvalue()


@pytest.fixture
def key(tmp_path, settings):
    path = tmp_path / "catalogue.key"
    said = run("sign_catalogue", "--new-key", "--key", path)
    settings.CATALOGUE_KEYS = [said.strip().rpartition(" ")[2]]
    return path


def newer_text():
    text = (CONTENT / "ai_tools.yaml").read_text()
    version = str(core_catalogue().version)
    return text.replace(f"version: {version}", "version: 30000001", 1)


def test_a_text_file_is_signed_and_taken(tmp_path, key):
    (tmp_path / "tools.yaml").write_text(newer_text())
    signed = tmp_path / "tools.json"

    run("sign_catalogue", tmp_path / "tools.yaml", "--key", key, "--output", signed)
    said = run("take_catalogue", signed)

    assert said == "Version 30000001 counts now: 0 changes.\n"
    assert CatalogueFile.objects.get().version == 30_000_001
    with pytest.raises(CommandError, match="not newer than the catalogue in force"):
        run("take_catalogue", signed)


def test_a_private_key_is_its_owners_alone_and_never_written_over(key):
    assert stat.S_IMODE(key.stat().st_mode) == 0o600
    before = key.read_text()

    with pytest.raises(CommandError, match="cannot be made"):
        run("sign_catalogue", "--new-key", "--key", key)
    assert key.read_text() == before


def test_what_cannot_be_read_or_signed_is_said(tmp_path, key):
    bad = tmp_path / "bad.yaml"
    bad.write_text("schema: other\n")

    with pytest.raises(CommandError, match="expected schema riskapp-catalogue 1"):
        run("sign_catalogue", bad, "--key", key, "--output", tmp_path / "x")
    with pytest.raises(CommandError, match="with --output"):
        run("sign_catalogue", bad, "--key", key)
    with pytest.raises(CommandError, match="no key that can be read"):
        run("sign_catalogue", bad, "--key", bad)
    with pytest.raises(CommandError, match="cannot be read"):
        run("take_catalogue", tmp_path / "missing")
    assert not CatalogueFile.objects.exists()
