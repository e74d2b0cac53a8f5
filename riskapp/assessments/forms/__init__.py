"""Input of the analyst's, the approver's and the vendor's pages; validates, never saves."""

from riskapp.assessments.forms.deciding import DecisionForm, RecommendForm
from riskapp.assessments.forms.listing import (
    AssessmentFilter,
    CampaignFilter,
    FindingFilter,
    ReassessmentFilter,
    SendingFilter,
    WaiverFilter,
)
from riskapp.assessments.forms.reviewing import (
    AcceptForm,
    AskForm,
    AssignForm,
    FindingForm,
    MergeForm,
    NoteForm,
    PlanAnswerForm,
    ReasonForm,
    SendForm,
    ShowForm,
    ToolQuestionForm,
    VerdictForm,
)
from riskapp.assessments.forms.sending import (
    DueForm,
    EventForm,
    ReassessForm,
    SendManyForm,
    WithdrawForm,
)
from riskapp.assessments.forms.starting import InviteForm, StartForm
from riskapp.assessments.forms.vendor import ConfirmForm, NoticeForm, PlanForm

__all__ = [
    "AcceptForm",
    "AskForm",
    "AssessmentFilter",
    "AssignForm",
    "CampaignFilter",
    "ConfirmForm",
    "DecisionForm",
    "DueForm",
    "EventForm",
    "FindingFilter",
    "FindingForm",
    "InviteForm",
    "MergeForm",
    "NoteForm",
    "NoticeForm",
    "PlanAnswerForm",
    "PlanForm",
    "ReasonForm",
    "ReassessForm",
    "ReassessmentFilter",
    "RecommendForm",
    "SendForm",
    "SendManyForm",
    "SendingFilter",
    "ShowForm",
    "StartForm",
    "ToolQuestionForm",
    "VerdictForm",
    "WaiverFilter",
    "WithdrawForm",
]
