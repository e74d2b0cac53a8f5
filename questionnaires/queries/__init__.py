"""Reads of this package."""

from questionnaires.queries.clarifications import (
    answer_asked_about,
    draft_about,
    questions_asked,
    remarks_of,
    threads_of,
    unexplained_by_section,
)
from questionnaires.queries.cycles import (
    LastTime,
    left_evidence,
    since_last_time,
    values_before,
    values_last_cycle,
)
from questionnaires.queries.days import earliest_today, latest_today
from questionnaires.queries.documents import (
    document_in,
    document_of,
    document_with_id,
    guide_for,
    guide_of,
    language_in_force,
    newest_versions,
    provisions_of,
)
from questionnaires.queries.evidence import evidence_of_page, evidence_of_response
from questionnaires.queries.history import (
    Since,
    changes_since,
    changes_to_answers,
    last_change,
)
from questionnaires.queries.invitations import (
    MAC_BYTES,
    continuation_of,
    invitation_expiry,
    invitation_of,
    link_path,
    token_of,
)
from questionnaires.queries.payload import (
    answers_payload,
    digest_holds,
    digest_of,
    payload_of,
)
from questionnaires.queries.people import (
    AfterwardsLink,
    Person,
    links_afterwards,
    people_at,
    people_with,
)
from questionnaires.queries.responses import (
    NOT_CONFIRMED,
    answered_on,
    filled_of,
    place_id,
    removed_entries,
    sheet_of,
    title_of,
)

__all__ = [
    "MAC_BYTES",
    "NOT_CONFIRMED",
    "AfterwardsLink",
    "LastTime",
    "Person",
    "Since",
    "answer_asked_about",
    "answered_on",
    "answers_payload",
    "changes_since",
    "changes_to_answers",
    "continuation_of",
    "digest_holds",
    "digest_of",
    "document_in",
    "document_of",
    "document_with_id",
    "draft_about",
    "earliest_today",
    "evidence_of_page",
    "evidence_of_response",
    "filled_of",
    "guide_for",
    "guide_of",
    "invitation_expiry",
    "invitation_of",
    "language_in_force",
    "last_change",
    "latest_today",
    "left_evidence",
    "link_path",
    "links_afterwards",
    "newest_versions",
    "payload_of",
    "people_at",
    "people_with",
    "place_id",
    "provisions_of",
    "questions_asked",
    "remarks_of",
    "removed_entries",
    "sheet_of",
    "since_last_time",
    "threads_of",
    "title_of",
    "token_of",
    "unexplained_by_section",
    "values_before",
    "values_last_cycle",
]
