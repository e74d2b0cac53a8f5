"""Facts this package keeps."""

from .event import ResponseEvent
from .invitation import Invitation, Respondent
from .questionnaire import Questionnaire, QuestionnaireVersion
from .response import Answer, Entry, Response

__all__ = [
    "Answer",
    "Entry",
    "Invitation",
    "Questionnaire",
    "QuestionnaireVersion",
    "Respondent",
    "Response",
    "ResponseEvent",
]
