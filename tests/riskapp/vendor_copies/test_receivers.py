"""What is offered once the answers are submitted."""

from questionnaires.queries import links_afterwards


def test_the_copy_is_offered_after_submission(submitted):
    labels = [link.label for link in links_afterwards(submitted)]

    assert "Your copy to keep (PDF)" in labels
