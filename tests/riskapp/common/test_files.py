import datetime
import logging

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.core.management import CommandError, call_command
from django.db import models
from django.utils import timezone

from questionnaires.actions.evidence import EvidenceClaim, add_file
from questionnaires.models import Evidence
from riskapp.common import tasks
from riskapp.common.files import TooMuchWouldGo, sweep_stored_files
from riskapp.common.installation import (
    folder_of_ours,
    installation_id,
    renew_installation,
)

LATER = datetime.timedelta(hours=25)
STRAYS = {
    "default": ["reports/2026/11/left.pdf", "copies/2026/11/left.pdf"],
    "evidence": ["evidence/ab/ab00"],
}


def later(**times):
    return timezone.now() + LATER + datetime.timedelta(**times)


def stray(name, alias="default"):
    return storages[alias].save(f"{folder_of_ours()}/{name}", ContentFile(b"left"))


@pytest.fixture
def strays(db):
    for alias, names in STRAYS.items():
        for name in names:
            stray(name, alias)
    return [
        (storages[alias], f"{folder_of_ours()}/{name}")
        for alias, names in STRAYS.items()
        for name in names
    ]


@pytest.fixture
def evidence(response, respondent):
    """So many files of rows that one more is less than 5 % of them."""

    def make(number):
        return [
            add_file(
                response,
                f"GOV-0{1 + n % 5}",
                ContentFile(f"How we do it {n}.".encode(), name=f"policy-{n}.txt"),
                EvidenceClaim(f"Policy {n}"),
                respondent=respondent,
            )
            for n in range(number)
        ]

    return make


def test_every_new_file_lies_in_the_folder_of_this_installation(evidence):
    (made,) = evidence(1)

    assert made.file.name.startswith(f"riskapp-{installation_id()}/evidence/")


def test_a_file_without_a_row_is_moved_aside_after_a_day(strays):
    assert sweep_stored_files().moved == 0

    assert sweep_stored_files(later(), anyway=True).moved == 3

    own = folder_of_ours()
    day = later().date().isoformat()
    for storage, name in strays:
        assert not storage.exists(name)
        with storage.open(f"{own}/aside/{day}/{name.removeprefix(f'{own}/')}") as kept:
            assert kept.read() == b"left"
    assert sweep_stored_files(later(), anyway=True).moved == 0


def test_what_was_moved_aside_is_deleted_after_thirty_days(strays):
    sweep_stored_files(later(), anyway=True)

    assert sweep_stored_files(later(days=29)).deleted == 0
    assert sweep_stored_files(later(days=30)).deleted == 3
    assert sweep_stored_files(later(days=31)).deleted == 0


def test_a_file_of_a_row_stays(evidence, strays):
    evidence(1)

    assert sweep_stored_files(later(), anyway=True).moved == 3

    kept = Evidence.objects.get().file
    assert kept.storage.exists(str(kept.name))


def test_nothing_is_moved_where_more_than_five_percent_would_go(evidence):
    evidence(18)
    name = stray("reports/2026/11/left.pdf")

    with pytest.raises(TooMuchWouldGo, match="1 of 19 stored files"):
        sweep_stored_files(later())

    assert default_storage.exists(name)


def test_five_percent_may_go(evidence):
    evidence(19)
    stray("reports/2026/11/left.pdf")

    assert sweep_stored_files(later()).moved == 1


def test_the_task_says_why_it_moved_nothing(strays, monkeypatch, caplog):
    at = later()
    monkeypatch.setattr(timezone, "now", lambda: at)

    with caplog.at_level(logging.ERROR):
        tasks.sweep_stored_files()

    assert "3 of 3 stored files belong to no row" in caplog.text
    assert all(storage.exists(name) for storage, name in strays)


def test_the_files_of_another_installation_are_left_alone(evidence):
    """Another database on the same bucket, or this one from before files had an id."""
    evidence(20)
    others = [
        default_storage.save(name, ContentFile(b"theirs"))
        for name in (
            "riskapp-0123456789ab/reports/2026/11/a.pdf",
            "riskapp-0123456789ab/aside/2020-01-01/reports/a.pdf",
            "reports/2026/11/old.pdf",
            "elsewhere/mine.txt",
        )
    ]

    swept = sweep_stored_files(later(days=60), anyway=True)

    assert (swept.files, swept.moved, swept.deleted) == (20, 0, 0)
    assert all(default_storage.exists(name) for name in others)


def test_a_copy_of_an_installation_leaves_the_files_of_its_original_alone(strays):
    before = installation_id()

    assert renew_installation() != before

    assert sweep_stored_files(later(), anyway=True).moved == 0
    assert all(storage.exists(name) for storage, name in strays)


def test_the_command_lists_refuses_and_moves(strays, monkeypatch, capsys):
    at = later()
    monkeypatch.setattr(timezone, "now", lambda: at)

    call_command("sweep_stored_files", "--list")
    assert "3 of 3 files" in capsys.readouterr().out
    with pytest.raises(CommandError, match="more than 5 %"):
        call_command("sweep_stored_files")
    call_command("sweep_stored_files", "--anyway")
    assert "3 moved aside, 0 deleted" in capsys.readouterr().out


def test_every_column_of_files_keeps_them_where_the_sweep_looks():
    folders = {name for names in settings.STORED_FOLDERS.values() for name in names}
    columns = [
        field
        for model in apps.get_models()
        for field in model._meta.concrete_fields
        if isinstance(field, models.FileField)
    ]

    assert len(columns) >= 4
    for field in columns:
        assert str(field.upload_to).partition("/")[0] in {*folders, ""}
