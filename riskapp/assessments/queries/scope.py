"""How much is asked: the short form where less is at stake, the whole where more is.

The tier decides, by what the buyer says of the work, and what is known of the tools by the last
score can only raise it. A questionnaire without a short form is always asked whole.
"""

from __future__ import annotations

from dataclasses import dataclass

from questionnaires.models import QuestionnaireVersion
from questionnaires.queries import document_of, document_with_id
from riskapp.assessments.models import Assessment
from riskapp.scoring.profile import inherent_of
from riskapp.vendors.choices import Tier
from riskapp.vendors.models import Engagement


def short_form_fits(engagement: Engagement, version: QuestionnaireVersion) -> bool:
    """Whether the short form of a version is enough for work as it is known; one query."""
    document = document_of(version)
    if not document.short_form or engagement.tier != Tier.LOW:
        return False
    _value, tier = inherent_of(document, engagement.whole_profile)
    return tier == Tier.LOW and _last_tier(engagement) in ("", Tier.LOW)


def _last_tier(engagement: Engagement) -> str:
    """The band of the inherent risk by the last score of the work; "" where there is none."""
    last = (
        Assessment.objects.filter(engagement=engagement, score__isnull=False)
        .order_by("-score__created_at")
        .values_list("score__outline__inherent__band", flat=True)
        .first()
    )
    return str(last or "")


@dataclass(frozen=True, slots=True)
class AskedForm:
    """How much of a questionnaire was sent. ``outgrown``: it was the short form, and the tier
    is no longer low, by the work or by the tools that were named."""

    asked: int
    of: int
    is_short: bool
    outgrown: bool


def form_of(assessment: Assessment) -> AskedForm | None:
    """How much was sent of a questionnaire that has a short form; None where it has none."""
    response = assessment.response
    document = document_with_id(response.version_id)
    if not document.short_form:
        return None
    of = sum(len(section.questions) for section in document.sections)
    is_short = response.is_short
    band = assessment.score.result["inherent"]["band"] if assessment.score else Tier.LOW
    return AskedForm(
        asked=len(document.short_form) if is_short else of,
        of=of,
        is_short=is_short,
        outgrown=is_short and {str(assessment.engagement.tier), band} != {Tier.LOW},
    )
