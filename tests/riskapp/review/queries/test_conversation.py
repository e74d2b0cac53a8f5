"""What a vendor asked, in the order in which it is answered."""

from questionnaires.actions.invitations import enter, invite
from questionnaires.actions.messages import ask_asker, tell_asked
from riskapp.review.queries.conversation import assessment_of, conversations


def test_what_waits_comes_first_then_the_order_of_the_questionnaire(world):
    assessment = world.assessment(filled=False)
    response = assessment.response
    lead = enter(invite(response, email="lead@vendor.example", actor=""), name="Lena")
    for question in ("GOV-02", "GOV-01", ""):
        ask_asker(response, "Why?", question=question, respondent=lead)
    tell_asked(response, "So.", question="", author="a@buyer.example")

    asked = [row.thread.question for row in conversations(assessment)]

    assert asked == ["GOV-01", "GOV-02", ""]
    assert assessment_of(response) == assessment
