"""Facts this package keeps."""

from questionnaires.models.clarification import Clarification
from questionnaires.models.delivery import Delivery, EntryCode, WrongTry
from questionnaires.models.event import ResponseEvent
from questionnaires.models.evidence import Evidence, StoredFile
from questionnaires.models.invitation import Invitation, Respondent
from questionnaires.models.message import Message
from questionnaires.models.questionnaire import (
    Draft,
    Questionnaire,
    QuestionnaireVersion,
)
from questionnaires.models.remark import Remark
from questionnaires.models.response import Answer, Entry, Response
from questionnaires.models.tenancy import OfTenant, TenantOf
from questionnaires.models.upload import Upload

__all__ = [
    "Answer",
    "Clarification",
    "Delivery",
    "Draft",
    "Entry",
    "EntryCode",
    "Evidence",
    "Invitation",
    "Message",
    "OfTenant",
    "Questionnaire",
    "QuestionnaireVersion",
    "Remark",
    "Respondent",
    "Response",
    "ResponseEvent",
    "StoredFile",
    "TenantOf",
    "Upload",
    "WrongTry",
]
