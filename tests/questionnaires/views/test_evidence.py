import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from questionnaires.actions.answers import save_answer
from questionnaires.actions.entries import add_entry, remove_entry
from questionnaires.actions.evidence import EvidenceClaim, add_file, add_link, add_note
from questionnaires.actions.invitations import revoke
from questionnaires.actions.responses import submit_response
from questionnaires.choices import EvidenceLevel, ScanState
from questionnaires.models import Answer, Evidence
from questionnaires.queries import token_of
from tests.factories.clamd import VIRUS
from tests.questionnaires.conftest import PDF, named

pytestmark = pytest.mark.django_db

SHOWN = EvidenceClaim(level=EvidenceLevel.DOCUMENTED)


def page(response, question="GOV-02", entry=None):
    url = reverse("questionnaires:evidence", args=[response.pk, question])
    return f"{url}?entry={entry.pk}" if entry else url


def file_url(evidence):
    return reverse(
        "questionnaires:evidence_file", args=[evidence.response_id, evidence.pk]
    )


def remove_url(evidence):
    return reverse(
        "questionnaires:evidence_remove", args=[evidence.response_id, evidence.pk]
    )


def section(response, code="GOV"):
    return reverse("questionnaires:section", args=[response.pk, code])


def upload(content=PDF, name="Mandate.pdf", **more):
    return {
        "kind": "file",
        "file-file": SimpleUploadedFile(name, content),
        "file-level": "documented",
    } | more


def client_of(response):
    client = Client()
    client.post("/respond/", {"code": token_of(response.invitations.get())})
    client.post("/respond/start/", {"name": "Other Vendor"})
    return client


def submit(response):
    return submit_response(response, name="Vera Vendor", role="CTO")


def test_enter_in_a_field_saves_and_removes_no_evidence(vendor_client, response):
    """A browser presses the first button of a form for it."""
    evidence = add_link(response, "GOV-02", "https://a.example/", EvidenceClaim())

    html = vendor_client.get(section(response)).content.decode()

    form = html[html.index('id="GOV-02"') : html.index('id="GOV-03"')]
    assert remove_url(evidence) in form
    first = form[form.index("<button") :].partition(">")[0]
    assert 'type="submit"' in first
    assert "formaction" not in first


def test_a_file_is_attached_and_shown_at_its_question(vendor_client, response):
    save_answer(response, "GOV-02", "named")

    reply = vendor_client.post(page(response), upload(**{"file-title": "The mandate"}))

    assert reply.status_code == 302
    assert reply["Location"] == page(response)
    evidence = Evidence.objects.get()
    assert evidence.added_by.name == "Vera Vendor"
    assert Answer.objects.get().evidence_level == EvidenceLevel.DOCUMENTED
    shown = vendor_client.get(section(response)).content.decode()
    assert "1 piece of evidence" in shown
    assert "The mandate" in shown
    assert remove_url(evidence) in shown


def test_a_link_and_a_note_are_attached_to_an_entry(vendor_client, response):
    entry = add_entry(response, "TOOL")
    url = page(response, "T-02", entry)

    vendor_client.post(
        url,
        {
            "kind": "link",
            "link-url": "https://trust.example/",
            "link-level": "documented",
            "link-effective_on": "2026-01-01",
            "link-expires_on": "2099-12-31",
        },
    )
    vendor_client.post(
        url, {"kind": "note", "note-text": "Ask Vera.", "note-level": "declared"}
    )

    link, note = Evidence.objects.all()
    assert {link.entry, note.entry} == {entry}
    shown = vendor_client.get(
        reverse("questionnaires:entry", args=[response.pk, entry.pk])
    ).content.decode()
    assert "until 31 December 2099" in shown
    assert "Ask Vera." in shown
    assert f"?entry={entry.pk}" in shown


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (upload(b"MZ\x90\x00\x03" + bytes(50), "policy.pdf"), "not taken"),
        (upload(b""), "empty"),
        ({"kind": "file", "file-level": "documented"}, "Choose a file"),
        (upload(**{"file-level": "verified"}), "Select a valid choice"),
        (
            {
                "kind": "link",
                "link-url": "javascript:alert(1)",
                "link-level": "declared",
            },
            "begins with https://",
        ),
        ({"kind": "note", "note-text": " ", "note-level": "declared"}, "Write a note"),
    ],
)
def test_what_is_refused_says_why_at_its_form(vendor_client, response, data, words):
    reply = vendor_client.post(page(response), data)

    assert reply.status_code == 422
    assert words in reply.content.decode()
    assert not Evidence.objects.exists()


def test_a_request_far_too_big_is_not_even_read(vendor_client, response):
    reply = vendor_client.post(
        page(response), upload(), CONTENT_LENGTH=str(200 * 1024 * 1024)
    )

    assert reply.status_code == 413
    assert "at most 20 MB" in reply.content.decode()


def test_only_questions_that_name_evidence_offer_to_attach_some(
    vendor_client, response
):
    entry = add_entry(response, "TOOL")
    url = reverse("questionnaires:entry", args=[response.pk, entry.pk])

    shown = vendor_client.get(url).content.decode()

    assert page(response, "T-02", entry) in shown
    assert page(response, "T-01", entry) not in shown


def test_what_would_count_is_said(vendor_client, response):
    assert (
        "Role description or mandate"
        in vendor_client.get(page(response)).content.decode()
    )


@pytest.mark.parametrize("question", ["GOV-99", "ENG-01", "T-01", "T-02"])
def test_there_is_no_page_where_nothing_can_be_attached(
    vendor_client, response, question
):
    assert vendor_client.get(page(response, question)).status_code == 404


@pytest.mark.parametrize("entry", ["x", "00000000-0000-0000-0000-000000000000"])
def test_a_wrong_entry_is_no_place(vendor_client, response, entry):
    assert (
        vendor_client.get(f"{page(response, 'T-02')}?entry={entry}").status_code == 404
    )


def test_a_kind_nobody_knows_is_no_place(vendor_client, response):
    assert vendor_client.post(page(response), {"kind": "folder"}).status_code == 404


def test_removing_comes_back_to_where_the_button_was(vendor_client, response):
    first = add_note(response, "GOV-02", "One", EvidenceClaim())
    second = add_note(response, "GOV-02", "Two", EvidenceClaim())

    from_view = vendor_client.post(remove_url(first), {"question": "GOV-02"})
    from_page = vendor_client.post(f"{remove_url(second)}?back=evidence")

    assert from_view["Location"] == f"{section(response)}#GOV-02"
    assert from_page["Location"] == page(response)
    assert not Evidence.objects.present().exists()
    assert vendor_client.post(remove_url(first)).status_code == 404


@pytest.mark.parametrize(
    ("name", "content"),
    [("a.pdf", PDF), ("page.html", b"<script>alert(1)</script>"), ("a.json", b"{}")],
)
def test_a_file_is_never_shown_inline(vendor_client, response, name, content):
    evidence = add_file(response, "GOV-02", named(name, content), SHOWN)

    reply = vendor_client.get(file_url(evidence))

    assert b"".join(reply.streaming_content) == content
    assert reply["Content-Disposition"].startswith("attachment; filename=")
    assert reply["X-Content-Type-Options"] == "nosniff"
    assert reply["Content-Security-Policy"] == "sandbox; default-src 'none'"
    assert "no-store" in reply["Cache-Control"]
    assert reply["Content-Type"] in ("application/pdf", "application/octet-stream")


def test_only_the_vendor_at_its_own_response_gets_its_files(
    vendor_client, response, world
):
    other = world.assessment(name="Other", filled=False).response
    evidence = add_file(other, "GOV-02", named("a.pdf"), SHOWN)
    mixed = reverse("questionnaires:evidence_file", args=[response.pk, evidence.pk])
    mixed_remove = reverse(
        "questionnaires:evidence_remove", args=[response.pk, evidence.pk]
    )

    own = client_of(other).get(file_url(evidence))
    b"".join(own.streaming_content)

    assert own.status_code == 200
    for stranger in (vendor_client, Client(), world.client("analyst")):
        assert stranger.get(file_url(evidence)).status_code == 404
        assert stranger.get(mixed).status_code == 404
        assert stranger.get(page(other)).status_code == 404
        assert stranger.post(page(other), upload()).status_code == 404
        assert stranger.post(remove_url(evidence)).status_code == 404
        assert stranger.post(mixed_remove).status_code == 404
    assert Evidence.objects.present().get() == evidence


def test_a_withdrawn_invitation_shuts_out_at_once(vendor_client, response, invitation):
    evidence = add_file(response, "GOV-02", named("a.pdf"), SHOWN)

    revoke(invitation, actor="analyst")

    assert vendor_client.get(file_url(evidence)).status_code == 404
    assert vendor_client.post(page(response), upload()).status_code == 404


def test_a_removed_entry_hides_its_evidence(vendor_client, response):
    entry = add_entry(response, "TOOL")
    evidence = add_file(response, "T-02", named("a.pdf"), SHOWN, entry=entry)

    remove_entry(entry)

    assert vendor_client.get(file_url(evidence)).status_code == 404
    assert vendor_client.get(page(response, "T-02", entry)).status_code == 404


def test_after_submission_everything_can_be_read_and_nothing_changed(
    vendor_client, response
):
    evidence = add_file(response, "GOV-02", named("a.pdf"), SHOWN)
    submit(response)

    shown = vendor_client.get(page(response)).content.decode()
    download = vendor_client.get(file_url(evidence))
    b"".join(download.streaming_content)
    attach = vendor_client.post(page(response), upload(b"more", "b.txt"))
    remove = vendor_client.post(remove_url(evidence))

    assert file_url(evidence) in shown
    main = shown.split("<main", 1)[1].split("</main>")[0]
    assert "<form" not in main
    assert download.status_code == 200
    assert (attach.status_code, remove.status_code) == (423, 423)
    assert Evidence.objects.present().get() == evidence
    done = vendor_client.get(reverse("questionnaires:done", args=[response.pk]))
    assert file_url(evidence) in done.content.decode()


def test_a_file_that_is_being_checked_is_listed_but_not_given(
    vendor_client, response, settings
):
    settings.CLAMAV_HOST = "scanner.example"
    evidence = add_file(response, "GOV-02", named("a.pdf"), SHOWN)

    shown = vendor_client.get(section(response)).content.decode()
    check = vendor_client.get(reverse("questionnaires:check", args=[response.pk]))

    assert "Being checked for viruses" in shown
    assert file_url(evidence) not in shown
    assert vendor_client.get(file_url(evidence)).status_code == 404
    assert "1 file is still being checked" in check.content.decode()


def test_an_upload_is_scanned_and_the_vendor_told(
    vendor_client,
    response,
    clamd,
    celery_runs_here,
    django_capture_on_commit_callbacks,
):
    with django_capture_on_commit_callbacks(execute=True):
        vendor_client.post(page(response), upload(b"good", "good.txt"))
        vendor_client.post(page(response), upload(VIRUS, "bad.txt"))

    good, bad = Evidence.objects.all()
    assert (good.scan_state, bad.scan_state) == (ScanState.CLEAN, ScanState.INFECTED)
    shown = vendor_client.get(page(response)).content.decode()
    assert "Virus found, file deleted" in shown
    assert "Eicar-Test-Signature" in shown
    assert file_url(good) in shown
    assert file_url(bad) not in shown
    assert vendor_client.get(file_url(bad)).status_code == 404


@pytest.mark.django_db(transaction=True)
def test_a_broker_that_is_away_stops_nobody(invitation, settings, broker_is_away):
    settings.CLAMAV_HOST = "scanner.example"
    vendor = client_of(invitation.response)

    reply = vendor.post(page(invitation.response), upload())

    assert reply.status_code == 302
    assert Evidence.objects.get().scan_state == ScanState.WAITING


def test_hostile_text_of_a_colleague_stays_text(vendor_client, response):
    hostile = "<script>alert(1)</script>"
    add_note(response, "GOV-02", hostile, EvidenceClaim(title=hostile))
    add_link(response, "GOV-02", "https://a.example/?<script>", EvidenceClaim())

    for url in (section(response), page(response)):
        shown = vendor_client.get(url).content.decode()
        assert "&lt;script&gt;alert(1)" in shown
        assert "<script>" not in shown


@pytest.mark.parametrize("count", [1, 3])
def test_pages_need_the_same_queries_for_any_amount_of_evidence(
    vendor_client, response, count, django_assert_num_queries
):
    for question in ("GOV-02", "GOV-03"):
        for number in range(count):
            add_note(response, question, f"Note {number}", EvidenceClaim())

    # seat, entries, answers, stamps, remarks, evidence, files; the session lies in the cache
    with django_assert_num_queries(7):
        vendor_client.get(section(response))
    # seat, entries, answers, evidence
    with django_assert_num_queries(4):
        vendor_client.get(page(response))
    # seat, entries, answers, remarks, evidence
    with django_assert_num_queries(5):
        vendor_client.get(reverse("questionnaires:check", args=[response.pk]))


def test_a_question_that_comes_by_condition_brings_its_evidence(
    vendor_client, response
):
    save_answer(response, "INV-01", "list")
    add_note(response, "INV-02", "Dated note", EvidenceClaim())

    news = vendor_client.post(
        reverse("questionnaires:answer", args=[response.pk]),
        {"question": "INV-01", "INV-01-value": "partial"},
        headers={"accept": "application/json"},
    ).json()

    assert "1 piece of evidence" in news["html"]["INV-02"]
