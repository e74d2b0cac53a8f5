import datetime
import hashlib

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.utils import timezone

from questionnaires.actions import evidence as actions
from questionnaires.actions.answers import save_answer
from questionnaires.actions.entries import add_entry, copy_entry
from questionnaires.actions.evidence import (
    EvidenceClaim,
    add_file,
    add_link,
    add_note,
    remove_evidence,
)
from questionnaires.actions.invitations import enter
from questionnaires.actions.responses import submit_response
from questionnaires.choices import EventKind, EvidenceLevel, ScanState
from questionnaires.errors import EvidenceRefused, NotAsked, ResponseLocked, TooMany
from questionnaires.models import Answer, Evidence, Response, ResponseEvent
from questionnaires.queries import answers_payload, filled_of
from tests.questionnaires.conftest import PDF, named

pytestmark = pytest.mark.django_db

SHOWN = EvidenceClaim(level=EvidenceLevel.DOCUMENTED)
DAY = datetime.timedelta(days=1)


def level(response, question="GOV-02", entry=None):
    answer = Answer.objects.get(response=response, question=question, entry=entry)
    return answer.evidence_level


def submit(response):
    return submit_response(response, name="Vera Vendor", role="CTO")


def kinds(response):
    events = ResponseEvent.objects.filter(response=response)
    return [event.kind for event in events if event.kind.startswith("evidence")]


@pytest.fixture
def answered(response):
    save_answer(response, "GOV-02", "named")
    return response


def test_a_file_is_kept_whole_under_a_name_that_says_nothing(response, respondent):
    evidence = add_file(
        response,
        "GOV-02",
        named("Mandate 2026.docx"),
        EvidenceClaim("The mandate", EvidenceLevel.DOCUMENTED),
        respondent=respondent,
    )

    evidence.refresh_from_db()
    with evidence.file.open("rb") as kept:
        assert kept.read() == PDF
    assert "andate" not in evidence.file.name
    assert evidence.file_name == "Mandate 2026.pdf"
    assert evidence.title == "The mandate"
    assert evidence.sha256 == hashlib.sha256(PDF).hexdigest()
    assert evidence.added_by == respondent


def test_a_link_and_a_note_are_kept_in_words(response):
    link = add_link(response, "GOV-02", " https://trust.example/soc2 ", SHOWN)
    note = add_note(
        response, "GOV-02", "\u202eSee our wiki.\n\nAsk Vera.\x07", EvidenceClaim()
    )

    assert (link.url, link.title) == ("https://trust.example/soc2",) * 2
    assert note.text == "See our wiki.\n\nAsk Vera."
    assert note.title == "See our wiki."


@pytest.mark.parametrize(
    "url",
    [
        "javascript:alert(1)",
        "ftp://trust.example/",
        "file:///etc/passwd",
        "data:text/html,x",
        "//trust.example",
        "https://vera:secret@trust.example/",
        "https://trust.example/" + "a" * 2000,
        "https://[bad",
        "nothing",
        "",
    ],
)
def test_only_plain_web_addresses_are_taken(response, url):
    with pytest.raises(EvidenceRefused):
        add_link(response, "GOV-02", url, SHOWN)


@pytest.mark.parametrize("text", ["", " \n ", "\u200b", "a" * 4001])
def test_a_note_says_something_and_not_too_much(response, text):
    with pytest.raises(EvidenceRefused):
        add_note(response, "GOV-02", text, EvidenceClaim())


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        (EvidenceClaim(level=EvidenceLevel.VERIFIED), "verified"),
        (EvidenceClaim(expires_on=datetime.date(2020, 1, 1)), "expired already"),
        (
            EvidenceClaim(
                effective_on=datetime.date(2099, 1, 2),
                expires_on=datetime.date(2099, 1, 1),
            ),
            "before it begins",
        ),
    ],
)
def test_a_claim_that_cannot_be_is_refused_and_keeps_no_bytes(
    response, claim, words, settings
):
    with pytest.raises(EvidenceRefused, match=words):
        add_file(response, "GOV-02", named("a.pdf"), claim)

    assert not Evidence.objects.exists()
    assert not [f for f in settings.MEDIA_ROOT.rglob("*") if f.is_file()]


@pytest.mark.parametrize("question", ["GOV-99", "ENG-01", "INV-02", "T-01"])
def test_nothing_is_attached_where_nothing_is_asked(response, question):
    with pytest.raises(NotAsked):
        add_note(response, question, "Here.", EvidenceClaim())


def test_evidence_of_one_vendor_is_never_put_into_anothers_entry(world, response):
    other = world.assessment(name="Other", filled=False).response

    with pytest.raises(NotAsked):
        add_note(
            response, "T-01", "Here.", EvidenceClaim(), entry=add_entry(other, "TOOL")
        )


def test_ten_pieces_for_an_answer_and_no_more(response):
    for number in range(10):
        add_note(response, "GOV-02", f"Note {number}", EvidenceClaim())

    with pytest.raises(TooMany, match="10"):
        add_note(response, "GOV-02", "One more", EvidenceClaim())

    add_note(response, "GOV-03", "Another answer", EvidenceClaim())
    remove_evidence(Evidence.objects.filter(question="GOV-02").first())
    add_note(response, "GOV-02", "In its place", EvidenceClaim())


def test_a_limit_for_the_whole_response(response, monkeypatch):
    monkeypatch.setattr(actions, "MAX_PER_RESPONSE", 2)
    add_note(response, "GOV-02", "One", EvidenceClaim())
    add_note(response, "GOV-03", "Two", EvidenceClaim())

    with pytest.raises(TooMany, match="2 pieces"):
        add_note(response, "GOV-04", "Three", EvidenceClaim())


def test_the_same_file_is_attached_once_to_an_answer(response):
    add_file(response, "GOV-02", named("a.pdf"), SHOWN)

    with pytest.raises(EvidenceRefused, match="already"):
        add_file(response, "GOV-02", named("b.pdf"), SHOWN)

    add_file(response, "GOV-03", named("a.pdf"), SHOWN)


@pytest.mark.parametrize(
    ("claim", "expected"),
    [(SHOWN, EvidenceLevel.DOCUMENTED), (EvidenceClaim(), EvidenceLevel.DECLARED)],
)
def test_the_level_of_an_answer_follows_from_what_is_attached(
    answered, claim, expected
):
    evidence = add_file(answered, "GOV-02", named("a.pdf"), claim)
    before = level(answered)
    remove_evidence(evidence)

    assert before == expected
    assert level(answered) == EvidenceLevel.DECLARED


def test_evidence_may_be_there_before_the_answer(response):
    add_link(response, "GOV-02", "https://trust.example/", SHOWN)

    save_answer(response, "GOV-02", "named")

    assert level(response) == EvidenceLevel.DOCUMENTED


def test_a_changed_answer_keeps_its_evidence_and_the_level_that_follows(answered):
    evidence = add_file(answered, "GOV-02", named("a.pdf"), SHOWN)
    save_answer(answered, "GOV-02", "team")
    kept = level(answered)
    remove_evidence(evidence)
    save_answer(answered, "GOV-02", "named")

    assert kept == EvidenceLevel.DOCUMENTED
    assert level(answered) == EvidenceLevel.DECLARED


def test_a_changed_answer_without_evidence_is_declared(answered):
    Answer.objects.update(evidence_level=EvidenceLevel.VERIFIED)

    save_answer(answered, "GOV-02", "team")

    assert level(answered) == EvidenceLevel.DECLARED


def test_one_of_two_that_holds_is_enough(answered):
    first = add_link(answered, "GOV-02", "https://a.example/", SHOWN)
    add_link(answered, "GOV-02", "https://b.example/", SHOWN)

    remove_evidence(first)

    assert level(answered) == EvidenceLevel.DOCUMENTED


def test_evidence_of_one_entry_says_nothing_of_another(response):
    one, two = add_entry(response, "TOOL"), add_entry(response, "TOOL")
    for entry in (one, two):
        save_answer(response, "T-02", "Example d.o.o., Serbia", entry=entry)

    add_link(response, "T-02", "https://a.example/", SHOWN, entry=one)
    copied = copy_entry(one)

    assert level(response, "T-02", one) == EvidenceLevel.DOCUMENTED
    assert level(response, "T-02", two) == EvidenceLevel.DECLARED
    assert level(response, "T-02", copied) == EvidenceLevel.DECLARED


def test_evidence_that_expires_today_still_holds(answered):
    claim = EvidenceClaim(
        level=EvidenceLevel.DOCUMENTED, expires_on=timezone.localdate()
    )

    add_link(answered, "GOV-02", "https://a.example/", claim)

    assert level(answered) == EvidenceLevel.DOCUMENTED


def test_what_has_expired_meanwhile_no_longer_counts_at_submission(answered):
    save_answer(answered, "GOV-03", "unknown")
    add_link(answered, "GOV-02", "https://a.example/", SHOWN)
    add_link(answered, "GOV-03", "https://b.example/", SHOWN)
    Evidence.objects.filter(question="GOV-02").update(
        expires_on=timezone.localdate() - DAY
    )

    submit(answered)

    assert level(answered, "GOV-02") == EvidenceLevel.DECLARED
    assert level(answered, "GOV-03") == EvidenceLevel.DOCUMENTED


def test_levels_that_came_with_a_file_of_answers_stay_where_nothing_was_attached(world):
    response = world.assessment("careful").response
    before = filled_of(response).evidence

    submit(response)

    assert before
    assert filled_of(response).evidence == before


def test_everything_that_happens_is_in_the_history(response, respondent):
    evidence = add_file(
        response, "GOV-02", named("a.pdf"), SHOWN, respondent=respondent
    )
    remove_evidence(evidence, respondent=respondent)
    remove_evidence(evidence, respondent=respondent)

    added, removed = ResponseEvent.objects.filter(kind__startswith="evidence")
    assert (added.kind, removed.kind) == (
        EventKind.EVIDENCE_ADDED,
        EventKind.EVIDENCE_REMOVED,
    )
    assert added.before is None
    assert added.after["sha256"] == evidence.sha256
    assert added.after["level"] == "documented"
    assert removed.before == added.after
    assert removed.after is None
    assert {added.question, removed.question} == {"GOV-02"}
    assert {added.respondent, removed.respondent} == {respondent}


def test_after_submission_nothing_is_added_or_removed(response, settings):
    evidence = add_file(response, "GOV-02", named("a.pdf"), SHOWN)
    stale = Response.objects.get(pk=response.pk)
    response = submit(response)
    files = [f for f in settings.MEDIA_ROOT.rglob("*") if f.is_file()]

    for one in (response, stale):
        with pytest.raises(ResponseLocked):
            add_file(one, "GOV-02", named("b.txt", b"text"), SHOWN)
        with pytest.raises(ResponseLocked):
            add_link(one, "GOV-02", "https://a.example/", SHOWN)
        with pytest.raises(ResponseLocked):
            add_note(one, "GOV-02", "Note", EvidenceClaim())
    with pytest.raises(ResponseLocked):
        remove_evidence(evidence)

    assert [f for f in settings.MEDIA_ROOT.rglob("*") if f.is_file()] == files
    assert kinds(response) == ["evidence_added"]


@pytest.mark.parametrize(
    "change",
    [
        {"level": EvidenceLevel.DECLARED},
        {"title": "Another"},
        {"removed_at": timezone.now()},
        {"file": ""},
        {"scan_state": ScanState.CLEAN, "sha256": "0" * 64},
        {"scan_state": ScanState.CLEAN, "file": ""},
    ],
)
def test_the_database_keeps_submitted_evidence_as_it_is(response, change):
    evidence = add_file(response, "GOV-02", named("a.pdf"), SHOWN)
    submit(response)
    row = Evidence.objects.filter(pk=evidence.pk)

    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        row.update(**change)

    assert row.get().title == evidence.title


def test_the_database_lets_no_evidence_in_or_out_after_submission(response):
    evidence = add_note(response, "GOV-02", "Note", EvidenceClaim())
    submit(response)

    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        Evidence.objects.all().delete()
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        evidence.pk = None
        evidence.save(force_insert=True)
    with pytest.raises(DatabaseError, match="never change"), transaction.atomic():
        Evidence.objects.update(scan_state=ScanState.CLEAN)

    assert Evidence.objects.get().scan_state == ScanState.NONE


def test_the_database_knows_no_evidence_verified_by_its_vendor(response):
    add_note(response, "GOV-02", "Note", EvidenceClaim())

    with pytest.raises(IntegrityError, match="never_verified"), transaction.atomic():
        Evidence.objects.update(level=EvidenceLevel.VERIFIED)


def test_the_fingerprint_of_a_response_holds_what_was_attached(answered):
    def payload():
        return answers_payload(answered, filled_of(answered), "v")

    plain = payload()
    evidence = add_file(answered, "GOV-02", named("a.pdf"), SHOWN)
    attached = payload()["attached"]
    remove_evidence(evidence)

    assert "attached" not in plain
    assert [row["content"] for row in attached] == [evidence.sha256]
    assert payload() == plain


def test_a_colleague_may_remove_what_another_attached(response, respondent, invitation):
    evidence = add_note(
        response, "GOV-02", "Note", EvidenceClaim(), respondent=respondent
    )
    colleague = enter(invitation, name="Ivo")

    remove_evidence(evidence, respondent=colleague)

    event = ResponseEvent.objects.get(kind=EventKind.EVIDENCE_REMOVED)
    assert event.respondent == colleague
