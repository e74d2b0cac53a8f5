from riskapp.vendors.forms import SearchForm


def test_words_are_trimmed():
    form = SearchForm({"q": "  potok "})

    assert form.is_valid()
    assert form.cleaned_data["q"] == "potok"


def test_a_null_character_is_refused_before_it_reaches_the_database():
    assert not SearchForm({"q": "a\x00b"}).is_valid()
