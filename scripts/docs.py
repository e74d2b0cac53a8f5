"""Build the documentation as a site, strictly, and prove that it loads nothing from outside."""

from __future__ import annotations

import os
import re
import subprocess
import sys
from html.parser import HTMLParser
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
SITE = ROOT / "site"
LOADED = {  # what a browser fetches by itself
    "script": "src",
    "img": "src",
    "iframe": "src",
    "source": "src",
    "link": "href",
}
NAMED = {"canonical", "next", "prev", "edit"}  # links that nothing is loaded for
IN_STYLES = re.compile(r"""(?:url\(|@import)\s*["']?(?:https?:)?//""")
POLICY = "default-src 'self'"


class Loads(HTMLParser):
    """Collects what a page loads from another host."""

    def __init__(self) -> None:
        super().__init__()
        self.outside: list[str] = []
        self.is_closed = False

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = {name: value or "" for name, value in attrs}
        address = given.get(LOADED.get(tag, ""), "")
        if given.get("rel", "") not in NAMED and re.match(r"(https?:)?//", address):
            self.outside.append(address)
        self.is_closed = self.is_closed or POLICY in given.get("content", "")


def main() -> int:
    quiet = os.environ | {"NO_MKDOCS_2_WARNING": "1"}
    subprocess.run(
        [sys.executable, "-m", "mkdocs", "build", "--strict", "--quiet", "--clean"],
        cwd=ROOT,
        env=quiet,
        check=True,
    )
    faults = faults_of(SITE)
    for fault in faults:
        print(fault, file=sys.stderr)
    if not faults:
        print(f"The documentation is in {SITE / 'index.html'}.")
    return len(faults) > 0


def faults_of(site: Path) -> list[str]:
    """Each place of a built site that would load something from another host."""
    found = []
    for path in sorted(site.rglob("*")):
        name = path.relative_to(site)
        if path.suffix == ".html":
            page = Loads()
            page.feed(path.read_text("utf-8"))
            found += [f"{name} loads {address}" for address in page.outside]
            if not page.is_closed:
                found.append(f"{name} has no Content-Security-Policy")
        elif path.suffix == ".css" and IN_STYLES.search(path.read_text("utf-8")):
            found.append(f"{name} loads a file from another host")
    return found


if __name__ == "__main__":
    sys.exit(main())
