"""The whole promise, once through: ask, answer, score, report; a real worker does the work."""

import hashlib
import time
from io import BytesIO
from pathlib import Path

import pytest
from django.test import Client
from pypdf import PdfReader

from questionnaires.actions.answers import fill
from questionnaires.models import ResponseEvent
from riskapp.assessments.models import Assessment
from riskapp.audit.models import AuditEntry
from riskapp.reports.models import Report
from riskapp.scoring.files import score_file
from tests.conftest import make_world
from tests.e2e.worker import running_worker

pytestmark = [pytest.mark.slow, pytest.mark.django_db(transaction=True)]


def wait_for(what, seconds=60):
    end = time.monotonic() + seconds
    while time.monotonic() < end:
        if found := what():
            return found
        time.sleep(0.1)
    raise AssertionError("It did not happen in time.")


def test_from_the_first_question_to_the_report(tmp_path, settings):
    world = make_world()
    answers, _, _ = score_file(Path("docs/examples/production-agents.yaml"))
    analyst, vendor, procurement = (
        world.client("analyst"),
        Client(),
        world.client("procurement"),
    )

    with running_worker(tmp_path / "worker.log", media=settings.MEDIA_ROOT):
        # An analyst starts an assessment in one screen and gets the link.
        started = analyst.post(
            "/assessments/start/",
            {
                "vendor_name": "Example d.o.o.",
                "vendor_country": "RS",
                "engagement_name": "Customer portal",
                "version": str(world.version.pk),
                "due_on": "2999-12-31",
                "email": "tech.lead@vendor.example",
                **answers.filled.profile,
            },
        )
        assert started.status_code == 302, started.content
        page = analyst.get(started["Location"])
        code = page.context["code"]
        assert page.context["link"].endswith(f"/respond/#{code}")

        # The vendor enters, answers and submits.
        vendor.post("/respond/", {"code": page.context["link"]})
        entered = vendor.post("/respond/start/", {"name": "Vera Vendor"})
        base = entered["Location"]
        saved = vendor.post(
            f"{base}answer/",
            {"question": "GOV-01", "GOV-01-value": "yes", "revision": "0"},
            headers={"accept": "application/json"},
        )
        assert saved.json()["answered"] == 1
        assessment = Assessment.objects.get()
        assessment.response.answers.all().delete()
        fill(assessment.response, answers.filled)
        submitted = vendor.post(
            f"{base}submit/",
            {
                "name": "Vera Vendor",
                "role": "CTO",
                "attest": "on",
                "leave_weak": "on",
            },
        )
        assert submitted.status_code == 302, submitted.content

        # The worker scores; the analyst sees the rating and its reasons.
        wait_for(lambda: Assessment.objects.get().score_id)
        overview = analyst.get(f"/assessments/{assessment.pk}/").content.decode()
        assert "Critical" in overview
        assert "Release agent on the pipeline" in overview

        # Procurement asks for the report and downloads it.
        asked = procurement.post(f"/reports/of/{assessment.pk}/")
        state = f"{asked['Location']}state/"
        wait_for(lambda: procurement.get(state).json()["state"] == "ready")
        download = procurement.get(f"{asked['Location']}download/")
        pdf = b"".join(download.streaming_content)

    assert download["Content-Disposition"].startswith(
        'attachment; filename="risk-report-draft-example-d'
    )
    reader = PdfReader(BytesIO(pdf))
    assert "Critical risk" in reader.pages[0].extract_text()
    assert "Example d.o.o." in reader.pages[0].extract_text()
    report = Report.objects.get()
    assert report.sha256 == hashlib.sha256(pdf).hexdigest()
    assert report.pages == len(reader.pages)

    # Everything that happened is written down.
    actions = list(AuditEntry.objects.order_by("id").values_list("action", flat=True))
    assert actions == [
        "vendor registered",
        "engagement registered",
        "assessment started",
        "answers submitted",
        "assessment scored",
        "report requested",
        "report made",
        "report downloaded",
    ]
    assert ResponseEvent.objects.filter(kind="submitted").count() == 1
