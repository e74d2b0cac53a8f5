"""Schemathesis asks for whatever the description allows, and for what it does not, as everybody."""

from collections import Counter

import pytest
import schemathesis
from django.core.signals import request_finished, request_started
from django.core.wsgi import get_wsgi_application
from django.db import close_old_connections, transaction
from django.test import override_settings
from hypothesis import HealthCheck, Phase, given, settings
from schemathesis import GenerationMode
from schemathesis.checks import not_a_server_error
from schemathesis.specs.openapi.checks import (
    content_type_conformance,
    negative_data_rejection,
    response_headers_conformance,
    response_schema_conformance,
    status_code_conformance,
)

from riskapp.accounts.choices import Role
from riskapp.assessments.models import Assessment
from riskapp.inventory.models import Tool
from riskapp.reports.actions import ReportRequest, request_report
from tests.chance import times
from tests.conftest import make_world
from tests.factories.riskapp import decided, scored
from tests.riskapp.machines.conftest import program_of

pytestmark = [pytest.mark.slow, pytest.mark.django_db]
EXAMPLES = times(3, 60)
CHECKS = [
    not_a_server_error,
    status_code_conformance,
    content_type_conformance,
    response_headers_conformance,
    response_schema_conformance,
    negative_data_rejection,
]


@pytest.fixture(scope="module")
def application():
    """The product as a server runs it, but in the transaction of the test."""
    signals = (request_started, request_finished)
    for signal in signals:
        signal.disconnect(close_old_connections)
    yield get_wsgi_application()
    for signal in signals:
        signal.connect(close_old_connections)


@pytest.fixture(scope="module")
def place(shared, application, tmp_path_factory):
    """A portfolio with something in every list, and a token for each role."""
    with override_settings(
        MEDIA_ROOT=tmp_path_factory.mktemp("media"), ACCOUNT_RATE_LIMITS={}
    ):
        world = make_world()
        assessment = scored(world.organisation, world.analyst)
        decided(assessment, world.people["approver"])
        asked = ReportRequest(variant="summary")
        report = request_report(assessment, by=world.analyst, report_request=asked)
        known = {
            "vendor_id": assessment.engagement.vendor_id,
            "engagement_id": assessment.engagement_id,
            "assessment_id": assessment.pk,
            "score_id": assessment.score_id,
            "finding_id": assessment.findings.first().pk,
            "report_id": report.pk,
            "decision_id": Assessment.objects.get(pk=assessment.pk).decision_id,
            "tool_id": Tool.objects.filter(response=assessment.response_id)[0].pk,
        }
        schema = schemathesis.openapi.from_wsgi("/api/v1/openapi.json", application)
        schema.config.generation.update(modes=list(GenerationMode))
        tokens = {role: program_of(world, role).token for role in Role.values}
        yield schema, tokens, known


@pytest.fixture(scope="module")
def cases(place):
    """What everybody asks for: the same of each operation, so it is thought of once."""
    schema, _tokens, known = place
    operations = [found.ok() for found in schema.get_all_operations()]
    assert len(operations) > 20
    return [
        case
        for operation in operations
        for mode in GenerationMode
        for case in thought_of(operation, mode, known)
    ]


@pytest.mark.parametrize("person", Role.values)
def test_no_request_finds_a_fault(place, cases, person):
    _schema, tokens, _known = place

    found = Counter(ask(case, tokens[person]) for case in cases)

    assert {200, 404, 422} <= set(found)
    assert (201 in found) == (person != Role.AUDITOR)


def thought_of(operation, mode, known):
    """Requests that the description allows, or does not."""
    cases = []

    @settings(
        max_examples=EXAMPLES,
        deadline=None,
        derandomize=True,
        database=None,
        phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )
    @given(case=operation.as_strategy(generation_mode=mode))
    def think(case):
        if mode is GenerationMode.POSITIVE and case.path_parameters:
            case.path_parameters = {
                name: str(known[name]) for name in case.path_parameters
            }
        cases.append(case)

    think()
    return cases


def ask(case, token):
    """What was answered; raises where that is not what the description says."""
    with transaction.atomic():
        reply = case.call_and_validate(
            headers={"Authorization": f"Bearer {token}"}, checks=CHECKS
        )
        transaction.set_rollback(True)
    return reply.status_code
