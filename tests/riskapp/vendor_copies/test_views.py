"""The page of the copy, for the people at the response."""

import pytest
from django.test import Client
from django.urls import reverse

from riskapp.audit.models import AuditEntry
from riskapp.reports.pdf import Pdf
from riskapp.vendor_copies.models import Copy


def url(name, response):
    return reverse(f"copies:{name}", args=[response.pk])


def test_the_way_from_submitting_to_the_file(
    vendor, submitted, celery_runs_here, django_capture_on_commit_callbacks
):
    done = vendor.get(reverse("questionnaires:done", args=[submitted.pk]))
    assert url("copy", submitted) in done.content.decode()
    assert "Make the copy" in vendor.get(url("copy", submitted)).content.decode()

    with django_capture_on_commit_callbacks(execute=True):
        vendor.post(url("copy", submitted))
    page = vendor.get(url("copy", submitted)).content.decode()
    file = vendor.get(url("download", submitted))

    copy = Copy.objects.get()
    assert copy.sha256 in page
    assert b"".join(file.streaming_content).startswith(b"%PDF")
    assert file["Content-Disposition"].startswith('attachment; filename="portal-')
    assert AuditEntry.objects.filter(action="copy downloaded").count() == 1


def test_a_colleague_gets_the_same_file(
    vendor, colleague, submitted, celery_runs_here, django_capture_on_commit_callbacks
):
    for client in (vendor, colleague):
        with django_capture_on_commit_callbacks(execute=True):
            client.post(url("copy", submitted))

    files = [
        b"".join(client.get(url("download", submitted)).streaming_content)
        for client in (vendor, colleague)
    ]

    assert files[0] == files[1]
    assert Copy.objects.get().attempts == 1


def test_what_the_trail_keeps_is_not_fetched_without_end(
    vendor,
    submitted,
    celery_runs_here,
    django_capture_on_commit_callbacks,
    monkeypatch,
):
    monkeypatch.setattr("questionnaires.limits.FETCHES", 2)
    with django_capture_on_commit_callbacks(execute=True):
        vendor.post(url("copy", submitted))

    for _ in range(2):
        file = vendor.get(url("download", submitted))
        assert b"".join(file.streaming_content).startswith(b"%PDF")
    refused = vendor.get(url("download", submitted))

    assert refused.status_code == 429
    assert "fetched very often" in refused.content.decode()
    assert AuditEntry.objects.filter(action="copy downloaded").count() == 2


def test_the_state_is_told_to_the_page(vendor, submitted, broker_is_away):
    vendor.post(url("copy", submitted))

    page = vendor.get(url("copy", submitted)).content.decode()
    assert "data-report-state" in page
    assert vendor.get(url("state", submitted)).json() == {"state": "queued"}
    assert vendor.get(url("download", submitted)).status_code == 404


def test_nobody_else_gets_anything(submitted, world):
    for name in ("copy", "state", "download"):
        assert Client().get(url(name, submitted)).status_code == 404
        assert world.client("analyst").get(url(name, submitted)).status_code == 404


@pytest.mark.parametrize("name", ["state", "download"])
def test_before_somebody_asked_there_is_none(vendor, submitted, name):
    assert vendor.get(url(name, submitted)).status_code == 404


def test_there_is_none_while_answering(vendor_client, response):
    assert vendor_client.get(url("copy", response)).status_code == 302
    assert vendor_client.post(url("copy", response)).status_code == 302
    assert not Copy.objects.exists()


def test_a_copy_whose_file_is_lost_says_so_and_is_made_again(
    vendor,
    submitted,
    celery_runs_here,
    django_capture_on_commit_callbacks,
    monkeypatch,
    caplog,
):
    monkeypatch.setattr(
        "riskapp.vendor_copies.actions.pdf_from_html", lambda _html: Pdf(b"%PDF-1.7", 1)
    )
    with django_capture_on_commit_callbacks(execute=True):
        vendor.post(url("copy", submitted))
    copy = Copy.objects.get()
    copy.file.storage.delete(copy.file.name)

    page = vendor.get(url("download", submitted))
    with django_capture_on_commit_callbacks(execute=True):
        vendor.post(url("copy", submitted))
    file = vendor.get(url("download", submitted))
    content = b"".join(file.streaming_content)

    assert page.status_code == 410
    assert "Make it again" in page.content.decode()
    assert "is lost" in caplog.text
    assert AuditEntry.objects.filter(action="copy file lost").count() == 1
    assert content.startswith(b"%PDF")
