"""What a worker does, in a process of its own: ``python -m bench.typeset WHAT TIMES``."""

from __future__ import annotations

import gc
import json
import os
import re
import resource
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

from bench import peak

LARGEST = Path("docs/examples/production-agents.yaml")
FRAME = "section|header|article|nav|table|thead|tbody|tr|ul|colgroup"
BARE = """@page { size: A4; margin: 20mm } html { font: 9pt/1.45 "Report" }
div { white-space: pre-line }"""


def megabytes() -> float:
    """What the process holds at this moment."""
    pages = int(Path("/proc/self/statm").read_text().split()[1])
    return pages * resource.getpagesize() / 1024 / 1024


def bare(html: str) -> str:
    """The same text with the same inline words, as blocks without layout, picture or class."""
    text = re.sub(r"<svg.*?</svg>", "", html[html.index("<body") :], flags=re.DOTALL)
    text = re.sub(rf"</?(?:{FRAME})\b[^>]*>|<col\b[^>]*>", "", text)
    text = re.sub(r"<(?:p|li|h\d|td|th|div)\b[^>]*>", "<div>", text)
    text = re.sub(r"</(?:p|li|h\d|td|th)>", "</div>", text)
    return '<html lang="en">' + re.sub(r"<(b|span|a)\b[^>]*>", r"<\1>", text)


def processor(times: int, /, **works: Callable[[], Any]) -> dict[str, list[float]]:
    """Seconds of processor time of each run, in turn, each warmed by one that is not counted:
    what ran before leaves its mark on the memory a run finds."""
    found: dict[str, list[float]] = {name: [] for name in works}
    for _ in range(times):
        for name, work in works.items():
            work()
            gc.collect()
            start = time.process_time()
            work()
            found[name].append(time.process_time() - start)
    return found


def ratios(times: int) -> dict[str, Any]:
    """The full report with and without tags, and its text alone, in turn in one process."""
    from weasyprint import CSS, HTML

    from riskapp.reports.actions import report_html
    from riskapp.reports.choices import Variant
    from riskapp.reports.context import About, Followed, build_context
    from riskapp.reports.pdf import typesetting
    from riskapp.scoring.export import to_data
    from riskapp.scoring.files import score_file

    answers, answer_set, result = score_file(LARGEST)
    about = About("", "Vendor", "", "Work", answers.as_of, "", "0" * 64)
    html = report_html(
        build_context(about, answer_set, to_data(result), Followed(Variant.COMPLETE))
    )
    alone = bare(html)
    fonts, own = typesetting._kept_warm()
    faces = typesetting.STYLESHEET.read_text().split("@page")[0]
    plain = CSS(
        string=faces + BARE, font_config=fonts, url_fetcher=typesetting.OwnFontsOnly()
    )

    def as_browser(text: str) -> HTML:
        return HTML(string=text, url_fetcher=typesetting.OwnFontsOnly())

    def typeset(read: Any, text: str, style: CSS, **options: Any) -> int:
        gc.disable()
        document = read(text).render(stylesheets=[style], font_config=fonts)
        document.write_pdf(**options)
        gc.enable()
        return len(document.pages)

    full = typesetting.Markup, html, own
    return {
        "pages": typeset(*full, pdf_variant="pdf/ua-1"),
        "peak": peak(),
        **processor(
            times,
            bare=lambda: typeset(as_browser, alone, plain),
            full=lambda: typeset(*full),
            tagged=lambda: typeset(*full, pdf_variant="pdf/ua-1"),
        ),
    }


def many(times: int) -> dict[str, Any]:
    """Many reports in one worker, every tenth of them full: seconds, and memory on the way."""
    from riskapp.reports.management.commands.report_answers import report_of

    report_of(LARGEST)
    report_of(LARGEST, "summary")
    held, start = [], time.perf_counter()
    for number in range(times):
        report_of(LARGEST, "full" if number % 10 == 9 else "summary")
        held.append(megabytes())
    return {"seconds": time.perf_counter() - start, "held": held}


def summary(times: int) -> dict[str, Any]:
    """Summaries, from the answers to the bytes."""
    from riskapp.reports.management.commands.report_answers import report_of

    return processor(times, times=lambda: report_of(LARGEST, "summary"))


def main() -> int:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "riskapp.settings.test")
    import django

    django.setup()
    what = {"ratios": ratios, "many": many, "summary": summary}[sys.argv[1]]
    print(json.dumps(what(int(sys.argv[2]))))
    return 0


if __name__ == "__main__":
    sys.exit(main())
