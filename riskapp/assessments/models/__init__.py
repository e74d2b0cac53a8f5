"""Facts about assessments."""

from riskapp.assessments.models.assessment import Assessment, Reviewer
from riskapp.assessments.models.score import Score, ScoreChange
from riskapp.assessments.models.standing import EngagementStanding

__all__ = ["Assessment", "EngagementStanding", "Reviewer", "Score", "ScoreChange"]
