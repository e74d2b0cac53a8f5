"""Keys: with which an organisation signs, and which it trusts."""

from __future__ import annotations

import base64
import uuid

from django.db import models

from riskapp.accounts.models import Organisation, User
from riskapp.common.sealing import seal, unseal

PURPOSE = "signing key"


class SigningKey(models.Model):
    """A key an organisation signs attested answers with. The newest signs; one that was
    replaced stays, because what it signed is still about.

    ``public`` is the public key in base64, ``sealed`` the private one as it may lie in the
    database.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="signing_keys"
    )
    keyid = models.CharField(max_length=64, unique=True)
    public = models.CharField(max_length=44)
    sealed = models.TextField()
    made_at = models.DateTimeField(auto_now_add=True)
    replaced_at = models.DateTimeField(null=True, blank=True)

    class Meta:
        ordering = ["-made_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation"],
                condition=models.Q(replaced_at=None),
                name="one_key_signs_for_an_organisation",
            ),
        ]

    def __str__(self) -> str:
        return self.keyid[:16]

    @property
    def public_bytes(self) -> bytes:
        return base64.b64decode(self.public)

    @property
    def secret(self) -> bytes:
        """The private key; raises ``cryptography.fernet.InvalidToken`` once the secret key of
        the installation is another."""
        return bytes.fromhex(unseal(self.sealed, PURPOSE))

    @staticmethod
    def sealed_secret(secret: bytes) -> str:
        """A private key as it may lie in the database."""
        return seal(secret.hex(), PURPOSE)


class TrustedKey(models.Model):
    """A public key of somebody else whose signed answers are believed here.

    ``name`` is what the administrator calls its owner; ``issuer`` is the id that the owner has
    in what it signs, ``issuer_name`` what it calls itself.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="trusted_keys"
    )
    name = models.CharField(max_length=200)
    keyid = models.CharField(max_length=64)
    public = models.CharField(max_length=44)
    issuer = models.CharField(max_length=36)
    issuer_name = models.CharField(max_length=200)
    added_by = models.ForeignKey(
        User, null=True, blank=True, on_delete=models.PROTECT, related_name="+"
    )
    added_at = models.DateTimeField(auto_now_add=True)

    class Meta:
        ordering = ["name", "added_at"]
        constraints = [
            models.UniqueConstraint(
                fields=["organisation", "keyid"], name="each_trusted_key_once"
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def public_bytes(self) -> bytes:
        return base64.b64decode(self.public)
