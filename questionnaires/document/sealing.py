"""Fingerprints that hold when single values are erased.

What is hashed is not a text itself but its SHA-256 behind a salt of its own. The salts of all
texts of a record follow from one secret and from where each text stands. When a text is
erased, the secret goes: the texts that stay get their salts written out, of the erased one
only the salted digest is left. So the fingerprint still proves everything that stays, and
nobody who guesses the erased text can find out whether the guess is right.
"""

from __future__ import annotations

import hashlib
import hmac
import secrets
from collections.abc import Callable, Iterator
from typing import Any

# ``{"salts": {place: salt}, "erased": {place: digest}}``; places are JSON pointers.
Proofs = dict[str, dict[str, str]]
Cover = Callable[[str, str], str]


def new_secret() -> str:
    """128 random bits, in hexadecimal."""
    return secrets.token_hex(16)


def covered(data: Any, secret: str, proofs: Proofs | None = None) -> Any:
    """Data in which every text stands as its salted digest; without a secret and proofs, as it is."""
    if proofs:
        return _covered(data, "", proofs["erased"], _by_salts(proofs["salts"]))
    return _covered(data, "", {}, _by_secret(secret)) if secret else data


def proofs_after(
    before: Any, after: Any, *, secret: str, proofs: Proofs | None = None
) -> Proofs:
    """What still proves ``before`` when it has become ``after``: the same shape, some texts
    replaced or gone. ``proofs`` are those of an earlier erasure."""
    now = dict(leaves(after))
    kept: Proofs = {"salts": {}, "erased": dict(proofs["erased"]) if proofs else {}}
    for place, text in leaves(before):
        if place in kept["erased"]:
            continue
        salt = proofs["salts"][place] if proofs else _salt(secret, place)
        if now.get(place) == text:
            kept["salts"][place] = salt
        else:
            kept["erased"][place] = _digest(salt, text)
    return kept


def leaves(data: Any, place: str = "") -> Iterator[tuple[str, str]]:
    """Every text that is not empty, by its place."""
    if isinstance(data, str):
        if data:
            yield place, data
    elif isinstance(data, dict):
        for key, own in data.items():
            yield from leaves(own, _below(place, key))
    elif isinstance(data, list | tuple):
        for number, own in enumerate(data):
            yield from leaves(own, f"{place}/{number}")


def value_at(data: Any, place: str) -> Any:
    """What stands at a place; None where there is none."""
    for step in place.split("/")[1:]:
        key = step.replace("~1", "/").replace("~0", "~")
        if isinstance(data, dict):
            data = data.get(key)
        elif isinstance(data, list | tuple) and key.isdigit() and int(key) < len(data):
            data = data[int(key)]
        else:
            return None
    return data


def _covered(data: Any, place: str, erased: dict[str, str], cover: Cover) -> Any:
    if place in erased:
        return erased[place]
    if isinstance(data, str):
        return cover(place, data) if data else ""
    if isinstance(data, dict):
        return {
            key: _covered(own, _below(place, key), erased, cover)
            for key, own in data.items()
        }
    if isinstance(data, list | tuple):
        return [
            _covered(own, f"{place}/{number}", erased, cover)
            for number, own in enumerate(data)
        ]
    return data


def _by_secret(secret: str) -> Cover:
    return lambda place, text: _digest(_salt(secret, place), text)


def _by_salts(salts: dict[str, str]) -> Cover:
    return lambda place, text: _digest(salts.get(place, ""), text)


def _salt(secret: str, place: str) -> str:
    return hmac.digest(secret.encode(), place.encode(), "sha256").hex()[:32]


def _digest(salt: str, text: str) -> str:
    return hashlib.sha256(f"{salt}{text}".encode()).hexdigest()


def _below(place: str, key: Any) -> str:
    return f"{place}/{str(key).replace('~', '~0').replace('/', '~1')}"
