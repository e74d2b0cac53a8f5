"""Build riskapp-collect.pyz: one file, the same bytes every time, with its digest beside it."""

from __future__ import annotations

import hashlib
import io
import json
import sys
import zipfile
from pathlib import Path

from riskapp.evidence.loading import rules_data

ROOT = Path(__file__).resolve().parents[1]
TARGET = ROOT / "dist" / "riskapp-collect.pyz"
# What needs more than the standard library, or is used by the server alone, stays behind.
LEFT_BEHIND = {
    "browsers.py",
    "comparing.py",
    "declared.py",
    "expressions.py",
    "joining.py",
    "loading.py",
    "measuring.py",
    "redacting.py",
    "yaml_text.py",
    "riskapp/baselines/agreed.py",
    "riskapp/baselines/exporting.py",
    "riskapp/baselines/reading.py",
    "watching.py",
}
START = b"#!/usr/bin/env python3\n"
MAIN = "import runpy\nrunpy.run_module('riskapp_collect', run_name='__main__')\n"
DAY = (2020, 1, 1, 0, 0, 0)


def files() -> dict[str, bytes]:
    """Every file of the archive by its name in it."""
    data = rules_data()
    text = json.dumps(data, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    found = {
        "__main__.py": MAIN.encode(),
        "riskapp/__init__.py": b"",
        "riskapp_collect/rules.json": text.encode("utf-8"),
    }
    for folder in ("riskapp/evidence", "riskapp/baselines", "riskapp_collect"):
        for path in sorted((ROOT / folder).rglob("*.py")):
            place = path.relative_to(ROOT).as_posix()
            if not {path.name, place} & LEFT_BEHIND:
                found[place] = path.read_bytes()
    return found


def packed() -> bytes:
    """The archive. Stored and not compressed, because compressors differ between versions."""
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w", zipfile.ZIP_STORED) as archive:
        for name, content in sorted(files().items()):
            info = zipfile.ZipInfo(name, DAY)
            info.create_system = 3
            info.external_attr = 0o644 << 16
            archive.writestr(info, content)
    return START + buffer.getvalue()


def main() -> int:
    content = packed()
    digest = hashlib.sha256(content).hexdigest()
    TARGET.parent.mkdir(exist_ok=True)
    TARGET.write_bytes(content)
    TARGET.chmod(0o755)
    TARGET.with_suffix(".pyz.sha256").write_text(f"{digest}  {TARGET.name}\n")
    print(f"{TARGET.relative_to(ROOT)}  {len(content)} bytes  sha256 {digest}")
    return 0


if __name__ == "__main__":
    sys.exit(main())
