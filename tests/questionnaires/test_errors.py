from django.utils.translation import override

from questionnaires.errors import AnswerConflict, Refusal, ResponseLocked


def test_a_refusal_says_the_message_of_its_class():
    assert str(ResponseLocked()).startswith("These answers have been submitted")
    assert str(AnswerConflict("yes", 3)).startswith("A colleague has changed")


def test_it_is_said_in_the_language_in_which_it_was_raised():
    with override("de"):
        refusal = ResponseLocked()

    assert str(refusal) == str(refusal.args[0])
    assert str(refusal).startswith("Diese Antworten")


def test_a_text_of_its_own_comes_first():
    assert str(Refusal("Not today.")) == "Not today."
