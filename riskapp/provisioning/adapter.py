"""A member of an organisation in the words of SCIM 2.0, for django-scim2."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.core.validators import EmailValidator
from django.db import transaction
from django.http import HttpRequest
from django_scim import constants, exceptions
from django_scim.adapters import SCIMUser
from django_scim.models import SCIMServiceProviderConfig
from django_scim.schemas import default_schemas_getter

from riskapp.accounts.models import DirectoryEntry, IdentityProvider
from riskapp.common.names import address
from riskapp.organisations.actions.mailing import queue_welcome
from riskapp.organisations.errors import MemberError
from riskapp.provisioning.actions import (
    DirectoryData,
    Provisioned,
    change_person,
    forget_person,
    provision,
)
from riskapp.provisioning.errors import (
    AlreadyThere,
    DirectoryError,
    NobodyAnswers,
    TooManyInvitations,
)

LONGEST = 254
LARGEST_PAGE = 200
STATUS: dict[type[Exception], int] = {NobodyAnswers: 403, TooManyInvitations: 429}
# The attributes we keep, in the small letters that directories write as they like.
KNOWN = {
    "username": "user_name",
    "externalid": "external_id",
    "active": "active",
    "displayname": "name",
    "name.formatted": "name",
    "name.givenname": "given",
    "name.familyname": "family",
}


class DirectoryPerson(SCIMUser):  # type: ignore[misc]  # django-scim2 is untyped
    """An entry of the directory; what is asked is gathered and done at once when saved."""

    id_field = "pk"
    obj: DirectoryEntry

    def __init__(self, obj: DirectoryEntry, request: HttpRequest) -> None:
        super().__init__(obj, request)
        self.attributes: dict[str, Any] = {}

    def to_dict(self) -> dict[str, Any]:
        entry = self.obj
        given, _, family = entry.name.rpartition(" ")
        told = {
            "schemas": [constants.SchemaURI.USER],
            "id": str(entry.pk),
            "userName": entry.user_name,
            "name": {
                "formatted": entry.name,
                "givenName": given or family,
                "familyName": family if given else "",
            },
            "displayName": entry.name,
            "emails": [{"value": entry.email, "type": "work", "primary": True}],
            "active": entry.is_active,
            "meta": {
                "resourceType": self.resource_type,
                "created": entry.made_at.isoformat(),
                "lastModified": entry.changed_at.isoformat(),
                "location": self.location,
            },
        }
        if entry.external_id:
            told["externalId"] = entry.external_id
        return told

    def validate_dict(self, d: Any) -> None:
        if not isinstance(d, dict):
            raise exceptions.BadRequestError("The body is not an object.")

    def from_dict(self, d: dict[str, Any]) -> None:
        self.attributes |= dict(_flat(d))

    def handle_operations(self, operations: Any) -> None:
        """Entra writes "Replace" and "False"; Okta gives an object without a path."""
        if not isinstance(operations, list):
            raise exceptions.BadRequestError("Operations is not a list.")
        for operation in operations:
            if not isinstance(operation, dict):
                raise exceptions.BadRequestError("An operation is not an object.")
            kind = str(operation.get("op", "")).lower()
            if kind not in constants.VALID_PATCH_OPS:
                raise exceptions.BadRequestError(f"Unknown operation {kind!r}.")
            path, value = operation.get("path"), operation.get("value")
            if kind == "remove":
                if not path:
                    raise exceptions.BadRequestError(
                        "What is to be removed?", scim_type="noTarget"
                    )
                value = ""
            if path:
                self.attributes |= dict(_flat({str(path): value}))
            elif isinstance(value, dict):
                self.attributes |= dict(_flat(value))
            else:
                raise exceptions.BadRequestError(
                    "Neither a path nor an object.", scim_type="noTarget"
                )
        self.save()

    def save(self) -> None:
        token = self.request.directory
        is_new = self.obj._state.adding  # noqa: SLF001  # documented API
        person = _person(self.attributes, None if is_new else self.obj)
        if is_new and not (person.user_name and person.email):
            raise exceptions.BadRequestError(
                "userName and an address are needed.", scim_type="invalidValue"
            )
        try:
            with transaction.atomic():
                done = (
                    provision(token, person)
                    if is_new
                    else change_person(token, self.obj, person)
                )
                _welcome(done)
        except (DirectoryError, MemberError) as error:
            raise _refusal(error) from error
        self.obj = done.entry

    def delete(self) -> None:
        try:
            forget_person(self.request.directory, self.obj)
        except MemberError as error:
            raise _refusal(error) from error


class Config(SCIMServiceProviderConfig):  # type: ignore[misc]  # django-scim2 is untyped
    """What of SCIM we do."""

    def to_dict(self) -> dict[str, Any]:
        told: dict[str, Any] = super().to_dict()
        told["filter"] = {"supported": True, "maxResults": LARGEST_PAGE}
        told["changePassword"] = {"supported": False}
        told["bulk"] = {"supported": False, "maxOperations": 0, "maxPayloadSize": 0}
        return told


def base_location(request: HttpRequest | None = None) -> str:  # noqa: ARG001  # django-scim2's signature
    return str(settings.PUBLIC_URL)


def user_schemas() -> list[dict[str, Any]]:
    """People only; there are no groups."""
    return [s for s in default_schemas_getter() if s["id"] == constants.SchemaURI.USER]


def _flat(attributes: dict[str, Any]) -> Iterator[tuple[str, Any]]:
    """What we keep of what was said, by our names; whatever else a directory knows of a
    person is left aside."""
    for key, value in attributes.items():
        path = str(key).lower().removeprefix(f"{constants.SchemaURI.USER.lower()}:")
        if path == "name" and isinstance(value, dict):
            for part, text in value.items():
                yield from _flat({f"name.{part}": text})
        elif path == "emails":
            yield "email", _primary(value)
        elif path in KNOWN:
            yield KNOWN[path], value


def _primary(emails: Any) -> str:
    """The address to use of several: the primary one, else the first."""
    rows = emails if isinstance(emails, list) else [emails]
    rows = [row for row in rows if isinstance(row, dict) and row.get("value")]
    rows.sort(key=lambda row: str(row.get("primary", "")).lower() != "true")
    return str(rows[0]["value"]) if rows else ""


def _person(attributes: dict[str, Any], entry: DirectoryEntry | None) -> DirectoryData:
    user_name = _text(attributes, "user_name")
    if user_name == "":
        raise exceptions.BadRequestError(
            "userName is needed.", scim_type="invalidValue"
        )
    email = None
    if entry is None:
        email = address(str(attributes.get("email") or user_name or ""))
        try:
            EmailValidator()(email)
        except ValidationError as error:
            raise exceptions.BadRequestError(
                "There is no valid e-mail address.", scim_type="invalidValue"
            ) from error
    return DirectoryData(
        user_name=user_name,
        email=email,
        name=_name(attributes, entry),
        external_id=_text(attributes, "external_id"),
        is_active=_truth(attributes["active"]) if "active" in attributes else None,
    )


def _name(attributes: dict[str, Any], entry: DirectoryEntry | None) -> str | None:
    """One name of what may be said of it in four ways; parts are put to the parts there are."""
    given, family = _text(attributes, "given"), _text(attributes, "family")
    if given is None and family is None:
        return _text(attributes, "name")
    old_given, _, old_family = (entry.name if entry else "").rpartition(" ")
    given = old_given if given is None else given
    family = old_family if family is None else family
    return f"{given} {family}".strip()[:200]


def _text(attributes: dict[str, Any], name: str) -> str | None:
    value = attributes.get(name)
    if value is None:
        return None
    if isinstance(value, dict | list):
        raise exceptions.BadRequestError(
            f"{name} is not a text.", scim_type="invalidValue"
        )
    text = " ".join(str(value).split())
    if len(text) > LONGEST or "\x00" in text:
        raise exceptions.BadRequestError(
            f"{name} is too long.", scim_type="invalidValue"
        )
    return text[:200] if name == "name" else text


def _truth(value: Any) -> bool:
    known = {"true": True, "false": False}
    word = str(value).lower()
    if word not in known:
        raise exceptions.BadRequestError(
            "active is neither true nor false.", scim_type="invalidValue"
        )
    return known[word]


def _refusal(error: Exception) -> Exception:
    refusal: Exception = exceptions.SCIMException(
        str(error),
        status=STATUS.get(type(error), 409),
        scim_type="uniqueness" if isinstance(error, AlreadyThere) else None,
    )
    return refusal


def _welcome(done: Provisioned) -> None:
    """Who became a member hears of it where a password is needed."""
    if done.membership and not IdentityProvider.objects.filter(
        organisation=done.membership.organisation, is_enabled=True
    ):
        queue_welcome(done.membership)
