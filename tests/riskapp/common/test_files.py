import datetime

import pytest
from django.apps import apps
from django.conf import settings
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage, storages
from django.db import models
from django.utils import timezone

from questionnaires.actions.evidence import Claim, add_file
from questionnaires.models import Evidence
from riskapp.common.files import sweep_stored_files

LATER = datetime.timedelta(hours=25)
STRAYS = {
    "default": ["reports/2026/11/left.pdf", "copies/2026/11/left.pdf"],
    "evidence": ["evidence/ab/ab00"],
}


@pytest.fixture
def strays():
    for alias, names in STRAYS.items():
        for name in names:
            storages[alias].save(name, ContentFile(b"left"))
    return [
        (storages[alias], name) for alias, names in STRAYS.items() for name in names
    ]


def test_a_file_without_a_row_goes_after_a_day(db, strays):
    assert sweep_stored_files() == 0

    assert sweep_stored_files(timezone.now() + LATER) == 3
    assert not any(storage.exists(name) for storage, name in strays)
    assert sweep_stored_files(timezone.now() + LATER) == 0


def test_a_file_of_a_row_stays(response, respondent, strays):
    file = ContentFile(b"How we do it.", name="policy.txt")
    add_file(response, "GOV-01", file, Claim("Policy"), respondent=respondent)

    assert sweep_stored_files(timezone.now() + LATER) == 3

    kept = Evidence.objects.get().file
    assert kept.storage.exists(str(kept.name))


def test_other_folders_are_left_alone(db):
    name = default_storage.save("elsewhere/mine.txt", ContentFile(b"mine"))

    sweep_stored_files(timezone.now() + LATER)

    assert default_storage.exists(name)


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
