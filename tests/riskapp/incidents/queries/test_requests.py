"""Whom to ask, in which words; how far the answers are (see also actions/test_replying.py)."""

import pytest

from riskapp.incidents.actions.asking import ask_vendors
from riskapp.incidents.queries.requests import (
    asked_rows,
    by_engagement,
    questions_in,
    recipients,
    subject_of,
)
from riskapp.vendors.models import Contact
from tests.riskapp.incidents.conftest import opened, work

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("house")]


def test_the_main_contact_of_each_vendor_is_asked_and_who_has_none_is_told(
    organisation, analyst
):
    first, lonely = work(organisation, email="main@one.example"), work(organisation)
    Contact.objects.create(vendor=first.vendor, email="a@one.example", name="Aaron")
    incident = opened(organisation, analyst)

    found, without = recipients(incident, [first.pk, lonely.pk])

    assert [one.email for one in found] == ["main@one.example"]
    assert without == [lonely]


def test_who_was_asked_is_not_there_again(organisation, analyst):
    first = work(organisation, email="main@one.example")
    incident = opened(organisation, analyst)
    ask_vendors(incident, [first.pk], {}, by=analyst)

    assert recipients(incident, [first.pk]) == ([], [])


def test_the_questions_are_ready_in_each_language(organisation, analyst):
    found = questions_in(opened(organisation, analyst), ["en", "de"])

    assert found["en"]["in_use"].startswith(
        "Do you use anything of the provider Anthropic"
    )
    assert "Anbieter Anthropic" in found["de"]["in_use"]
    assert [len(texts) for texts in found.values()] == [5, 5]


@pytest.mark.parametrize(
    ("kind", "subject", "words"),
    [
        ("tool", "Cursor", "the AI tool Cursor"),
        ("model", "Opus", "the model Opus"),
        ("provider", "OpenAI", "anything of the provider OpenAI"),
    ],
)
def test_what_it_is_about_is_said_in_words(organisation, analyst, kind, subject, words):
    assert subject_of(opened(organisation, analyst, subject, kind)) == words


def test_a_kind_of_credential_is_said_as_the_questionnaire_says_it(
    organisation, analyst
):
    words = subject_of(opened(organisation, analyst, "pat", "credential"))

    assert words.startswith("credentials of this kind: ")
    assert "pat" not in words.split()


def test_a_row_is_found_by_each_of_its_work(organisation, analyst):
    first = work(organisation, email="main@one.example")
    incident = opened(organisation, analyst)
    [request] = ask_vendors(incident, [first.pk], {}, by=analyst)

    rows = asked_rows(incident, request.asked_at)

    assert by_engagement(rows) == {first.pk: rows[0]}
    assert (rows[0].says, rows[0].use, rows[0].tone) == ("", "", "")
    assert rows[0].due_at == request.first_due_at


def test_rows_ask_as_much_for_one_as_for_many(
    organisation, analyst, django_assert_max_num_queries
):
    every = [work(organisation, email=f"a{n}@x.example") for n in range(12)]
    incident = opened(organisation, analyst)
    ask_vendors(incident, [one.pk for one in every], {}, by=analyst)

    with django_assert_max_num_queries(3):
        assert len(asked_rows(incident, incident.opened_at)) == 12
