"""Input about incidents."""

import datetime

import pytest
from django.utils import timezone

from riskapp.incidents.choices import QUESTIONS
from riskapp.incidents.forms import (
    IncidentAskForm,
    IncidentReplyForm,
    NamesForm,
    OpenForm,
)

READY = {"de": dict.fromkeys(QUESTIONS, "Frage?"), "en": dict.fromkeys(QUESTIONS, "Q?")}
LANGUAGES = {"de": "Deutsch", "en": "English"}


def test_a_moment_is_read_in_the_time_zone_of_the_organisation():
    with timezone.override("Europe/Berlin"):
        form = OpenForm(
            {"kind": "tool", "subject": "Cursor", "aware_at": "2026-01-31T09:30"}
        )
        assert form.is_valid()

    assert form.cleaned_data["aware_at"].astimezone(datetime.UTC).hour == 8


@pytest.mark.parametrize(
    ("kind", "subjects"), [("tool", ["Cursor"]), ("credential", ["pat"])]
)
def test_what_it_is_about_comes_from_the_field_for_it(kind, subjects):
    form = OpenForm(
        {
            "kind": kind,
            "subject": " Cursor ",
            "credential": "pat",
            "aware_at": "2026-01-31T09:30",
        }
    )

    assert form.is_valid()
    assert form.subjects == subjects


def test_each_language_has_its_five_questions():
    form = IncidentAskForm(ready=READY, languages=LANGUAGES, silent=0)

    assert [name for name, _ in form.groups] == ["Deutsch", "English"]
    assert [len(fields) for _, fields in form.groups] == [5, 5]
    assert "with_silent" not in form.fields


def test_edited_questions_come_back_by_language_and_name():
    form = IncidentAskForm(
        {"de-done": "Was?"}, ready=READY, languages=LANGUAGES, silent=2
    )

    assert form.is_valid()
    assert form.texts(["de"])["de"] | {} == dict.fromkeys(QUESTIONS, "") | {
        "done": "Was?"
    }


def test_names_are_lines():
    form = NamesForm({"names": "Cursor\n\n  Kiro \n"})

    assert form.is_valid()
    assert form.wanted == ["Cursor", "  Kiro"] or [n.strip() for n in form.wanted] == [
        "Cursor",
        "Kiro",
    ]


def test_a_vendor_may_answer_two_questions_and_the_rest_later():
    form = IncidentReplyForm(
        {"in_use": "yes", "effect": "checking"}, questions=READY["en"]
    )

    assert form.is_valid()
    assert form.fields["in_use"].label == "1. Q?"
