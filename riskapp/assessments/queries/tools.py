"""What is known of AI tools beside a response's questions, and what is followed up of it."""

from __future__ import annotations

import uuid
from functools import lru_cache

from questionnaires.models import Response
from questionnaires.queries import document_with_id, language_in_force
from riskapp.tools.catalogue import edition
from riskapp.tools.follow_up import FollowUp, core_follow_up
from riskapp.tools.guide import ToolGuide
from riskapp.tools.mapping import guide_for


def tool_guide_for(response: Response) -> ToolGuide:
    """What is published about tools and which questions it speaks of; read once per process
    and language."""
    return _guide_in(response.version_id, language_in_force(), edition())


def follow_up_for(response: Response) -> FollowUp:
    """What is looked at once a response is in; read once per process and language."""
    return _follow_up_in(response.version_id, language_in_force())


@lru_cache(maxsize=64)
def _guide_in(version_id: uuid.UUID, language: str, _edition: int) -> ToolGuide:
    return guide_for(document_with_id(version_id), language)


@lru_cache(maxsize=64)
def _follow_up_in(version_id: uuid.UUID, language: str) -> FollowUp:
    fitting = core_follow_up().fitting(document_with_id(version_id))
    return fitting.in_language(language)
