"""Reads about single sign-on."""

from __future__ import annotations

import base64
import re
from typing import Any

import requests
from allauth.mfa.models import Authenticator
from cryptography import x509
from cryptography.exceptions import UnsupportedAlgorithm
from cryptography.hazmat.primitives import serialization
from cryptography.hazmat.primitives.asymmetric import ec, rsa
from django.contrib.auth.hashers import UNUSABLE_PASSWORD_PREFIX
from django.db.models import QuerySet
from django.utils import timezone

from riskapp.accounts.choices import Role
from riskapp.accounts.models import Organisation, User
from riskapp.common.outgoing import may_be_asked, outgoing_session
from riskapp.common.sorting import Natural

LEAST_BITS = 2048
WELL_KNOWN = "/.well-known/openid-configuration"


def issuer_at(address: str) -> str:
    """What the provider at an address calls itself; "" where none answers as it should.

    Another issuer than the address, but for a stroke at its end, is no answer.
    """
    bare = address.removesuffix(WELL_KNOWN).rstrip("/")
    if not may_be_asked(bare):
        return ""
    try:
        with outgoing_session() as session:
            reply = session.get(bare + WELL_KNOWN)
            told: Any = reply.json() if reply.ok else None
    except (requests.RequestException, ValueError):
        return ""
    issuer = told.get("issuer") if isinstance(told, dict) else None
    return issuer if isinstance(issuer, str) and issuer.rstrip("/") == bare else ""


def readable_certificate(text: str) -> str:
    """A certificate in one spelling (PEM); "" where it is none, has ended, or has a key that is
    too short."""
    inner = "".join(re.sub(r"-----[A-Z ]+-----", "", text).split())
    try:
        found = x509.load_der_x509_certificate(base64.b64decode(inner, validate=True))
        key = found.public_key()
    except (ValueError, UnsupportedAlgorithm):
        return ""
    is_long = isinstance(key, rsa.RSAPublicKey) and key.key_size >= LEAST_BITS
    if not (is_long or isinstance(key, ec.EllipticCurvePublicKey)):
        return ""
    if found.not_valid_after_utc < timezone.now():
        return ""
    return found.public_bytes(serialization.Encoding.PEM).decode()


def break_glass_candidates(organisation: Organisation) -> QuerySet[User]:
    """Administrators who sign in with a password and a second factor."""
    people = User.objects.filter(
        memberships__organisation=organisation,
        memberships__roles__contains=[Role.ADMINISTRATOR],
        is_active=True,
        pk__in=Authenticator.objects.filter(
            type__in=[Authenticator.Type.TOTP, Authenticator.Type.WEBAUTHN]
        ).values("user"),
    ).order_by(Natural("name"), "pk")
    return people.exclude(password__startswith=UNUSABLE_PASSWORD_PREFIX)
