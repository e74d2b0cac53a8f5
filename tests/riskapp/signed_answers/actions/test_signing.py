"""What was attested, signed for the vendor."""

import json

import pytest
from cryptography.fernet import Fernet

from questionnaires.actions.answers import save_answer
from questionnaires.actions.responses import submit_response
from questionnaires.errors import NotSubmittedYet
from questionnaires.models import Answer
from questionnaires.queries import answer_set_of
from riskapp.audit.models import AuditEntry
from riskapp.signed_answers.actions.keys import signing_key_of
from riskapp.signed_answers.actions.signing import parts_of, sign_answers
from riskapp.signed_answers.errors import KeyLost
from riskapp.signed_answers.models import SigningKey
from riskapp.statements.answers import TrustedIssuer, verified


def read(first, content):
    key = signing_key_of(first.world.organisation)
    trusted = [TrustedIssuer(key.public_bytes, str(first.world.organisation.pk))]
    return verified(content, trusted, now=first.response.submitted_at)


def test_every_answer_is_signed_with_who_stood_for_it(first, signed):
    found = read(first, signed())

    claim = found.claim
    assert (claim.attested_by, claim.attested_as) == ("Vera Vendor", "CTO")
    assert claim.vendor == first.response.respondent_name
    assert claim.issuer.name == "Buyer"
    assert claim.submitted == first.response.digest
    assert (claim.expires_at - claim.attested_at).days == 365
    said = {leaf.question: leaf.value for leaf in found.shown if not leaf.entry}
    stored = Answer.objects.get(response=first.response, question="GOV-01")
    assert said["GOV-01"] == stored.value
    assert found.left_out == 0


def test_entries_are_numbered_and_nothing_says_what_it_was_for(first, signed):
    content = signed()

    for entry in first.response.entries.all():
        assert str(entry.pk).encode() not in content
    assert first.response.about.encode() not in content
    assert str(first.response.pk).encode() not in content


def test_only_the_parts_that_are_kept_are_shown(first, signed):
    parts = parts_of(answer_set_of(first.response))
    found = read(first, signed(lambda part: part.name == parts[0].name))

    assert len(found.shown) == parts[0].answers
    assert found.left_out == sum(part.answers for part in parts[1:])
    entry = AuditEntry.objects.get(action="answers signed")
    assert entry.after["shown"] == parts[0].answers
    assert entry.actor_label == "Vera Vendor"


def test_a_tool_is_a_part_of_its_own(first):
    parts = parts_of(answer_set_of(first.response))

    titles = [entry.title for entry in answer_set_of(first.response).filled.entries]
    assert set(titles) <= {part.title for part in parts}


def test_what_nobody_stood_by_is_not_signed(first, second, signed):
    response = second.response
    save_answer(response, "GOV-01", "yes")
    Answer.objects.filter(response=response).update(prefilled=True)
    response = submit_response(response, name="Vera", role="CTO")

    assert parts_of(answer_set_of(response)) == []


def test_nothing_is_signed_before_it_is_submitted(second):
    with pytest.raises(NotSubmittedYet):
        sign_answers(second.response, keep=[], by=second.respondent)


def test_a_key_that_cannot_be_read_is_told_in_words(first, signed):
    signing_key_of(first.world.organisation)
    lost = Fernet(Fernet.generate_key()).encrypt(b"x").decode()
    SigningKey.objects.update(sealed=lost)

    with pytest.raises(KeyLost):
        signed()


def test_the_file_is_json(signed):
    assert set(json.loads(signed())) == {"disclosed", "envelope", "format"}
