"""Reads about assessments: lists, what was said, and how it was judged."""

from riskapp.assessments.queries.answers import (
    answers_behind,
    beside,
    profile_in_words,
    questions_in_words,
    said_by_section,
    sheet_for,
)
from riskapp.assessments.queries.findings import (
    Mended,
    all_findings,
    all_waivers,
    decisions_of,
    finding_counts,
    findings_of,
    mended,
    outcome_for_vendor,
    shown_findings,
    waivers_of,
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
from riskapp.assessments.queries.sending import (
    campaign_counts,
    campaign_rows,
    campaigns_of,
    proposed,
    question_in_words,
    to_send,
)
from riskapp.assessments.queries.themes import (
    Board,
    board_of,
    in_words,
    theme_rows,
)
from riskapp.assessments.queries.wording import in_language

__all__ = [
    "DECISIONS",
    "STATUSES",
    "Board",
    "Mended",
    "all_findings",
    "all_waivers",
    "answers_behind",
    "beside",
    "board_of",
    "campaign_counts",
    "campaign_rows",
    "campaigns_of",
    "decisions_of",
    "events_in_words",
    "events_of",
    "evidence_parts",
    "finding_counts",
    "findings_of",
    "fired_rules",
    "in_language",
    "in_words",
    "inherent_parts",
    "laws",
    "listed",
    "mended",
    "newest_invitation",
    "outcome_for_vendor",
    "profile_in_words",
    "proposed",
    "question_in_words",
    "questions_in_words",
    "said_by_section",
    "sheet_for",
    "shown_findings",
    "theme_rows",
    "to_send",
    "today",
    "tools",
    "verdict",
    "waivers_of",
]
