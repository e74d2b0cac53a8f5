from io import StringIO

import pytest
from django.core.management import CommandError, call_command


def test_a_language_begins_by_naming_its_code(settings, tmp_path):
    settings.LANGUAGE_FILES = tmp_path
    said = StringIO()

    call_command("collect_texts", "pt-br", stdout=said)

    assert (tmp_path / "pt_BR" / "LC_MESSAGES" / "django.po").is_file()
    assert "texts without a translation" in said.getvalue()


def test_what_is_no_code_of_a_language_is_refused(settings, tmp_path):
    settings.LANGUAGE_FILES = tmp_path

    with pytest.raises(CommandError):
        call_command("collect_texts", "../fr")

    assert list(tmp_path.iterdir()) == []
