"""A submitted response with evidence, a remark and two people at it."""

import pytest
from django.core.files.base import ContentFile
from django.test import Client
from django.utils import timezone

from questionnaires.actions.evidence import EvidenceClaim, add_file
from questionnaires.actions.invitations import enter, invite
from questionnaires.actions.responses import submit_response
from questionnaires.models import Remark, Respondent, Response
from tests.entering import come_in


def handed_in(world) -> Response:
    """Answered, explained, shown and handed in."""
    response = world.assessment("typical").response
    add_file(
        response,
        "GOV-03",
        ContentFile(b"%PDF-1.7", "ai-rules.pdf"),
        EvidenceClaim(title="AI rules"),
    )
    Remark.objects.create(
        response=response,
        question="GOV-02",
        kind="justification",
        text="We are four people",
        made_at=timezone.now(),
    )
    invite(response, actor="buyer")
    return submit_response(response, name="Vera Vendor", role="CTO")


@pytest.fixture
def submitted(world) -> Response:
    return handed_in(world)


@pytest.fixture
def vera(submitted) -> Respondent:
    """Somebody at the response."""
    return enter(submitted.invitations.first(), name="Vera Vendor")


@pytest.fixture
def vendor(submitted) -> Client:
    return come_in(submitted.invitations.first())


@pytest.fixture
def colleague(submitted) -> Client:
    return come_in(submitted.invitations.last())
