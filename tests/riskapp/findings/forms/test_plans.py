import datetime

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.utils import timezone
from django.utils.datastructures import MultiValueDict

from riskapp.findings.forms.plans import PlanForm


def in_days(days):
    return (timezone.localdate() + datetime.timedelta(days=days)).isoformat()


def plan(files=(), **changed):
    given = {"text": "We rotate.", "due_on": in_days(9)} | changed
    return PlanForm(given, MultiValueDict({"attachments": list(files)}))


def test_an_action_has_a_day_to_come():
    assert plan().is_valid()
    assert "due_on" in plan(due_on="").errors
    assert "due_on" in plan(due_on=in_days(-2)).errors  # over everywhere


@pytest.mark.parametrize("day", ["", "long ago"])
def test_what_is_done_needs_no_day(day):
    form = plan(is_done="yes", due_on=day)

    assert form.is_valid()
    assert form.cleaned_data["is_done"] is True
    assert form.cleaned_data["due_on"] is None


def test_several_files_come_along_and_not_too_many():
    files = [SimpleUploadedFile(f"{n}.txt", b"x") for n in range(6)]

    form = plan(files[:5])
    assert form.is_valid()
    assert len(form.cleaned_data["attachments"]) == 5
    assert "attachments" in plan(files).errors


def test_only_web_addresses_are_taken():
    assert "url" in plan(url="javascript:alert(1)").errors
