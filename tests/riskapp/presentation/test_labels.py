from django.utils import translation

from riskapp.presentation.labels import BANDS, RATINGS, label_of


class Colours:
    choices = [("red", "Red"), (1, "One")]


def test_a_code_of_a_score_is_called_what_its_table_says():
    assert label_of(RATINGS, "critical") == "Critical"
    assert label_of(BANDS, "very_high") == "very high"


def test_a_label_is_in_the_language_in_force():
    with translation.override("de"):
        assert label_of(RATINGS, "critical") == "Kritisch"


def test_a_code_nobody_knows_is_called_by_itself():
    assert label_of(RATINGS, "unheard") == "unheard"
    assert label_of(RATINGS, "") == ""
    assert label_of(Colours(), "green") == "green"


def test_a_code_of_an_enumeration_is_called_what_that_says():
    assert label_of(Colours(), "red") == "Red"
    assert label_of(Colours(), 1) == "One"
