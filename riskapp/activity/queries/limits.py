"""What was declared about a tool, read from the answers as they are now."""

from __future__ import annotations

from functools import lru_cache

from questionnaires.document.answer_set import AnswerSet
from riskapp.baselines.declared import (
    NO_LIMITS,
    DeclaredLimits,
    limit_rules,
    limits_of,
)
from riskapp.common.zones import UTC
from riskapp.evidence.loading import core_rules


def limits_for(answer_set: AnswerSet, entry_id: str, zone: str) -> DeclaredLimits:
    """The limits of one tool in the register; none for an agent that is no tool there, and for
    another questionnaire than the one the limits are about."""
    if not entry_id or answer_set.document.id != limit_rules().questionnaire:
        return NO_LIMITS
    entry = next(one for one in answer_set.filled.entries if one.id == entry_id)
    answers = {
        question: value
        for question, value in entry.answers.items()
        if answer_set.shown(question, entry_id)
    }
    return limits_of(answers, _hosts_of_providers(), [zone or UTC])


@lru_cache(maxsize=1)
def _hosts_of_providers() -> dict[str, tuple[str, ...]]:
    return {word: one.hosts for one in core_rules().providers for word in one.words}
