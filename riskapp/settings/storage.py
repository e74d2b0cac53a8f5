"""Where files lie: a folder, or a bucket of anything that speaks S3."""

from __future__ import annotations

from typing import Any

from riskapp.settings.environment import Env

FOLDER = {
    "BACKEND": "riskapp.common.storage.OurFolder",
    "OPTIONS": {
        "file_permissions_mode": 0o600,
        "directory_permissions_mode": 0o700,
    },
}


def file_storage(env: Env) -> dict[str, Any]:
    """The ``STORAGES`` entry of every file: a bucket when ``FILES_S3_BUCKET`` names one."""
    bucket = env("FILES_S3_BUCKET", default="")
    if not bucket:
        return FOLDER
    return _bucket(
        bucket,
        endpoint=env("FILES_S3_ENDPOINT", default=None),
        region=env("FILES_S3_REGION", default=None),
        access_key=env("FILES_S3_ACCESS_KEY", default=None),
        secret_key=env("FILES_S3_SECRET_KEY", default=None),
    )


def evidence_storage(env: Env) -> dict[str, Any]:
    """That of evidence: the same, or a bucket of its own when ``EVIDENCE_S3_BUCKET`` names one.

    Files are private and always pass through the product, so that every download is
    checked; no address of the bucket ever reaches a browser.
    """
    bucket = env("EVIDENCE_S3_BUCKET", default="")
    if not bucket:
        return file_storage(env)
    return _bucket(
        bucket,
        endpoint=env("EVIDENCE_S3_ENDPOINT", default=None),
        region=env("EVIDENCE_S3_REGION", default=None),
        access_key=env("EVIDENCE_S3_ACCESS_KEY", default=None),
        secret_key=env("EVIDENCE_S3_SECRET_KEY", default=None),
    )


def _bucket(
    name: str,
    *,
    endpoint: str | None,
    region: str | None,
    access_key: str | None,
    secret_key: str | None,
) -> dict[str, Any]:
    from botocore.config import Config

    return {
        "BACKEND": "riskapp.common.buckets.OurBucket",
        "OPTIONS": {
            "bucket_name": name,
            "endpoint_url": endpoint,
            "region_name": region,
            "access_key": access_key,
            "secret_key": secret_key,
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
