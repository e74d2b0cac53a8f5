"""Download, fill in, upload, look, take over."""

import re

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from questionnaires.actions.answers import save_answer
from questionnaires.actions.entries import add_entry
from questionnaires.actions.invitations import enter, invite, invite_colleague
from questionnaires.actions.responses import submit_response
from questionnaires.models import Answer, Upload
from questionnaires.queries import token_of
from tests.factories.workbooks import edited, find, opened


def url(name, response, *args):
    return reverse(f"questionnaires:{name}", args=[response.pk, *args])


def client_of(invitation, name="Vera Vendor"):
    client = Client()
    client.post("/respond/", {"code": token_of(invitation)})
    client.post("/respond/start/", {"name": name})
    return client


@pytest.fixture
def client(invitation):
    return client_of(invitation)


@pytest.fixture
def contributor(response, respondent):
    """A colleague who was given one section."""
    given = invite_colleague(
        response, email="cora@vendor.example", sections=["INV"], by=respondent
    )
    return client_of(given, "Cora")


def download(client, response, kind="xlsx"):
    reply = client.get(url("offline_file", response, kind))
    assert reply.status_code == 200
    return reply.content


def upload(client, response, content, name="answers.xlsx"):
    return client.post(
        url("offline", response), {"file": SimpleUploadedFile(name, content)}
    )


def fill(content, **cells):
    def change(book):
        for key, value in cells.items():
            find(book, key.replace("__", "|").replace("_", "-", 1)).value = value

    return edited(content, change)


def fingerprint(page):
    return re.search(r'name="fingerprint" value="(\w+)"', page.content.decode())[1]


def test_the_whole_way(client, response):
    content = fill(download(client, response), GOV_01="Yes", GOV_03="Perhaps")

    sent = upload(client, response, content)
    page = client.get(sent.url)

    assert "Rules, ownership and people!F6" not in page.content.decode()
    assert "“Perhaps” is not one of the answers" in page.content.decode()
    assert "Take over what is good (1) and leave out what is faulty (1)" in " ".join(
        page.content.decode().split()
    )
    refused = client.post(sent.url, {"fingerprint": fingerprint(page)})
    assert refused.status_code == 409
    assert "Some answers in the file are faulty" in refused.content.decode()
    assert not Answer.objects.exists()

    done = client.post(
        sent.url,
        {"fingerprint": fingerprint(page), "leave_faulty": "yes"},
        follow=True,
    )
    assert "1 answer was taken over from your file." in done.content.decode()
    assert Answer.objects.get().value == "yes"
    again = client.get(sent.url, follow=True)
    assert "taken over already" in again.content.decode()


def test_the_files_are_downloads_with_a_name(client, response):
    xlsx = client.get(url("offline_file", response, "xlsx"))
    yaml = client.get(url("offline_file", response, "yaml"))

    assert xlsx["Content-Disposition"].startswith('attachment; filename="portal-')
    assert xlsx["Content-Disposition"].endswith('.xlsx"')
    assert xlsx["X-Content-Type-Options"] == "nosniff"
    assert yaml["Content-Type"] == "application/yaml"
    assert client.get(url("offline_file", response, "exe")).status_code == 404


def test_the_file_speaks_the_language_of_the_page(client, response):
    client.cookies["django_language"] = "de"

    content = download(client, response)

    book = opened(content)
    titles = [page.title for page in book]
    assert "Rules, ownership and people" not in titles
    assert find(book, "GOV-01").parent.title in titles
    sent = upload(client, response, fill(content, GOV_01="Ja"))
    client.cookies["django_language"] = "en"
    assert "Take over 1 answer" in client.get(sent.url).content.decode()


def test_a_contributor_gets_and_gives_only_their_sections(
    client, contributor, response, respondent
):
    save_answer(response, "GOV-02", "none", respondent=respondent)
    own = opened(download(contributor, response))
    assert [page.title for page in own][1:2] == ["Inventory"]

    whole = fill(
        download(client, response),
        GOV_01="Yes",
        INV_01="Yes, complete as far as known, kept by hand",
    )
    sent = upload(contributor, response, whole)

    words = contributor.get(sent.url).content.decode()
    assert "This section was not given to you" in words
    assert "Take over what is good (1) and leave out what is faulty (1)" in " ".join(
        words.split()
    )


def test_a_colleagues_answer_is_shown_beside_ones_own(client, response):
    content = fill(download(client, response), GOV_01="Yes")
    other = enter(invite(response, actor="buyer"), name="Cora")
    save_answer(response, "GOV-01", "unknown", respondent=other)

    sent = upload(client, response, content)
    page = client.get(sent.url)
    words = page.content.decode()

    assert "Your colleague" in words
    assert 'name="take" value="GOV-01|"' in words
    client.post(sent.url, {"fingerprint": fingerprint(page)})
    assert Answer.objects.get().value == "unknown"


def test_what_was_saved_meanwhile_makes_the_person_look_again(client, response):
    sent = upload(client, response, fill(download(client, response), GOV_01="Yes"))
    page = client.get(sent.url)
    other = enter(invite(response, actor="buyer"), name="Cora")
    save_answer(response, "GOV-01", "unknown", respondent=other)

    again = client.post(sent.url, {"fingerprint": fingerprint(page)})

    assert again.status_code == 409
    assert "Something was saved in the meantime" in again.content.decode()
    assert "Your colleague" in again.content.decode()


def test_a_file_that_cannot_be_read_is_refused_with_every_fault(client, response):
    refused = upload(client, response, b"questionnaire: [\n", "a.yaml")

    assert refused.status_code == 422
    assert "Nothing was changed" in refused.content.decode()
    assert "line 2" in refused.content.decode()
    assert client.post(url("offline", response)).status_code == 422


def test_a_file_of_another_questionnaire_says_so(client, response, other_response):
    foreign = client_of(invite(other_response, actor="buyer"))
    content = fill(download(foreign, other_response), GOV_01="Yes")

    sent = upload(client, response, content)

    words = client.get(sent.url).content.decode()
    assert "downloaded for another questionnaire" in words
    assert "Take over 1 answer" in words


def test_the_upload_of_one_person_is_not_anothers(client, response):
    sent = upload(client, response, fill(download(client, response), GOV_01="Yes"))
    other = client_of(invite(response, actor="buyer"), "Cora")

    assert other.get(sent.url).status_code == 404


def test_after_submission_there_is_a_copy_and_no_upload(client, response, respondent):
    save_answer(response, "GOV-01", "yes", respondent=respondent)
    content = download(client, response)
    sent = upload(client, response, content)
    submit_response(response, name="Vera", role="CTO")

    copy = opened(download(client, response))

    assert find(copy, "GOV-01").value == "Yes"
    assert find(copy, "GOV-01").protection.locked
    assert client.get(url("offline", response)).status_code == 302
    assert upload(client, response, content).status_code == 423
    assert client.get(sent.url).status_code == 302
    assert client.post(sent.url).status_code == 423
    done = client.get(url("done", response)).content.decode()
    assert url("offline_file", response, "yaml") in done


@pytest.mark.parametrize("tools", [1, 3])
def test_the_preview_needs_the_same_queries_for_any_number_of_tools(
    client, response, tools, django_assert_num_queries
):
    for _ in range(tools):
        add_entry(response, "TOOL")
    sent = upload(client, response, fill(download(client, response), GOV_01="Yes"))
    client.get(sent.url)

    with django_assert_num_queries(5):
        client.get(sent.url)


def test_a_file_with_nothing_new_says_so(client, response):
    sent = upload(client, response, download(client, response))

    words = client.get(sent.url).content.decode()

    assert "There is nothing to take over" in words
    assert Upload.objects.count() == 1
