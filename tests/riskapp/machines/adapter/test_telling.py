from decimal import Decimal
from uuid import uuid4

from riskapp.assessments.models import Score
from riskapp.inventory.models import Tool
from riskapp.machines.adapter.telling import ScoreItem, score_told, tool_told


def test_numbers_are_numbers_and_keys_are_keys():
    assessment = uuid4()
    score = Score(
        assessment_id=assessment,
        **dict.fromkeys(
            ("inherent", "control", "residual", "evidence", "completeness"),
            Decimal("12.5"),
        ),
    )

    told = score_told(score)

    assert set(told) == set(ScoreItem.model_fields)
    assert told["assessment"] == assessment
    assert told["residual"] == 12.5


def test_what_is_not_known_is_no_number():
    told = tool_told(Tool(vendor_id=uuid4(), outside=["US"]))

    assert told["lifetime_hours"] is None
    assert told["outside_eea"] == ["US"]
