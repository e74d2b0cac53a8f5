"""What is held about a person is told in groups that say what it is."""

from riskapp.privacy.queries.places import about, tables
from riskapp.privacy.queries.wording import group_of


def test_only_what_an_organisation_sets_up_for_itself_is_told_as_other():
    other = {about(m).app_label for m in tables() if group_of(m) == "other"}

    assert other == {"accounts", "machines", "privacy", "signed"}
