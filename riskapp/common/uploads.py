"""A lid on what a request may carry, put on before anything is written to disk."""

from __future__ import annotations

from typing import Any

from django.core.exceptions import RequestDataTooBig
from django.core.files.uploadhandler import FileUploadHandler

MAX_REQUEST = 100 * 1024 * 1024


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
