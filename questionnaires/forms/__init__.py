"""From what a browser sends to raw values; the document decides what is an answer."""

from questionnaires.forms.answering import NOT_APPLICABLE, AnswerForm
from questionnaires.forms.common import (
    MAX_SEARCH,
    REVISION_DIGITS,
    LongText,
    NameOfPerson,
    calm,
    number_from,
    search_from,
)
from questionnaires.forms.entering import (
    CodeForm,
    ColleagueForm,
    DigitsForm,
    PersonForm,
)
from questionnaires.forms.evidence import (
    EvidenceForm,
    EvidenceNoteForm,
    FileForm,
    LinkForm,
)
from questionnaires.forms.remarking import (
    MessageForm,
    RemarkForm,
    ReplyForm,
    WeakAnswerForm,
)
from questionnaires.forms.submitting import AnswersFileForm, AttestationForm

__all__ = [
    "MAX_SEARCH",
    "NOT_APPLICABLE",
    "REVISION_DIGITS",
    "AnswerForm",
    "AnswersFileForm",
    "AttestationForm",
    "CodeForm",
    "ColleagueForm",
    "DigitsForm",
    "EvidenceForm",
    "EvidenceNoteForm",
    "FileForm",
    "LinkForm",
    "LongText",
    "MessageForm",
    "NameOfPerson",
    "PersonForm",
    "RemarkForm",
    "ReplyForm",
    "WeakAnswerForm",
    "calm",
    "number_from",
    "search_from",
]
