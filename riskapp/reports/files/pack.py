"""The export pack of an assessment. The shape is a promise: docs/file-formats.md, "Export pack"."""

from __future__ import annotations

import hashlib
import io
import json
import zipfile
from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

SCHEMA = "riskapp-export-pack 1"
MANIFEST = "manifest.json"


def packed(
    files: Mapping[str, bytes],
    lists: Mapping[str, Sequence[Mapping[str, Any]]],
    about: Mapping[str, Any],
    at: datetime,
) -> bytes:
    """A ZIP of the ``files``, of each of the ``lists`` as JSON, and of a manifest that says of
    each how long it is and its SHA-256; the same in gives the same out. ``at`` is the time of
    all of them."""
    whole = dict(files) | {f"{name}.json": _json(rows) for name, rows in lists.items()}
    manifest = {
        "schema": SCHEMA,
        "about": dict(about),
        "files": [
            {
                "name": name,
                "bytes": len(content),
                "sha256": hashlib.sha256(content).hexdigest(),
            }
            for name, content in whole.items()
        ],
    }
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in (whole | {MANIFEST: _json(manifest)}).items():
            entry = zipfile.ZipInfo(name, at.timetuple()[:6])
            entry.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(entry, content)
    return out.getvalue()


def _json(data: Any) -> bytes:
    return (json.dumps(data, ensure_ascii=False, indent=1, default=str) + "\n").encode()
