"""Reads about assessments: lists, what was said, and how it was judged."""

from riskapp.assessments.queries.answers import (
    answers_behind,
    beside,
    profile_in_words,
    questions_in_words,
    said_by_section,
    sheet_for,
)
from riskapp.assessments.queries.history import events_in_words, events_of
from riskapp.assessments.queries.judgement import (
    DECISIONS,
    STATUSES,
    evidence_parts,
    fired_rules,
    inherent_parts,
    laws,
    tools,
    verdict,
)
from riskapp.assessments.queries.listing import listed, newest_invitation, today
from riskapp.assessments.queries.wording import in_language

__all__ = [
    "DECISIONS",
    "STATUSES",
    "answers_behind",
    "beside",
    "events_in_words",
    "events_of",
    "evidence_parts",
    "fired_rules",
    "in_language",
    "inherent_parts",
    "laws",
    "listed",
    "newest_invitation",
    "profile_in_words",
    "questions_in_words",
    "said_by_section",
    "sheet_for",
    "today",
    "tools",
    "verdict",
]
