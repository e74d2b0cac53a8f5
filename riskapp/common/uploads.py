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

View = Callable[..., HttpResponseBase]


class Lid(FileUploadHandler):
    """Raises RequestDataTooBig for a form that announces more than ``most`` bytes."""

    most: int

    def handle_raw_input(
        self,
        input_data: Any,
        META: Any,
        content_length: int,
        boundary: Any,
        encoding: str | None = None,
    ) -> None:
        if content_length > self.most:
            raise RequestDataTooBig("The request is too big to be read.")


class RefuseHugeRequests(Lid):
    """The lid on every request; the files themselves are left to the next handler."""

    most = 100 * 1024 * 1024

    def receive_data_chunk(self, raw_data: bytes, start: int) -> bytes:
        """Pass everything on to the next handler."""
        return raw_data

    def file_complete(self, file_size: int) -> None:
        """Leave the file to the next handler."""


class KeepInMemory(Lid, MemoryFileUploadHandler):
    """Keep what a form carries in memory, so that nothing of it is ever written to a disk: for
    files that may hold what nobody should keep."""

    most = 40 * 1024 * 1024
    activated = True


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
