"""Responses with nothing of the risk product around them."""

import uuid

from questionnaires.actions.responses import open_response
from questionnaires.models import Response
from tests.factories.riskapp import PROFILE, core_version


def make_response(name: str = "Vendor d.o.o.") -> Response:
    """An open response to the core questionnaire, nothing answered yet."""
    return open_response(
        version=core_version(),
        tenant=uuid.uuid4(),
        asked_by="Buyer",
        about="Portal",
        respondent_name=name,
        profile=PROFILE,
        due_on=None,
        actor="buyer@example.org",
    )
