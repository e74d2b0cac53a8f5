import io

import pytest
from PIL import Image

from riskapp.accounts.choices import Role
from riskapp.audit.models import AuditEntry
from riskapp.reports.actions import change_look, request_report
from riskapp.reports.actions.keeping import LARGEST
from riskapp.reports.choices import ReportState
from riskapp.reports.errors import BadPicture
from riskapp.reports.models import Report
from tests.factories.reports import SHORT, in_state
from tests.factories.riskapp import OrganisationFactory, member, scored

pytestmark = pytest.mark.django_db


@pytest.fixture
def analyst():
    return member(OrganisationFactory(), Role.ANALYST)


def picture(size=(40, 20), kind="PNG"):
    out = io.BytesIO()
    Image.new("RGB", size, "#336699").save(out, kind)
    return out.getvalue()


def test_a_removed_report_that_is_wanted_again_is_a_new_one(analyst):
    assessment = scored(analyst.organisations.get(), analyst, "careful")
    old = in_state(assessment, analyst, ReportState.QUEUED)
    Report.objects.filter(pk=old.pk).update(state=ReportState.EXPIRED)

    again = request_report(assessment, by=analyst, report_request=SHORT)

    assert again != old
    assert request_report(assessment, by=analyst, report_request=SHORT) == again


def test_a_logo_is_drawn_anew_and_noted(analyst):
    organisation = analyst.organisations.get()

    look = change_look(
        organisation, colour="#ffcc00", logo=picture(kind="JPEG"), by=analyst
    )
    change_look(organisation, colour="#ffcc00", by=analyst)

    assert bytes(look.logo).startswith(b"\x89PNG")
    assert AuditEntry.objects.filter(action="look of reports changed").count() == 1


@pytest.mark.parametrize(
    "content",
    [b"<svg/>", b"", b"\x89PNG\r\n\x1a\n", picture((3001, 1)), b"\0" * (LARGEST + 1)],
    ids=["svg", "empty", "cut", "wide", "large"],
)
def test_what_is_no_small_picture_is_refused(analyst, content):
    with pytest.raises(BadPicture):
        change_look(analyst.organisations.get(), colour="", logo=content, by=analyst)
