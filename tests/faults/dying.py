"""Runs tasks, each in a process of its own that is killed in the middle: ``kind:id …``."""

import os
import signal
import sys
from unittest.mock import patch

import django

django.setup()

from riskapp.reports import tasks as reports  # noqa: E402
from riskapp.results.tasks import score_submitted_response  # noqa: E402
from riskapp.sending.actions import campaigns  # noqa: E402
from riskapp.sending.tasks import send_one  # noqa: E402  # Django is ready now
from riskapp.vendor_copies import tasks as copies  # noqa: E402
from riskapp.vendors import tasks as vendors  # noqa: E402


def die(*_words, **_named):
    os.kill(os.getpid(), signal.SIGKILL)


def after(action):
    """The action, and then the end."""

    def done(*words, **named):
        action(*words, **named)
        die()

    return done


KINDS = {
    "report": (
        reports.render_report,
        "riskapp.reports.actions.making.report_html",
        die,
    ),
    "bundle": (reports.pack_bundle, "riskapp.reports.actions.packing._zipped", die),
    "copy": (copies.render_copy, "riskapp.vendor_copies.actions.copy_html", die),
    "score": (
        score_submitted_response,
        "riskapp.results.actions.scoring.raise_findings",
        die,
    ),
    "import": (
        vendors.import_vendors,
        "riskapp.vendors.actions.importing._Writer._contact",
        die,
    ),
    "campaign": (
        send_one,
        "riskapp.sending.actions.campaigns.start_assessment",
        after(campaigns.start_assessment),
    ),
}

for word in sys.argv[1:]:
    kind, _, key = word.partition(":")
    task, place, instead = KINDS[kind]
    child = os.fork()
    if not child:
        with patch(place, instead):
            task(key)
        os._exit(0)
    _, status = os.waitpid(child, 0)
    print(kind, os.WIFSIGNALED(status) and os.WTERMSIG(status), flush=True)
