"""Proposed answers are given by whoever may give them, and marked as not so once."""

from questionnaires.actions.proposals import confirm_offered, refuse_offered
from questionnaires.models import Answer, ResponseEvent
from questionnaires.queries import answer_set_of
from questionnaires.queries.proposals import OfferedAnswer
from questionnaires.signals import offering, offers_confirmed

SEEN = {"": {"GOV-01": "no"}}


def everybody(_section):
    return True


def nobody(_section):
    return False


def proposed(response, value="no"):
    question = answer_set_of(response).document.questions["GOV-01"]
    return OfferedAnswer(question, "", value, sources=("a file",))


def test_only_whoever_answers_a_section_confirms_and_others_hear_of_it(
    response, respondent
):
    told = []

    def listen(**_kwargs):
        return [proposed(response)]

    def hear(offers, **_kwargs):
        told.extend(offers)

    offering.connect(listen)
    offers_confirmed.connect(hear)
    try:
        assert confirm_offered(response, SEEN, may_answer=nobody) == 0
        assert refuse_offered(response, SEEN, may_answer=nobody) == 0
        other = {"": {"GOV-01": "yes"}}
        assert confirm_offered(response, other, may_answer=everybody) == 0
        assert not told
        number = confirm_offered(
            response, SEEN, may_answer=everybody, respondent=respondent
        )
    finally:
        offering.disconnect(listen)
        offers_confirmed.disconnect(hear)

    assert (number, [one.value for one in told]) == (1, ["no"])
    answer = Answer.objects.get(response=response, question="GOV-01")
    assert (answer.value, answer.answered_by) == ("no", respondent)


def test_what_is_not_so_is_noted_once(response, respondent):
    def listen(**_kwargs):
        return [proposed(response)]

    offering.connect(listen)
    try:
        for number in (1, 0):
            assert (
                refuse_offered(
                    response, SEEN, may_answer=everybody, respondent=respondent
                )
                == number
            )
    finally:
        offering.disconnect(listen)

    assert ResponseEvent.objects.filter(kind="offer_refused").count() == 1
