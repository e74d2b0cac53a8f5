"""What a file would change beside what is stored."""

from dataclasses import replace

import pytest

from questionnaires.document.offline.comparing import (
    ComparedLine,
    LineChange,
    Stored,
    compare,
)
from questionnaires.document.offline.content import (
    Complaint,
    FileAnswer,
    FileContent,
    FileEntry,
)
from tests.factories.documents import AS_OF, answer_set_of, minimal_document

QUESTIONS = """
    - id: Q-1
      text: Is there a rule?
      kind: single
      weight: 2
      options: [{code: "yes", label: "Yes", risk: 0}, {code: "no", label: "No", risk: 4}]
    - id: Q-2
      text: Which?
      kind: text
      weight: 1
      show_if: {question: Q-1, is: ["yes"]}
    - id: Q-3
      text: Since when?
      kind: text
      weight: 1
      show_if: {question: Q-2, answered: true}
"""
TOOLS = "- {id: NAME, text: Name?, kind: text, weight: 1}"
DOCUMENT = minimal_document(QUESTIONS, repeated=TOOLS)
DOCUMENT = replace(
    DOCUMENT,
    sections=(
        DOCUMENT.sections[0],
        replace(DOCUMENT.sections[1], entry_title="NAME"),
    ),
)


def says(*said, **kwargs):
    return FileContent("small@1", "here", 7, tuple(said), **kwargs)


def stored(answers=None, *entries, **kwargs):
    answer_set = answer_set_of(DOCUMENT, answers or {}, *entries)
    filled = replace(
        answer_set.filled,
        entries=tuple(
            replace(e, title=e.answers.get("NAME", ""))
            for e in answer_set.filled.entries
        ),
        closed=kwargs.pop("closed", frozenset()),
        set_aside=kwargs.pop("set_aside", {}),
    )
    usual = {
        "may_answer": lambda _section: True,
        "before": {},
        "by_others": (),
        "is_own": True,
        "takes_entries": True,
        "today": AS_OF,
    }
    return Stored(type(answer_set)(DOCUMENT, filled, AS_OF), **usual | kwargs)


def kinds(found):
    return [(line.change, line.key) for line in found.lines]


def q1(raw, **kwargs):
    return FileAnswer("S!F5", "Q-1", raw=raw, **kwargs)


def q2(raw):
    return FileAnswer("S!F6", "Q-2", raw=raw)


def q3(raw):
    return FileAnswer("S!F7", "Q-3", raw=raw)


def test_new_changed_and_unchanged_are_told_apart():
    found = compare(
        says(q1("yes"), q2("Mine"), FileAnswer("T!F5", "NAME", "1", "Agent")),
        stored({"Q-1": "yes", "Q-2": "Old"}, {"NAME": "Agent"}),
    )
    assert kinds(found) == [(LineChange.CHANGED, ("Q-2", ""))]
    assert (found.lines[0].was, found.lines[0].will_be) == ("Old", "Mine")

    found = compare(says(q1("yes")), stored())
    assert kinds(found) == [(LineChange.NEW, ("Q-1", ""))]


def test_a_fault_is_told_with_its_place_and_words():
    wrong = Complaint("S!F5", "“Maybe” is not one of the answers", "one of: Yes; No")

    found = compare(says(q1(None, complaint=wrong), q2("x" * 10_001)), stored())

    first, second = found.lines
    assert (first.change, first.place, first.expected) == (
        LineChange.FAULTY,
        "S!F5",
        "one of: Yes; No",
    )
    assert "10001 characters" in second.what


def test_an_emptied_cell_clears_only_what_stood_in_the_file():
    found = compare(
        says(q1(None), q2(None), given=frozenset({("Q-1", "")})),
        stored({"Q-1": "yes", "Q-2": "Since then"}),
    )

    assert kinds(found) == [(LineChange.EMPTIED, ("Q-1", ""))]


def test_an_emptied_cell_of_another_file_says_nothing():
    found = compare(
        says(q1(None), given=frozenset({("Q-1", "")})),
        stored({"Q-1": "yes"}, is_own=False),
    )

    assert found.lines == ()


def test_an_answer_that_comes_up_by_the_file_itself_is_good():
    found = compare(says(q3("2020"), q2("This"), q1("yes")), stored())

    assert {line.change for line in found.lines} == {LineChange.NEW}


def test_an_answer_that_is_not_asked_is_a_fault_and_so_is_what_hangs_on_it():
    found = compare(says(q1("no"), q2("This"), q3("2020")), stored({"Q-1": "yes"}))

    assert kinds(found) == [
        (LineChange.CHANGED, ("Q-1", "")),
        (LineChange.FAULTY, ("Q-2", "")),
        (LineChange.FAULTY, ("Q-3", "")),
    ]
    assert "not asked" in found.lines[1].what


def test_an_answer_that_is_hidden_by_the_file_is_kept_whether_emptied_or_not():
    here = stored({"Q-1": "yes", "Q-2": "This"})

    for cell in (q2("This"), q2(None)):
        found = compare(says(q1("no"), cell, given=frozenset({("Q-2", "")})), here)
        assert kinds(found) == [(LineChange.CHANGED, ("Q-1", ""))]


def test_what_a_colleague_saved_meanwhile_is_a_conflict():
    here = stored(
        {"Q-1": "yes", "Q-2": "Theirs"},
        before={("Q-2", ""): "Old"},
        by_others={("Q-2", "")},
    )

    found = compare(says(q2("Mine")), here)

    (line,) = found.lines
    assert (line.change, line.was, line.will_be) == (
        LineChange.CONFLICT,
        "Theirs",
        "Mine",
    )
    assert found.good == []


def test_what_was_not_touched_in_the_file_leaves_the_newer_answer():
    here = stored(
        {"Q-1": "yes", "Q-2": "Theirs"},
        before={("Q-2", ""): "Old"},
        by_others={("Q-2", "")},
    )

    found = compare(says(q2("Old")), here)

    assert found.lines == ()
    assert found.unchanged == 1


def test_ones_own_later_answer_is_changed_and_no_conflict():
    here = stored({"Q-1": "yes", "Q-2": "Later"}, before={("Q-2", ""): "Old"})

    assert kinds(compare(says(q2("Mended")), here)) == [
        (LineChange.CHANGED, ("Q-2", ""))
    ]


def test_a_conflict_the_file_wins_decides_what_is_asked():
    here = stored({"Q-1": "no"}, before={("Q-1", ""): None}, by_others={("Q-1", "")})
    file = says(q1("yes"), q2("This"))

    assert [c for c, _ in kinds(compare(file, here))] == [
        LineChange.CONFLICT,
        LineChange.FAULTY,
    ]
    assert [c for c, _ in kinds(compare(file, here, take=["Q-1|"]))] == [
        LineChange.CONFLICT,
        LineChange.NEW,
    ]


def test_a_section_of_others_is_refused_without_what_is_stored():
    here = stored({"Q-1": "yes"}, may_answer=lambda section: section != "GOV")

    found = compare(says(q1("no")), here)

    (line,) = found.lines
    assert line.change is LineChange.FAULTY
    assert "not given to you" in line.what
    assert line.was == line.will_be == ""
    assert compare(says(q1("yes")), here).lines == ()


def test_a_closed_answer_cannot_be_changed():
    here = stored({"Q-1": "yes"}, closed=frozenset({("Q-1", "")}))

    assert "cannot be changed" in compare(says(q1("no")), here).lines[0].what
    assert compare(says(q1("yes")), here).lines == ()


def test_answers_from_an_earlier_time_that_stay_are_counted():
    here = stored({"Q-1": "yes"}, set_aside={("Q-1", ""): "Not confirmed"})

    found = compare(says(q1("yes")), here)

    assert (found.unchanged, found.unconfirmed) == (1, 1)


def tool(ref, entry_id="", name="", section="TOOL"):
    return FileEntry(ref, section, f"T!{ref}", entry_id, name)


def test_a_new_column_is_a_new_tool():
    found = compare(
        says(FileAnswer("T!H5", "NAME", "new-2", "Other"), entries=(tool("new-2"),)),
        stored({}, {"NAME": "Agent"}),
    )

    assert kinds(found) == [(LineChange.NEW, ("NAME", "new-2"))]
    assert found.lines[0].title == "Other"
    assert [entry.ref for entry in found.new_entries] == ["new-2"]


def test_a_tool_that_was_added_from_the_same_file_before_is_not_added_twice():
    found = compare(
        says(FileAnswer("T!H5", "NAME", "new-2", "Agent"), entries=(tool("new-2"),)),
        stored({}, {"NAME": "Agent"}),
    )

    assert (found.lines, found.new_entries, found.unchanged) == ((), (), 1)


def test_a_second_tool_of_one_name_is_refused_at_its_place():
    said = [
        FileAnswer(f"T!{x}5", "NAME", f"new-{x}", name)
        for x, name in (("H", "Agent"), ("J", "agent "))
    ]

    found = compare(
        says(*said, entries=(tool("new-H"), tool("new-J"))),
        stored({}, {"NAME": "Agent"}),
    )

    (line,) = found.of(LineChange.FAULTY)
    assert "“agent ” stands there already" in line.what
    assert found.new_entries == ()


def test_a_tool_cannot_take_the_name_of_another():
    found = compare(
        says(FileAnswer("T!F5", "NAME", "2", "AGENT"), entries=(tool("2", "2"),)),
        stored({}, {"NAME": "Agent"}, {"NAME": "Helper"}),
    )

    (line,) = found.of(LineChange.FAULTY)
    assert "“Agent” is in the list already" in line.what


def test_a_name_beside_the_answers_becomes_one():
    found = compare(says(entries=(tool("new-1", name="Agent"),)), stored())

    assert found.lines[0].after == "Agent"
    assert len(found.new_entries) == 1


def test_a_tool_that_was_removed_meanwhile_is_told_once():
    found = compare(
        says(
            FileAnswer("T!F5", "NAME", "gone", "Agent"),
            FileAnswer("T!F6", "NAME", "gone", "Agent"),
            entries=(tool("gone", "gone"), tool("empty", "empty")),
        ),
        stored(),
    )

    (line,) = found.lines
    assert "not in the list any more" in line.what


@pytest.mark.parametrize(
    "limits",
    [{"takes_entries": False}, {"may_answer": lambda section: section != "TOOL"}],
)
def test_a_tool_that_cannot_be_added_is_a_fault(limits):
    found = compare(
        says(FileAnswer("T!H5", "NAME", "new-1", "Agent"), entries=(tool("new-1"),)),
        stored(**limits),
    )

    assert [line.change for line in found.lines] == [LineChange.FAULTY]
    assert found.new_entries == ()


def test_there_is_room_for_so_many_tools():
    entries = tuple(tool(f"new-{n}") for n in range(201))
    said = [FileAnswer("T!H5", "NAME", e.ref, f"Agent {e.ref}") for e in entries]

    found = compare(says(*said, entries=entries), stored())

    assert len(found.new_entries) == 200
    assert len(found.of(LineChange.FAULTY)) == 1


def test_a_file_of_another_response_finds_tools_by_name():
    found = compare(
        says(
            FileAnswer("T!F5", "NAME", "x", "Agent"), entries=(tool("x", "foreign-id"),)
        ),
        stored({}, {"NAME": "Agent"}, is_own=False),
    )

    assert (found.lines, found.unchanged) == ((), 1)


def test_the_fingerprint_follows_what_would_happen():
    file = says(q1("no"))

    same = compare(file, stored({"Q-1": "yes"})).fingerprint

    assert compare(file, stored({"Q-1": "yes"})).fingerprint == same
    assert compare(file, stored()).fingerprint != same


def lines_of(*args, **kwargs):
    return list(compare(*args, **kwargs).lines)


def test_what_changes_is_told_beside_what_stands_there():
    assert lines_of(says(q1("no")), stored({"Q-1": "yes"})) == [
        ComparedLine(
            change=LineChange.CHANGED,
            place="S!F5",
            question="Q-1",
            entry="",
            title="",
            text="Is there a rule?",
            before="yes",
            after="no",
            was="Yes",
            will_be="No",
        )
    ]


def test_what_is_new_emptied_or_in_conflict_is_told_so():
    given = frozenset({("Q-1", "")})

    assert lines_of(says(q1("yes")), stored()) == [
        ComparedLine(
            LineChange.NEW,
            "S!F5",
            "Q-1",
            text="Is there a rule?",
            after="yes",
            will_be="Yes",
        )
    ]
    assert lines_of(says(q1(None), given=given), stored({"Q-1": "yes"})) == [
        ComparedLine(
            LineChange.EMPTIED,
            "S!F5",
            "Q-1",
            text="Is there a rule?",
            before="yes",
            was="Yes",
        )
    ]
    others = stored({"Q-1": "yes"}, by_others={("Q-1", "")})
    (conflict,) = lines_of(says(q1("no")), others)
    assert (conflict.change, conflict.name) == (LineChange.CONFLICT, "Q-1|")


@pytest.mark.parametrize(
    ("more", "said", "what", "expected"),
    [
        (
            {"closed": frozenset({("Q-1", "")})},
            "no",
            "this answer cannot be changed: only some were asked for again",
            "",
        ),
        (
            {"may_answer": lambda _section: False},
            "no",
            "this section was not given to you",
            "answers to your own sections",
        ),
        (
            {},
            "maybe",
            "“maybe” is not one of the answers. Choose one of: yes, no.",
            "",
        ),
    ],
)
def test_why_an_answer_cannot_be_taken_over_is_told(more, said, what, expected):
    (line,) = lines_of(says(q1(said)), stored({"Q-1": "yes"}, **more))

    assert (line.change, line.place, line.what, line.expected) == (
        LineChange.FAULTY,
        "S!F5",
        what,
        expected,
    )
    assert (line.question, line.text) == ("Q-1", "Is there a rule?")


def test_what_is_not_asked_is_told_with_what_was_said():
    (line,) = lines_of(says(q2("Mine")), stored({"Q-1": "no"}))

    assert (line.change, line.question, line.after, line.will_be) == (
        LineChange.FAULTY,
        "Q-2",
        "Mine",
        "Mine",
    )
    assert line.what == "this is not asked, as the other answers stand"
    assert line.expected == "an empty cell, or other answers before it"


def entry(ref, name="", place="T!1", id_=""):
    return FileEntry(ref=ref, section="TOOL", place=place, id=id_, name=name)


def test_two_of_one_name_cannot_be_told_apart():
    long = "n" * 90
    entries = (entry("a", long, "T!1"), entry("b", long, "T!2"))

    found = lines_of(says(entries=entries), stored())

    faulty = [line for line in found if line.change is LineChange.FAULTY]
    assert [(line.place, line.what, line.expected) for line in faulty] == [
        (
            "T!2",
            f"the name “{'n' * 80}” stands there already: T!1",
            "each one once, told apart by its name",
        )
    ]


def test_where_nothing_more_can_be_listed_a_new_entry_is_refused():
    one = says(entries=(entry("a", "New"),))

    (full,) = lines_of(one, stored(takes_entries=False))
    (foreign,) = lines_of(one, stored(may_answer=lambda _section: False))

    assert full.place == foreign.place == "T!1"
    assert (full.what, full.expected) == (
        "nothing more can be listed here",
        "only what is listed already",
    )
    assert (foreign.what, foreign.expected) == (
        "this section was not given to you",
        "answers to your own sections",
    )


def test_an_entry_that_is_here_no_longer_is_told():
    gone = says(
        FileAnswer("T!F5", "NAME", "a", "Agent"),
        entries=(entry("a", "Agent", id_="9"),),
    )

    (line,) = lines_of(gone, stored())

    assert (line.place, line.what, line.expected) == (
        "T!1",
        "this is not in the list any more, or stands here twice",
        "bring it back on the page first, or leave it out",
    )
