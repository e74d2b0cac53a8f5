"""One fingerprint for the same data."""

from questionnaires.document.digest import digest


def test_the_order_of_keys_does_not_matter():
    assert digest({"a": 1, "b": [1, 2]}) == digest({"b": [1, 2], "a": 1})


def test_the_order_of_a_list_does():
    assert digest([1, 2]) != digest([2, 1])


def test_a_number_is_not_its_text():
    assert digest({"a": 1}) != digest({"a": "1"})


def test_the_fingerprint_never_changes_between_releases():
    expected = "f77587d71e0b3c004d34f29cf0729448dc7ef900e866df3329a47211f3626759"

    assert digest({"name": "Größe", "level": 4}) == expected
