import shutil

import pytest
from django.db import DatabaseError, transaction

from questionnaires.actions.publishing import publish
from questionnaires.document.errors import DocumentError
from questionnaires.errors import VersionTaken
from questionnaires.models import QuestionnaireVersion
from questionnaires.queries import document_of
from riskapp.shipped.core import CORE, core_document

pytestmark = pytest.mark.django_db
VERSION = core_document().version


@pytest.fixture
def changed_core(tmp_path):
    """Makes the core questionnaire with something replaced."""
    shutil.copy(CORE.parent / "countries.yaml", tmp_path)

    def change(*pairs):
        path = tmp_path / CORE.name
        text = CORE.read_text("utf-8")
        for old, new in zip(pairs[::2], pairs[1::2], strict=True):
            assert old in text
            text = text.replace(old, new)
        path.write_text(text, "utf-8")
        return path

    return change


def test_a_published_version_stands_alone():
    version = publish(CORE)

    document = document_of(version)
    assert (document.id, document.version) == ("ai-toolchain-partner", VERSION)
    assert len(document.countries) == 250
    assert version.questionnaire.title == document.title


def test_publishing_the_same_again_gives_the_version_there_is():
    first = publish(CORE)
    there = QuestionnaireVersion.objects.count()

    assert publish(CORE) == first
    assert QuestionnaireVersion.objects.count() == there


def test_changed_content_needs_a_new_version(changed_core):
    publish(CORE)
    there = QuestionnaireVersion.objects.count()

    with pytest.raises(VersionTaken, match=f"ai-toolchain-partner@{VERSION}"):
        publish(changed_core("seconds_per_question: 40", "seconds_per_question: 45"))

    assert QuestionnaireVersion.objects.count() == there


def test_a_new_version_stands_beside_the_old_one(changed_core):
    first = publish(CORE)

    second = publish(changed_core(f"version: '{VERSION}'", "version: '99'"))

    assert second.questionnaire == first.questionnaire
    assert second.digest != first.digest
    assert document_of(first).version == VERSION


@pytest.mark.parametrize(
    ("old", "new"),
    [
        ("criteria: [TSD-2.1.c]", "criteria: [TSD-99.9]"),
        ("question: INV-04\n", "question: INV-99\n"),
    ],
    ids=["unknown criterion", "unknown question"],
)
def test_a_document_with_a_fault_publishes_nothing(changed_core, old, new):
    with pytest.raises(DocumentError, match=new.split(": ")[1].strip("[]\n")):
        publish(changed_core(f"version: '{VERSION}'", "version: '99'", old, new))

    assert not QuestionnaireVersion.objects.filter(version="99").exists()


@pytest.mark.parametrize(
    "change",
    [
        lambda versions: versions.update(document={}),
        lambda versions: versions.delete(),
    ],
    ids=["update", "delete"],
)
def test_the_database_itself_refuses_to_touch_a_published_version(change):
    version = publish(CORE)

    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        change(QuestionnaireVersion.objects.all())

    version.refresh_from_db()
    assert version.document
