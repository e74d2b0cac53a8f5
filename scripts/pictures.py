"""Make the pictures of the documentation: start the demo, and photograph its pages."""

from __future__ import annotations

import io
import os
import re
import signal
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

from PIL import Image
from playwright.sync_api import Page, sync_playwright

from tests.e2e.chromium import FLAGS, chromium_path

ROOT = Path(__file__).resolve().parents[1]
FOLDER = ROOT / "docs" / "images"
SIZE = {"width": 1120, "height": 780}
STARTS_WITHIN = 180  # seconds
COLOURS = 96  # enough for pages, and a third of the size


def open_assessment(vendor: str, page_of_it: str = "") -> Callable[[Page], None]:
    def steps(page: Page) -> None:
        page.goto("/assessments/")
        page.get_by_role("link", name=vendor).first.click()
        if page_of_it:
            page.locator("main").get_by_role("link", name=page_of_it).first.click()

    return steps


def open_path(path: str) -> Callable[[Page], None]:
    return lambda page: page.goto(path)


def select_theme(page: Page) -> None:
    open_assessment("Halmquist Drift", "Findings")(page)
    page.locator("main input[type=checkbox]").first.check()


# Name of the picture, who looks at it, and how they come there.
PICTURES: dict[str, tuple[str, Callable[[Page], None]]] = {
    "portfolio": ("procurement", open_path("/portfolio/")),
    "analyst-overview": ("analyst", open_assessment("Halmquist Drift")),
    "analyst-review": ("analyst", open_assessment("Halmquist Drift", "Review")),
    "analyst-findings": ("analyst", select_theme),
    "approver-decision": (
        "approver",
        open_assessment("Halmquist Drift", "Decision"),
    ),
    "approver-waivers": ("approver", open_path("/assessments/accepted-risks/")),
    "procurement-vendors": ("procurement", open_path("/vendors/")),
    "procurement-tools": ("procurement", open_path("/tools/")),
    "admin-members": ("admin", open_path("/settings/members/")),
    "admin-rhythm": ("admin", open_path("/settings/rhythm/")),
}


def main() -> int:
    with (
        tempfile.TemporaryDirectory(prefix="riskapp-pictures-") as data,
        demo(Path(data)) as (address, words),
        sync_playwright() as playwright,
    ):
        browser = playwright.chromium.launch(
            executable_path=chromium_path(), args=FLAGS
        )
        context = browser.new_context(
            base_url=address, viewport=SIZE, reduced_motion="reduce"
        )
        page = context.new_page()
        as_a_vendor(page, words)
        signed_in = ""
        for name, (who, steps) in PICTURES.items():
            if who != signed_in:
                sign_in(page, who, words)
                signed_in = who
            steps(page)
            keep(page, name)
        browser.close()
    return 0


@contextmanager
def demo(data: Path) -> Iterator[tuple[str, str]]:
    """The product with its demo on a free port; its address and what it says to begin with."""
    data.chmod(0o755)  # PostgreSQL runs as another user where this runs as root
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    started = data / "started.txt"
    with started.open("wb") as output:
        process = subprocess.Popen(
            [sys.executable, "-m", "riskapp.run"],
            cwd=ROOT,
            env=os.environ | {"RISKAPP_DATA": str(data / "data"), "PORT": str(port)},
            stdout=output,
            stderr=subprocess.STDOUT,
        )
    try:
        end = time.monotonic() + STARTS_WITHIN
        while "Ctrl-C stops everything." not in started.read_text("utf-8"):
            if process.poll() is not None or time.monotonic() > end:
                raise SystemExit(started.read_text("utf-8"))
            time.sleep(0.5)
        yield f"http://localhost:{port}", started.read_text("utf-8")
    finally:
        process.send_signal(signal.SIGINT)
        process.wait()


def sign_in(page: Page, who: str, words: str) -> None:
    (password,) = re.findall(r"password (\S+) as", words)
    page.context.clear_cookies()
    page.goto("/accounts/login/")
    page.locator("[name=login]").fill(f"{who}@meridian.example")
    page.locator("[name=password]").fill(password)
    page.get_by_role("button", name="Sign in", exact=True).click()
    page.wait_for_url(lambda url: "/accounts/" not in url)


def as_a_vendor(page: Page, words: str) -> None:
    """Answer as the vendor whose link is printed: the sections, a question, the check."""
    (link,) = re.findall(r"http\S+/respond/\S+", words)
    page.goto("/respond/")
    page.get_by_label("Your link or code").fill(link)
    page.get_by_role("button", name="Continue").click()
    page.get_by_label("Your name").fill("Vera Lindqvist")
    page.get_by_role("button", name="Start").click()
    page.wait_for_url(re.compile(r"/respond/[0-9a-f-]{36}/$"))
    keep(page, "respondent-sections")
    base = page.url
    page.goto(f"{base}sections/ACC/")
    keep(page, "vendor")
    page.goto(f"{base}check/")
    keep(page, "respondent-check")


def keep(page: Page, name: str) -> None:
    """A picture of what the window shows, with few colours, so that it stays small."""
    page.wait_for_load_state("networkidle")
    picture = Image.open(io.BytesIO(page.screenshot())).convert("RGB")
    few = picture.quantize(COLOURS, dither=Image.Dither.NONE)
    few.save(FOLDER / f"{name}.png", optimize=True)


if __name__ == "__main__":
    sys.exit(main())
