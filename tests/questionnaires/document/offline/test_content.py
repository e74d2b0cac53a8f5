"""What a file says, kept as plain data."""

from questionnaires.document.offline.content import (
    Complaint,
    FileAnswer,
    FileContent,
    FileEntry,
    from_data,
)


def test_it_survives_being_stored():
    says = FileContent(
        questionnaire="small@1",
        response="here",
        change=7,
        answers=(
            FileAnswer("A!F5", "Q-1", "", ["a"]),
            FileAnswer("A!F6", "Q-2", complaint=Complaint("A!F6", "wrong", "right")),
        ),
        entries=(FileEntry("new-1", "TOOL", "A!F4", "", "Agent"),),
        given=frozenset({("Q-1", ""), ("Q-2", "1")}),
        complaints=(Complaint("A!B2", "nothing"),),
        notices=("left aside",),
    )

    assert from_data(says.to_data()) == says
