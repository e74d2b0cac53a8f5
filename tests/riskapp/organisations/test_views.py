import pytest

from riskapp.audit.models import AuditEntry
from tests.conftest import make_world

pytestmark = pytest.mark.django_db


def test_an_administrator_decides_in_which_language_vendors_are_written_to():
    world = make_world()

    world.client("administrator").post(
        "/settings/", {"entry_policy": "code", "language": "de"}
    )

    world.organisation.refresh_from_db()
    assert world.organisation.language == "de"
    entry = AuditEntry.objects.get(action="settings changed")
    assert (entry.before["language"], entry.after["language"]) == ("en", "de")
    assessment = world.assessment(filled=False, email="vera@vendor.example")
    assert assessment.response.language == "de"


def test_a_language_that_is_not_offered_is_refused():
    world = make_world()

    page = world.client("administrator").post(
        "/settings/", {"entry_policy": "link", "language": "tlh"}
    )

    assert page.status_code == 422
    world.organisation.refresh_from_db()
    assert world.organisation.language == "en"
