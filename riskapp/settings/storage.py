"""Where evidence lies: local files, or a bucket of anything that speaks S3."""

from __future__ import annotations

from typing import Any

from riskapp.settings.environment import Env


def evidence_storage(env: Env) -> dict[str, Any]:
    """The ``STORAGES`` entry: a bucket when ``EVIDENCE_S3_BUCKET`` names one.

    Files are private and always pass through the product, so that every download is
    checked; no address of the bucket ever reaches a browser.
    """
    bucket = env("EVIDENCE_S3_BUCKET", default="")
    if not bucket:
        return {
            "BACKEND": "django.core.files.storage.FileSystemStorage",
            "OPTIONS": {
                "file_permissions_mode": 0o600,
                "directory_permissions_mode": 0o700,
            },
        }
    from botocore.config import Config

    endpoint = env("EVIDENCE_S3_ENDPOINT", default=None)
    return {
        "BACKEND": "storages.backends.s3.S3Storage",
        "OPTIONS": {
            "bucket_name": bucket,
            "endpoint_url": endpoint,
            "region_name": env("EVIDENCE_S3_REGION", default=None),
            "access_key": env("EVIDENCE_S3_ACCESS_KEY", default=None),
            "secret_key": env("EVIDENCE_S3_SECRET_KEY", default=None),
            "default_acl": None,
            "file_overwrite": False,
            "client_config": Config(
                signature_version="s3v4",
                # Servers that are not Amazon know neither names of buckets as hosts
                # nor every new checksum.
                s3={"addressing_style": "path" if endpoint else "auto"},
                request_checksum_calculation="when_required",
                response_checksum_validation="when_required",
                connect_timeout=5,
                read_timeout=30,
            ),
        },
    }
