"""Secrets of every kind, in every place of a file: nothing of them is kept, said or logged."""

import pytest
from django.conf import settings
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse

from questionnaires.actions.responses import submit_response
from riskapp.evidence.decoding import decode
from riskapp.evidence.loading import reader_for
from riskapp.evidence.redacting import redacted
from riskapp.facts.models import SourceFile
from riskapp.results.actions.scoring import score_assessment
from tests.data.evidence.places import files
from tests.data.evidence.planted import core_of, planted
from tests.riskapp.privacy.conftest import dump

pytestmark = pytest.mark.django_db
CORES = sorted({core_of(secret) for secret in planted().values()})


def drop(client, address, name, content):
    given = {"dropped": [SimpleUploadedFile(name, content)], "attach": "on"}
    return client.post(address, given)


def without_secrets(name, content):
    """As a browser or the collector sends it."""
    reader = reader_for(b"a key of the vendor, of 32 bytes")
    return redacted(decode(content, name, reader.limits), reader.redactor).encode()


def stored():
    """Everything in the storage of files."""
    found = (path for path in settings.MEDIA_ROOT.rglob("*") if path.is_file())
    return "".join(path.read_text(errors="replace") for path in found)


def leaks(*texts):
    return [core for core in CORES if any(core in text for text in texts)]


@pytest.fixture
def sides(world, answering, vendor):
    """Who drops files, and the page on which that is done."""
    member = world.assessment("careful", "Scored", scored=True)
    return {
        "vendor": (
            vendor,
            reverse("assessments:vendor_files", args=[answering.response_id]),
        ),
        "member": (
            world.client("analyst"),
            reverse("assessments:shown", args=[member.pk]),
        ),
    }


@pytest.mark.parametrize("side", ["vendor", "member"])
def test_a_file_with_secrets_is_refused_and_leaves_nothing(sides, caplog, capfd, side):
    client, address = sides[side]

    answers = [drop(client, address, *file) for file in files().values()]

    assert {answer.status_code for answer in answers} == {422}
    assert not SourceFile.objects.exists()
    pages = [answer.content.decode() for answer in answers]
    assert leaks(*pages, caplog.text, *capfd.readouterr(), stored()) == []
    assert dump(*CORES) == {}


@pytest.mark.parametrize("side", ["vendor", "member"])
def test_a_file_without_its_secrets_is_read_and_brings_none_of_them(
    sides, caplog, capfd, side
):
    client, address = sides[side]

    for name, content in files().values():
        assert (
            drop(client, address, name, without_secrets(name, content)).status_code
            == 302
        )

    assert SourceFile.objects.count() == len(files())
    page = client.get(address).content.decode()
    assert "settings.json" in page
    assert leaks(page, caplog.text, *capfd.readouterr(), stored()) == []
    assert dump(*CORES) == {}


def test_what_files_show_reaches_no_page_of_the_review_with_a_secret(
    world, answering, sides
):
    client, address = sides["vendor"]
    for name, content in files().values():
        drop(client, address, name, without_secrets(name, content))
    submit_response(answering.response, name="Vera", role="CTO")
    answering.refresh_from_db()
    score_assessment(answering)

    analyst = world.client("analyst")
    pages = [
        analyst.get(
            reverse(f"assessments:{page}", args=[answering.pk])
        ).content.decode()
        for page in ("detail", "answers", "shown")
    ]

    assert "settings.json" in pages[-1]
    assert leaks(*pages) == []
    assert dump(*CORES) == {}
