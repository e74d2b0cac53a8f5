"""What a directory may ask, by SCIM 2.0: people, and what we can do.

django-scim2 speaks; whom a directory may see and what it may do is decided here and in
``actions``.
"""

from __future__ import annotations

import json
from typing import Any
from uuid import UUID

from django.db.models import QuerySet
from django.http import HttpRequest, HttpResponse
from django_scim import exceptions
from django_scim.views import ResourceTypesView, UsersView
from scim2_filter_parser.parser import SCIMParserError
from scim2_filter_parser.transpilers.django_q_object import get_query
from sly.lex import LexError

from riskapp.accounts.models import DirectoryEntry
from riskapp.provisioning.adapter import LARGEST_PAGE, DirectoryPerson

LONGEST_FILTER = 500
FIELDS = {
    ("userName", None, None): "user_name",
    ("externalId", None, None): "external_id",
    ("emails", None, None): "email",
    ("emails", "value", None): "email",
    ("displayName", None, None): "name",
}
# What the parser, and Django with what comes of it, make of filters that mean nothing.
NOT_UNDERSTOOD = (
    SCIMParserError,
    LexError,
    ValueError,
    TypeError,
    AttributeError,
    NotImplementedError,
)


class People(UsersView):  # type: ignore[misc]  # django-scim2 is untyped
    """The people of one organisation; there are no others for its directory."""

    scim_adapter = DirectoryPerson
    model_cls = DirectoryEntry

    def get_object(self) -> DirectoryEntry:
        shown = str(self.kwargs.get(self.lookup_url_kwarg) or "")
        try:
            return _known_to(self.request).get(pk=UUID(shown))
        except (ValueError, DirectoryEntry.DoesNotExist) as error:
            raise exceptions.NotFoundError(shown) from error

    def get_many(self, request: HttpRequest) -> HttpResponse:
        rows = _known_to(request)
        if query := request.GET.get("filter"):
            rows = _narrowed(rows, query)
        reply: HttpResponse = self._build_response(
            request, rows.order_by("made_at", "pk"), *self._page(request)
        )
        return reply

    def _page(self, request: HttpRequest) -> tuple[int, int]:
        """As RFC 7644 says: a start below 1 is 1, a negative count is 0."""
        try:
            start = int(request.GET.get("startIndex", 1))
            count = int(request.GET.get("count", LARGEST_PAGE))
        except ValueError as error:
            raise exceptions.BadRequestError(
                "startIndex and count are numbers.", scim_type="invalidValue"
            ) from error
        return min(max(start, 1), 10**6), min(max(count, 0), LARGEST_PAGE)

    def load_body(self, body: bytes) -> Any:
        try:
            data = super().load_body(body)
            # Half of a surrogate pair is no text.
            json.dumps(data, ensure_ascii=False).encode()
        except (ValueError, RecursionError) as error:  # numbers without end, too
            raise exceptions.BadRequestError(
                "The body is no JSON.", scim_type="invalidSyntax"
            ) from error
        if not isinstance(data, dict):
            raise exceptions.BadRequestError(
                "The body is not an object.", scim_type="invalidSyntax"
            )
        return data


class ResourceTypes(ResourceTypesView):  # type: ignore[misc]  # django-scim2 is untyped
    """People only; there are no groups."""

    def type_dict_by_type_id(self, request: HttpRequest) -> dict[str, Any]:
        told = DirectoryPerson.resource_type_dict(request)
        return {told["id"]: told}


def _known_to(request: HttpRequest) -> QuerySet[DirectoryEntry]:
    token = request.directory  # type: ignore[attr-defined]  # set by TokenNeeded
    return DirectoryEntry.objects.filter(
        organisation=token.organisation_id, deleted_at=None
    )


def _narrowed(rows: QuerySet[DirectoryEntry], query: str) -> QuerySet[DirectoryEntry]:
    """The rows that a filter is true of; one we do not know is refused."""
    refusal = exceptions.BadRequestError(
        "This filter is not known.", scim_type="invalidFilter"
    )
    if len(query) > LONGEST_FILTER or "\x00" in query:
        raise refusal
    try:
        return rows.filter(get_query(query, FIELDS))
    except NOT_UNDERSTOOD as error:
        raise refusal from error
