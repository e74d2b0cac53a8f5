"""An answered questionnaire of somebody else proposes, and nothing of it counts unseen."""

import io
import json

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from openpyxl import Workbook

from questionnaires.actions.answers import save_answer
from questionnaires.actions.uploads import (
    apply_upload,
    comparison_of,
    receive_upload,
)
from questionnaires.errors import FileRefused
from questionnaires.models import Answer, ResponseEvent
from questionnaires.queries import filled_of
from tests.riskapp.other_forms.test_reading import AI, RECORD

pytestmark = pytest.mark.django_db
MINE = {"may_answer": lambda _section: True}


def record(**more):
    return json.dumps(RECORD | more).encode()


def hecvat(agreements="No", **sheets):
    book = Workbook()
    book.active.title = "AI"
    for name, given in AI.items():
        book.active.append((name, "A question", given, None))
    book.create_sheet("Privacy").append(("DPAI-03", "A question", agreements))
    return saved(book, **sheets)


def saved(book, **sheets):
    for title, rows in sheets.items():
        sheet = book.create_sheet(title)
        for row in rows:
            sheet.append(row)
    kept = io.BytesIO()
    book.save(kept)
    return kept.getvalue()


def receive(response, respondent, content, name="other.xlsx"):
    return receive_upload(response, content, name, respondent=respondent)


def take_over(upload, response):
    found = comparison_of(upload, response, **MINE)
    return apply_upload(upload, fingerprint=found.fingerprint, **MINE)


def shown(client, response, content, name="other.xlsx"):
    """What the page says of a file that was uploaded there."""
    file = SimpleUploadedFile(name, content)
    url = reverse("questionnaires:offline", args=[response.pk])
    html = client.post(url, {"file": file}, follow=True).content.decode()
    return " ".join(html.split())


def test_a_record_proposes_what_it_settles(response, respondent):
    upload = receive(response, respondent, record(), "nis2.json")

    take_over(upload, response)

    answer = Answer.objects.get()
    assert (answer.question, answer.value) == (
        "INC-02",
        {"value": "24", "unit": "hours"},
    )
    assert answer.prefilled
    assert filled_of(response).set_aside
    response.refresh_from_db()
    assert response.answered == 0


def test_a_workbook_proposes_what_it_settles_and_the_history_says_whose(
    response, respondent
):
    upload = receive(response, respondent, hecvat())

    take_over(upload, response)

    assert dict(Answer.objects.values_list("question", "value")) == {"CON-04": "no"}
    event = ResponseEvent.objects.get(kind="uploaded")
    assert event.after["title"] == "HECVAT"


def test_an_answer_that_settles_nothing_is_shown_with_its_reason(
    vendor_client, response
):
    html = shown(vendor_client, response, hecvat(agreements="Yes"))

    assert "None of its answers settles a question here." in html
    assert "AIGN-03: <strong>no</strong> (overlaps with this)." in " ".join(
        html.split()
    )
    assert "It asks neither for a share nor for the last 12 months." in html


def test_what_is_proposed_says_how_the_questions_lie(vendor_client, response):
    html = shown(vendor_client, response, record(), "nis2.json")

    assert "An answered NIS2 supplier questionnaire (NISD2)" in html
    assert "incidentSlaHours: <strong>24</strong> (asks the same)." in html
    assert "It counts for Buyer once you have confirmed it" in html


def test_what_was_answered_here_stays_unless_somebody_says_otherwise(
    response, respondent
):
    save_answer(response, "INC-02", {"value": "72", "unit": "hours"})
    upload = receive(response, respondent, record(), "nis2.json")

    take_over(upload, response)

    assert Answer.objects.get().value == {"value": "72", "unit": "hours"}


def test_another_version_is_refused_by_name(response, respondent):
    headings = ("Question ID", "Text", "Service Provider AI-CAIQ Answer")
    names = ("IAM-05.1", "IAM-08.1", "GRC-09.1", "HRS-14.1", "LOG-07.1")
    rows = [("AI-CAIQ v1.2.0",), headings, *((name, "", "YES") for name in names)]

    with pytest.raises(FileRefused) as refused:
        receive(response, respondent, saved(Workbook(), CAIQ=rows))

    assert "another version of AI-CAIQ" in refused.value.faults[0].what


def test_the_version_of_today_is_read_and_proposes_what_is_missing(
    response, respondent
):
    headings = ("Question ID", "Text", "Service Provider AI-CAIQ Answer")
    names = ("IAM-05.1", "IAM-08.1", "GRC-09.1", "HRS-14.1", "SEF-03.1")
    rows = [("AI-CAIQ v1.1.0",), headings, *((name, "", "NO") for name in names)]

    upload = receive(response, respondent, saved(Workbook(), CAIQ=rows))

    assert (upload.elsewhere["version"], upload.says["said"][0]["raw"]) == ("1.1", "no")
    proposed = [row for row in upload.elsewhere["answers"] if row["is_proposed"]]
    assert [(row["theirs"], row["question"]) for row in proposed] == [
        ("SEF-03.1", "INC-01")
    ]


@pytest.mark.parametrize(
    "content",
    [b"PK\x03\x04 broken", b"{" * 10_000, b"[1, 2]", b'{"legalName": 1}', b"{}"],
)
def test_any_other_file_is_refused_as_before(response, respondent, content):
    with pytest.raises(FileRefused):
        receive(response, respondent, content, "odd.bin")


def test_a_workbook_of_a_million_characters_is_refused(response, respondent):
    rows = [("x" * 30_000, "y" * 30_000) for _ in range(200)]

    with pytest.raises(FileRefused):
        receive(response, respondent, hecvat(Big=rows))
