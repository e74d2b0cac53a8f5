import re

import pytest
from django.urls import reverse

from questionnaires.actions.answers import fill, save_answer
from questionnaires.actions.responses import ask_whole_form, submit_response
from questionnaires.document.progress import progress
from questionnaires.models import Response
from questionnaires.queries import answer_set_of
from tests.factories.riskapp import example

ATTESTATION = {
    "name": "Vera Vendor",
    "role": "CTO",
    "attest": "on",
    "leave_open": "on",
}


@pytest.fixture
def address(response):
    def of(name, *args):
        return reverse(f"questionnaires:{name}", args=[response.pk, *args])

    return of


def is_open(response):
    return Response.objects.get(pk=response.pk).is_open


def test_what_is_still_open_comes_first_and_leads_to_its_question(
    vendor_client, response, address
):
    save_answer(response, "GOV-01", "yes")

    page = vendor_client.get(address("check"))

    first = page.context["open"][0]
    assert first["id"] == "GOV-02"
    assert first["url"] == f"{address('section', 'GOV')}#GOV-02"
    assert "GOV-01" not in {row["id"] for row in page.context["open"]}


def test_answers_are_read_back_in_words(vendor_client, response, address, entry):
    save_answer(response, "T-01", "Example Agent", entry=entry)
    save_answer(response, "INC-02", {"value": "24", "unit": "hours"})

    text = vendor_client.get(address("check")).content.decode()

    assert "AI tool: Example Agent" in text
    assert "24 hours" in text


def test_submitting_needs_a_name_a_role_and_a_tick(vendor_client, response, address):
    for missing in ATTESTATION:
        given = {k: v for k, v in ATTESTATION.items() if k != missing}

        page = vendor_client.post(address("submit"), given)

        assert page.status_code == 422
        assert list(page.context["form"].errors) == [missing]
    assert is_open(response)


def test_blank_names_are_no_attestation(vendor_client, response, address):
    page = vendor_client.post(address("submit"), ATTESTATION | {"name": "  "})

    assert page.status_code == 422
    assert is_open(response)


def test_who_left_nothing_open_need_not_say_so(vendor_client, response, address):
    fill(response, example("careful").filled)
    Response.objects.update(profile=example("careful").filled.profile)

    form = vendor_client.get(address("submit")).context["form"]

    assert "leave_open" not in form.fields


def test_how_many_are_open_is_said_before_submitting(vendor_client, response, address):
    left = progress(
        answer_set_of(response)
    ).applicable  # none of a tool that is not listed

    page = vendor_client.get(address("submit"))

    assert f"{left} questions are still open" in page.content.decode()
    assert (
        f"although {left} questions" in page.context["form"].fields["leave_open"].label
    )


def test_before_submitting_the_same_number_is_open_as_among_the_sections(
    vendor_client, response, address
):
    tasks = vendor_client.get(reverse("questionnaires:tasks", args=[response.pk]))
    total = tasks.context["effort"].applicable - tasks.context["progress"].answered

    for name in ("check", "submit"):
        page = " ".join(vendor_client.get(address(name)).content.decode().split())
        assert f"With the AI tool that is not listed yet there are {total}." in page


def test_a_form_that_was_widened_since_is_not_submitted_unseen(
    vendor_client, response, address
):
    Response.objects.filter(pk=response.pk).update(is_short=True)
    [asked] = re.findall(
        r'name="asked" value="(\d+)"',
        vendor_client.get(address("submit")).content.decode(),
    )
    ask_whole_form(response, actor="ana@buyer.example")

    page = vendor_client.post(
        address("submit"), ATTESTATION | {"asked": asked}, follow=True
    )

    assert is_open(response)
    assert "Another number of questions is asked" in page.content.decode()
    [now] = re.findall(r'name="asked" value="(\d+)"', page.content.decode())
    assert int(now) > int(asked)
    vendor_client.post(address("submit"), ATTESTATION | {"asked": now})
    assert not is_open(response)


def test_a_submission_ends_at_its_receipt(vendor_client, response, address):
    reply = vendor_client.post(address("submit"), ATTESTATION)

    receipt = vendor_client.get(reply.url).content.decode()
    submitted = Response.objects.get(pk=response.pk)
    event = response.events.get(kind="submitted")
    assert reply.url == address("done")
    assert submitted.digest in receipt
    assert "Vera Vendor, CTO" in receipt
    assert event.respondent.name == "Vera Vendor"


def test_submitting_twice_is_the_same_as_once(vendor_client, response, address):
    vendor_client.post(address("submit"), ATTESTATION)

    again = vendor_client.post(address("submit"), ATTESTATION | {"name": "Boris"})

    assert again.url == address("done")
    assert Response.objects.get(pk=response.pk).attested_name == "Vera Vendor"
    assert response.events.filter(kind="submitted").count() == 1


@pytest.mark.parametrize("name", ["check", "submit"])
def test_after_submission_every_step_leads_to_the_receipt(
    vendor_client, response, address, name
):
    submit_response(response, name="Vera", role="CTO")

    assert vendor_client.get(address(name)).url == address("done")


def test_there_is_no_receipt_before(vendor_client, address):
    assert vendor_client.get(address("done")).url == address("tasks")


@pytest.mark.parametrize("name", ["check", "submit", "done"])
def test_the_answers_of_a_stranger_are_not_found(vendor_client, other_response, name):
    save_answer(other_response, "GOV-01", "yes")
    url = reverse(f"questionnaires:{name}", args=[other_response.pk])

    assert vendor_client.get(url).status_code == 404
    assert vendor_client.post(url, ATTESTATION).status_code in (404, 405)
    assert is_open(other_response)
