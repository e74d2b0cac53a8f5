"""What can happen to keys."""

from __future__ import annotations

import base64

from django.db import transaction
from django.utils import timezone

from riskapp.accounts.models import Organisation, User
from riskapp.audit.actions import record
from riskapp.signed_answers.errors import KeyKnown, KeyNotRead, TooManyKeys
from riskapp.signed_answers.models import SigningKey, TrustedKey
from riskapp.statements.envelope import keyid_of, new_key, public_of
from riskapp.statements.keys import PublicKey, read_key

MOST_TRUSTED = 200


@transaction.atomic
def signing_key_of(organisation: Organisation, *, actor_label: str = "") -> SigningKey:
    """The key that signs for an organisation, made where there is none yet."""
    held = SigningKey.objects.filter(organisation=organisation, replaced_at=None)
    found = held.first()
    if found is None:
        Organisation.objects.select_for_update().get(pk=organisation.pk)
        found = held.first() or _made(organisation, by=None, actor_label=actor_label)
    return found


@transaction.atomic
def replace_key(organisation: Organisation, *, by: User) -> SigningKey:
    """Sign with a new key from now on; the one before stays known by its id."""
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    held = SigningKey.objects.filter(organisation=organisation, replaced_at=None)
    held.update(replaced_at=timezone.now())
    return _made(organisation, by=by)


@transaction.atomic
def trust_key(
    organisation: Organisation, content: bytes, name: str, *, by: User
) -> TrustedKey:
    """Believe what a key signs; raises KeyNotRead, KeyKnown and TooManyKeys."""
    try:
        key = read_key(content)
    except ValueError as error:
        raise KeyNotRead from error
    Organisation.objects.select_for_update().get(pk=organisation.pk)
    rows = TrustedKey.objects.filter(organisation=organisation)
    known = rows.filter(keyid=key.keyid).first()
    if known is not None:
        raise KeyKnown(known.name)
    if rows.count() >= MOST_TRUSTED:
        raise TooManyKeys
    trusted = TrustedKey.objects.create(
        organisation=organisation,
        name=name or key.name,
        keyid=key.keyid,
        public=_base64(key.public),
        issuer=key.issuer,
        issuer_name=key.name,
        added_by=by,
    )
    record(
        "trusted key added",
        trusted,
        organisation=organisation,
        by=by,
        after={"key": key.keyid, "issuer": key.name},
    )
    return trusted


@transaction.atomic
def distrust_key(trusted: TrustedKey, *, by: User) -> None:
    """Believe a key no longer; answers that people confirmed stay."""
    record(
        "trusted key removed",
        trusted,
        organisation=trusted.organisation,
        by=by,
        before={"key": trusted.keyid, "name": trusted.name},
    )
    trusted.delete()


def public_key(key: SigningKey) -> PublicKey:
    """What is handed to whoever is to believe what a key signs."""
    organisation = key.organisation
    return PublicKey(key.public_bytes, str(organisation.pk), organisation.name)


def _made(
    organisation: Organisation, *, by: User | None, actor_label: str = ""
) -> SigningKey:
    secret = new_key()
    public = public_of(secret)
    key = SigningKey.objects.create(
        organisation=organisation,
        keyid=keyid_of(public),
        public=_base64(public),
        sealed=SigningKey.sealed_secret(secret),
    )
    record(
        "signing key made",
        key,
        organisation=organisation,
        by=by,
        actor_label=actor_label,
        after={"key": key.keyid},
    )
    return key


def _base64(content: bytes) -> str:
    return base64.b64encode(content).decode()
