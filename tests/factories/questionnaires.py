"""Responses with nothing of the risk product around them."""

import uuid

from questionnaires.actions.responses import Opening, open_response
from questionnaires.models import Response
from tests.factories.riskapp import PROFILE, core_version


def make_response(name: str = "Vendor d.o.o.") -> Response:
    """An open response to the core questionnaire, nothing answered yet."""
    opening = Opening(
        colleagues_anywhere=True,
        version=core_version(),
        about="Portal",
        profile=PROFILE,
        due_on=None,
        actor="buyer@example.org",
    )
    return open_response(
        opening, tenant=uuid.uuid4(), asked_by="Buyer", respondent_name=name
    )
