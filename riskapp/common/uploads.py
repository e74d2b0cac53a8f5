"""A lid on what a request may carry, put on before anything is written to disk."""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler, MemoryFileUploadHandler
from django.http import HttpRequest
from django.http.response import HttpResponseBase
from django.views.decorators.csrf import csrf_exempt, csrf_protect

MAX_REQUEST = 100 * 1024 * 1024
MAX_IN_MEMORY = 40 * 1024 * 1024
View = Callable[..., HttpResponseBase]


class RefuseHugeRequests(FileUploadHandler):
    """Refuse a form of more than ``MAX_REQUEST`` bytes by its announced length."""

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        if content_length > MAX_REQUEST:
            raise RequestDataTooBig("The request is too big to be read.")

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass everything on to the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""


class KeepInMemory(MemoryFileUploadHandler):
    """Keep what a form carries in memory, so that nothing of it is ever written to a disk.

    For files that may hold what nobody should keep; raises RequestDataTooBig for more than
    ``MAX_IN_MEMORY`` bytes.
    """

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        if content_length > MAX_IN_MEMORY:
            raise RequestDataTooBig("The request is too big to be read.")
        self.activated = True


def in_memory(view: View) -> View:
    """A view whose uploads never touch a disk."""
    protected = csrf_protect(view)

    @csrf_exempt  # looked at by the line above, once the handler is chosen
    @wraps(view)
    def wrapped(request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        if request.method == "POST":
            request.upload_handlers = [KeepInMemory(request)]
        return protected(request, *args, **kwargs)

    return wrapped
