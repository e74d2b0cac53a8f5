"""Keys: made, replaced, trusted, trusted no longer."""

import pytest

from riskapp.audit.models import AuditEntry
from riskapp.signed_answers.actions import keys
from riskapp.signed_answers.actions.keys import (
    distrust_key,
    public_key,
    replace_key,
    signing_key_of,
    trust_key,
)
from riskapp.signed_answers.errors import KeyKnown, KeyNotRead, TooManyKeys
from riskapp.signed_answers.models import SigningKey, TrustedKey
from riskapp.statements.envelope import new_key, public_of
from riskapp.statements.keys import PublicKey, write_key


@pytest.fixture
def administrator(world):
    return world.people["administrator"]


@pytest.fixture
def content() -> bytes:
    key = PublicKey(
        public_of(new_key()), "0b7f0d0e-3a52-4f0e-9a50-5f1f33c8c1aa", "Bank"
    )
    return write_key(key).encode()


def test_a_key_is_made_once_and_lies_sealed(world):
    key = signing_key_of(world.organisation, actor_label="Vera Vendor")

    assert signing_key_of(world.organisation) == key
    assert public_of(key.secret) == key.public_bytes
    assert key.secret.hex() not in key.sealed
    entry = AuditEntry.objects.get(action="signing key made")
    assert (entry.actor_label, entry.after) == ("Vera Vendor", {"key": key.keyid})


def test_a_secret_opens_with_a_former_secret_key(world, settings):
    key = signing_key_of(world.organisation)
    settings.SECRET_KEY_FALLBACKS = [settings.SECRET_KEY]
    settings.SECRET_KEY = "another" * 10

    assert public_of(key.secret) == key.public_bytes


def test_a_new_key_signs_from_now_on_and_the_old_one_stays_known(world, administrator):
    old = signing_key_of(world.organisation)

    new = replace_key(world.organisation, by=administrator)

    assert signing_key_of(world.organisation) == new
    assert new.keyid != old.keyid
    old.refresh_from_db()
    assert old.replaced_at is not None
    assert SigningKey.objects.filter(organisation=world.organisation).count() == 2


def test_the_public_key_says_whose_it_is(world):
    key = public_key(signing_key_of(world.organisation))

    assert (key.issuer, key.name) == (str(world.organisation.pk), "Buyer")


def test_a_key_is_trusted_once(world, administrator, content):
    key = trust_key(world.organisation, content, "", by=administrator)

    assert (key.name, key.issuer_name) == ("Bank", "Bank")
    with pytest.raises(KeyKnown, match="Bank"):
        trust_key(world.organisation, content, "Other", by=administrator)
    entry = AuditEntry.objects.get(action="trusted key added")
    assert entry.after == {"key": key.keyid, "issuer": "Bank"}


def test_what_is_no_key_is_not_trusted(world, administrator):
    with pytest.raises(KeyNotRead):
        trust_key(world.organisation, b"{}", "Bank", by=administrator)


def test_there_is_an_end_to_what_is_trusted(world, administrator, content, monkeypatch):
    monkeypatch.setattr(keys, "MOST_TRUSTED", 0)

    with pytest.raises(TooManyKeys):
        trust_key(world.organisation, content, "Bank", by=administrator)


def test_trust_can_be_taken_back(world, administrator, content):
    key = trust_key(world.organisation, content, "Bank", by=administrator)

    distrust_key(key, by=administrator)

    assert not TrustedKey.objects.exists()
    assert AuditEntry.objects.filter(action="trusted key removed").count() == 1
