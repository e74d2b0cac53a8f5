"""What people read, and the code behind it."""

from questionnaires.document.offline.labels import Labels


def test_a_label_is_understood_whatever_its_case_and_spaces():
    labels = Labels([("yes", "Yes, by rule"), ("no", "No")])

    assert labels.code("  yes,  BY rule ") == "yes"
    assert labels.code("no") == "no"
    assert labels.code("maybe") is None


def test_a_choice_is_understood_by_its_other_names_and_shown_by_its_own():
    labels = Labels(
        [("IE", "Ireland"), ("GB", "Eire")], also=[("IE", "Éire"), ("IE", "Eire")]
    )

    assert labels.code("ÉIRE") == "IE"
    assert labels.code("eire") == "GB"
    assert labels.shown == {"IE": "Ireland", "GB": "Eire"}


def test_labels_that_read_alike_are_told_apart():
    labels = Labels([("a", "Same"), ("b", "same"), ("c", "Same (b)")])

    assert list(labels.shown.values()) == ["Same", "same (b)", "Same (b) (c)"]
    assert [labels.code(words) for words in labels.shown.values()] == ["a", "b", "c"]


def test_a_label_counts_before_a_code_of_the_same_word():
    labels = Labels([("no", "yes"), ("yes", "no")])

    assert labels.code("yes") == "no"


def test_several_choices_survive_one_cell():
    labels = Labels([("IE", "Ireland"), ("CD", "Congo; the other, one"), ("US", "USA")])

    cell = labels.join(["IE", "CD", "US"])

    assert labels.split(cell) == (["IE", "CD", "US"], [])
    assert labels.split("Ireland, us\nAtlantis") == (["IE", "US"], ["Atlantis"])


def test_a_refusal_names_a_few_choices_only():
    labels = Labels([(f"o{n}", f"Choice {n}") for n in range(20)])

    assert labels.offered == "; ".join(f"Choice {n}" for n in range(8)) + "; …"
    assert Labels([("a", "A"), ("b", "B")]).offered == "A; B"
