import importlib

import pytest
from django.apps import apps

from riskapp.findings.models import Finding
from tests.factories.riskapp import scored

pytestmark = pytest.mark.django_db

sorting = importlib.import_module(
    "riskapp.assessments.migrations.0041_themes_of_findings"
)


def test_findings_from_before_are_put_under_their_themes(organisation, analyst):
    assessment = scored(organisation, analyst, "production-agents")
    themes = dict(assessment.findings.values_list("pk", "theme"))
    Finding.objects.update(theme="")

    sorting.sort_findings(apps, None)

    assert dict(assessment.findings.values_list("pk", "theme")) == themes
    assert "" not in themes.values()
    assert "credentials" in themes.values()
