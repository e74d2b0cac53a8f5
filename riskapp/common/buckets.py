"""Stored files in a bucket; loaded only where one is named, because its library is large."""

from __future__ import annotations

from storages.backends.s3 import S3Storage

from riskapp.common.storage import Ours


class OurBucket(Ours, S3Storage):  # type: ignore[misc]  # django-storages is untyped
    """Files in a bucket of anything that speaks S3."""
