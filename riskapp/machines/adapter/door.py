"""The API as a whole: its parser, its errors, its rights, and the document that describes it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from functools import cache
from typing import Any

from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from ninja import NinjaAPI
from ninja.errors import HttpError, ValidationError
from ninja.parser import Parser

from questionnaires.errors import Refusal
from riskapp.machines.adapter import auditing, deciding, reading, writing
from riskapp.machines.adapter.rights import FormRefused, MachineProblem, operations
from riskapp.machines.http import PROBLEM_TYPE, problem

VERSION = "1.0.0"
DEEPEST = 20
DESCRIPTION = (
    "Programs work with the same objects and actions as people do on the pages. A token comes"
    " from POST /api/v1/token by client credentials, ends within a day, and can do what both"
    " its scopes and the member it acts as may do. Errors are problem details (RFC 9457)."
)


class StrictParser(Parser):
    """JSON as RFC 8259 has it: no NaN, nothing said twice, no text that is none, not deep."""

    def parse_body(self, request: HttpRequest) -> Any:
        try:
            data = json.loads(
                request.body.decode(),
                parse_constant=_refuse,
                object_pairs_hook=_said_once,
            )
            _look_through(data, DEEPEST)
        except (ValueError, RecursionError) as error:
            raise HttpError(400, "The body is no JSON that is read here.") from error
        if not isinstance(data, dict):
            raise HttpError(422, "The body is not an object.")
        return data


class Door(NinjaAPI):
    """The API; its document says of every answer what it is sent as."""

    def get_openapi_schema(self, *args: Any, **kwargs: Any) -> Any:
        kwargs["path_prefix"] = "/api/v1/"
        schema = super().get_openapi_schema(*args, **kwargs)
        for methods in schema["paths"].values():
            for operation in methods.values():
                for status, told in operation["responses"].items():
                    content = told.get("content")
                    if int(status) >= 400 and content:
                        told["content"] = {PROBLEM_TYPE: content["application/json"]}
        return schema


door = Door(
    title="riskapp",
    version=VERSION,
    description=DESCRIPTION,
    docs_url=None,
    openapi_url=None,
    parser=StrictParser(),
    urls_namespace="api-v1",
    openapi_extra={
        "info": {"license": {"name": "Apache-2.0", "identifier": "Apache-2.0"}},
    },
)
OPERATIONS_OF = (
    reading,
    writing,
    deciding,
    auditing,
)  # whose import puts them into the router
door.add_router("", operations)


@cache
def schema_text() -> str:
    """The document of the API (OpenAPI 3.1)."""
    schema = door.get_openapi_schema()
    return json.dumps(schema, indent=1, default=str, sort_keys=False) + "\n"


@door.exception_handler(ValidationError)
def _not_right(_request: HttpRequest, error: ValidationError) -> HttpResponse:
    return problem(422, errors=[_place_of(fault) for fault in error.errors])


@door.exception_handler(FormRefused)
def _form_refused(_request: HttpRequest, error: FormRefused) -> HttpResponse:
    faults = [
        {"pointer": _pointer(field, error.inside), "detail": str(text)}
        for field, texts in error.form.errors.items()
        for text in texts
    ]
    return problem(422, errors=faults)


@door.exception_handler(Refusal)
def _refused(_request: HttpRequest, error: Refusal) -> HttpResponse:
    return problem(409, str(error))


@door.exception_handler(MachineProblem)
def _told(_request: HttpRequest, error: MachineProblem) -> HttpResponse:
    return problem(error.status, error.detail, headers=error.headers)


@door.exception_handler(Http404)
def _not_found(_request: HttpRequest, _error: Http404) -> HttpResponse:
    return problem(404)


@door.exception_handler(PermissionDenied)
def _not_allowed(_request: HttpRequest, _error: PermissionDenied) -> HttpResponse:
    return problem(403, "The member this client acts as may not do this.")


@door.exception_handler(HttpError)
def _by_status(_request: HttpRequest, error: HttpError) -> HttpResponse:
    return problem(error.status_code, error.message)


def _place_of(fault: dict[str, Any]) -> dict[str, str]:
    where, *rest = [str(part) for part in fault["loc"]]
    text = str(fault["msg"])
    if where == "body":
        return {"pointer": "#/" + "/".join(rest[1:]), "detail": text}
    return {where if where == "header" else "parameter": ".".join(rest), "detail": text}


def _pointer(field: str, inside: Mapping[str, str]) -> str:
    if field == "__all__":
        return "#"
    return "/".join(["#", *filter(None, [inside.get(field)]), field])


def _refuse(word: str) -> Any:
    raise ValueError(word)


def _said_once(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ValueError("A name stands twice.")
    return found


def _look_through(data: Any, depth: int) -> None:
    """Refuse what is too deep, and texts that no database takes."""
    if depth < 0:
        raise ValueError("This is too deep.")
    if isinstance(data, str):
        data.encode()
        if "\x00" in data:
            raise ValueError("NUL is no letter.")
    elif isinstance(data, list):
        for item in data:
            _look_through(item, depth - 1)
    elif isinstance(data, dict):
        for name, item in data.items():
            _look_through(name, depth - 1)
            _look_through(item, depth - 1)
