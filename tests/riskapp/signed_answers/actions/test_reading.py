"""Signed answers brought to another organisation: verified, proposed, confirmed."""

import datetime
import json

import pytest
from django.utils import timezone

from questionnaires.actions.answers import confirm_answers, save_answer
from questionnaires.actions.uploads import (
    apply_upload,
    comparison_of,
    receive_upload,
)
from questionnaires.choices import EventKind
from questionnaires.document.answer_set import State
from questionnaires.document.offline.comparing import LineChange
from questionnaires.errors import FileRefused
from questionnaires.models import Answer, Entry, ResponseEvent
from questionnaires.queries import answer_set_of
from riskapp.signed_answers.actions.keys import distrust_key, replace_key
from riskapp.signed_answers.errors import SENTENCES
from riskapp.statements.errors import StatementFault
from tests.conftest import make_world
from tests.riskapp.signed_answers.conftest import side

ELSEWHERE = "Signed elsewhere, not yet attested here"


def everything(_section):
    return True


def receive(side, content):
    return receive_upload(
        side.response, content, "signed.json", respondent=side.respondent
    )


def refusal(side, content) -> str:
    with pytest.raises(FileRefused) as refused:
        receive(side, content)
    (fault,) = refused.value.faults
    return fault.what


def take_over(upload, take=()):
    found = comparison_of(upload, upload.response, may_answer=everything)
    return apply_upload(
        upload,
        fingerprint=found.fingerprint,
        may_answer=everything,
        take=take,
        leave_faulty=True,
    )


def test_every_reason_has_a_sentence_of_its_own():
    assert set(SENTENCES) == set(StatementFault)
    assert len({str(words) for words in SENTENCES.values()}) == len(StatementFault)


def test_it_is_said_who_signed_what_and_when(first, second, trusted, signed):
    upload = receive(second, signed())

    assert upload.signed["signed_by"] == "The Buyer"
    assert upload.signed["keyid"] == trusted.keyid
    assert upload.signed["attested_by"] == "Vera Vendor"
    said = datetime.datetime.fromisoformat(upload.signed["attested_at"])
    assert abs(said - first.response.submitted_at) < datetime.timedelta(seconds=1)


def test_what_is_taken_over_is_proposed_and_counts_once_it_is_confirmed(
    first, second, trusted, signed
):
    upload = take_over(receive(second, signed()))

    answers = Answer.objects.filter(response=second.response)
    there = Answer.objects.filter(response=first.response)
    assert upload.applied == answers.count() == there.count()
    assert all(answer.prefilled and answer.signed_elsewhere for answer in answers)
    answer_set = answer_set_of(second.response)
    assert set(answer_set.filled.set_aside.values()) == {ELSEWHERE}
    assert answer_set.state("GOV-01") is State.OPEN
    second.response.refresh_from_db()
    assert second.response.answered == 0

    confirm_answers(second.response, ["GOV-01"], respondent=second.respondent)

    assert answer_set_of(second.response).state("GOV-01") is not State.OPEN
    event = ResponseEvent.objects.get(response=second.response, kind=EventKind.UPLOADED)
    assert event.after["signed_by"] == "The Buyer"


def test_tools_come_along_under_their_names(first, second, trusted, signed):
    take_over(receive(second, signed()))

    def names(side):
        entries = answer_set_of(side.response).filled.entries
        return [entry.title for entry in entries]

    assert names(second) == names(first)
    assert Entry.objects.filter(response=second.response).exists()


def test_only_what_differs_is_asked(first, second, trusted, signed):
    same = Answer.objects.get(response=first.response, question="GOV-01").value
    save_answer(second.response, "GOV-01", same)
    other = Answer.objects.get(response=first.response, question="GOV-02").value
    options = answer_set_of(second.response).document.questions["GOV-02"].choices
    mine = next(code for code in options if code != other)
    save_answer(second.response, "GOV-02", mine)
    upload = receive(second, signed())

    found = comparison_of(upload, second.response, may_answer=everything)

    assert [line.question for line in found.of(LineChange.CONFLICT)] == ["GOV-02"]
    assert "GOV-01" not in {line.question for line in found.lines}
    take_over(upload)
    answer = Answer.objects.get(response=second.response, question="GOV-02")
    assert (answer.value, answer.prefilled) == (mine, False)


def test_an_answer_of_ones_own_gives_way_where_a_person_says_so(
    first, second, trusted, signed
):
    other = Answer.objects.get(response=first.response, question="GOV-02").value
    options = answer_set_of(second.response).document.questions["GOV-02"].choices
    mine = next(code for code in options if code != other)
    save_answer(second.response, "GOV-02", mine)

    take_over(receive(second, signed()), take=["GOV-02|"])

    answer = Answer.objects.get(response=second.response, question="GOV-02")
    assert (answer.value, answer.prefilled) == (other, True)


def test_another_answer_given_by_a_person_is_no_longer_somebody_elses(
    second, trusted, signed
):
    take_over(receive(second, signed()))
    answer = Answer.objects.get(response=second.response, question="GOV-02")
    options = answer_set_of(second.response).document.questions["GOV-02"].choices
    mine = next(code for code in options if code != answer.value)

    save_answer(second.response, "GOV-02", mine)

    answer.refresh_from_db()
    assert (answer.prefilled, answer.signed_elsewhere) == (False, False)


def test_what_was_left_out_is_said(second, trusted, signed):
    upload = receive(second, signed(lambda part: part.name == "GOV"))

    assert "were left out" in upload.says["notices"][0]
    questions = {one["question"] for one in upload.says["said"]}
    assert all(question.startswith("GOV") for question in questions)


def test_a_key_nobody_trusts_here_is_refused(second, signed):
    assert "not trusted here" in refusal(second, signed())


def test_a_key_that_is_trusted_no_longer_is_refused(second, trusted, signed):
    distrust_key(trusted, by=second.world.people["administrator"])

    assert "not trusted here" in refusal(second, signed())


def test_a_trust_of_another_organisation_does_not_count(trusted, signed):
    third = side(make_world("Third"), filled=False)

    assert "not trusted here" in refusal(third, signed())


def test_what_the_new_key_signs_has_to_be_trusted_anew(first, second, trusted, signed):
    old = signed()
    replace_key(first.world.organisation, by=first.world.people["administrator"])

    assert "not trusted here" in refusal(second, signed())
    assert receive(second, old).signed["signed_by"] == "The Buyer"


def test_answers_of_another_company_are_refused(second, trusted, signed):
    second.response.respondent_name = "Somebody else"
    second.response.save(update_fields=["respondent_name"])

    assert "they are not taken over" in refusal(second, signed())


def test_a_company_with_another_spelling_is_known_by_its_domain(
    first, second, trusted, signed
):
    first.invitation.email = "vera@example-soft.example"
    first.invitation.save(update_fields=["email"])
    second.response.respondent_name = "Example Software"
    second.response.allowed_domains = ["example-soft.example"]
    second.response.save(update_fields=["respondent_name", "allowed_domains"])

    assert receive(second, signed()).signed["company"] == first.response.respondent_name


def test_a_swapped_answer_is_refused(second, trusted, signed):
    file = json.loads(signed())
    file["disclosed"][0]["value"] = "no"

    assert "not those that were signed" in refusal(second, json.dumps(file).encode())


def test_a_file_that_expired_is_refused(second, trusted, signed, monkeypatch):
    content = signed()
    later = timezone.now() + datetime.timedelta(days=366)
    monkeypatch.setattr(
        "riskapp.signed_answers.actions.reading.timezone.now", lambda: later
    )

    assert "It expired on" in refusal(second, content)


def test_a_file_beyond_the_limit_is_refused(second, trusted, signed):
    assert "at most 4 MB" in refusal(second, signed() + b" " * 4_000_000)


def test_other_files_are_read_as_before(second, trusted):
    with pytest.raises(FileRefused) as refused:
        receive(second, b'{"questionnaire": "other"}')

    assert "belongs to the questionnaire" in refused.value.faults[0].what
