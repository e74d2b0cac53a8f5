"""What a file says, kept as plain data."""

from questionnaires.document.offline.said import (
    Complaint,
    FileSays,
    Said,
    SaidEntry,
    from_data,
)


def test_it_survives_being_stored():
    says = FileSays(
        questionnaire="small@1",
        response="here",
        change=7,
        said=(
            Said("A!F5", "Q-1", "", ["a"]),
            Said("A!F6", "Q-2", complaint=Complaint("A!F6", "wrong", "right")),
        ),
        entries=(SaidEntry("new-1", "TOOL", "A!F4", "", "Agent"),),
        given=frozenset({("Q-1", ""), ("Q-2", "1")}),
        complaints=(Complaint("A!B2", "nothing"),),
        notices=("left aside",),
    )

    assert from_data(says.to_data()) == says
