"""Build the steps of deploy/Containerfile in a bare Debian root, where no engine for images is at hand.

``python -m scripts.bare_root FOLDER`` (as root, with debootstrap) makes the root in FOLDER, or
takes the one there, does every ENV, COPY and RUN in it, and at last looks as the user of the
image whether its command would start. The stages share one root, so what one copies from
another is there.
"""

from __future__ import annotations

import os
import re
import shlex
import shutil
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
CONTAINERFILE = ROOT / "deploy" / "Containerfile"
# The release of Debian whose Python is that of the image.
SUITE = "bookworm"
PACKAGES = "python3,python3-venv,ca-certificates"
# How this machine reaches its package index.
REACHES = re.compile(r"(https?|no)_proxy|pip_\w+", re.IGNORECASE)


def steps(text: str) -> Iterator[tuple[str, str]]:
    """The instructions of a Containerfile, each with what it says, on one line."""
    whole = re.sub(r"\\\n", " ", re.sub(r"^#.*\n", "", text, flags=re.MULTILINE))
    for line in filter(None, map(str.strip, whole.splitlines())):
        name, _, words = line.partition(" ")
        yield name, words.strip()


def build(root: Path) -> None:
    _make(root)
    env = {"PATH": "/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"}
    given = {name: value for name, value in os.environ.items() if REACHES.match(name)}
    folder, user = "/", ""
    for name, words in steps(CONTAINERFILE.read_text("utf-8")):
        print(name, words, flush=True)
        if name == "ENV":
            for pair in shlex.split(words):
                key, _, value = pair.partition("=")
                env[key] = value.replace("$PATH", env["PATH"])
        elif name == "WORKDIR":
            folder = words
            (root / folder[1:]).mkdir(exist_ok=True)
        elif name == "COPY" and not words.startswith("--from"):
            *sources, target = words.split()
            for source in sources:
                inside = str(Path(folder) / target)
                _copy(ROOT / source, root / inside[1:])
        elif name == "RUN":
            _run(root, folder, words, env | given)
        elif name == "USER":
            user = words
    needed = next(
        w for n, w in steps(CONTAINERFILE.read_text("utf-8")) if "SECRET" in w
    )
    for_start = dict(re.findall(r"\b([A-Z_]+)=(\S+)", needed.partition(" python ")[0]))
    command = "gunicorn --check-config riskapp.wsgi && ! touch /app/written"
    _run(root, folder, command, for_start | env, user)


def _make(root: Path) -> None:
    if not root.exists():
        made = f"debootstrap --variant=minbase --include={PACKAGES} {SUITE} {root}"
        subprocess.run(shlex.split(made), check=True)
        (root / "usr/local/bin/python").symlink_to("/usr/bin/python3")
    for file in ("/etc/resolv.conf", "/etc/ssl/certs/ca-certificates.crt"):
        shutil.copy(file, root / file[1:])


def _copy(source: Path, target: Path) -> None:
    if source.is_dir():
        shutil.copytree(source, target)
    else:
        place = target / source.name if target.is_dir() else target
        shutil.copy(source, place)


def _run(
    root: Path, folder: str, command: str, env: dict[str, str], user: str = ""
) -> None:
    as_user = [f"--userspec={user}"] if user else []
    inside = f"cd {folder} && {command}"
    subprocess.run(
        ["/usr/sbin/chroot", *as_user, str(root), "sh", "-ec", inside],
        env=env,
        check=True,
    )


if __name__ == "__main__":
    build(Path(sys.argv[1]).resolve())
    print("Every step was done.")
