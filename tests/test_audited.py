"""Whatever changes something says so: in the audit trail, or in the history of a response."""

from __future__ import annotations

import ast
from collections import defaultdict
from collections.abc import Iterator
from functools import cache
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
WRITES = {
    "save", "create", "delete", "update", "bulk_create", "bulk_update",
    "get_or_create", "update_or_create", "create_user", "set_password",
}  # fmt: skip
NOTES = {"record", "remember"}

# What writes without a line of its own, and why that is right.
EXCUSED = {
    "questionnaires/actions": {
        "give_up": "how often a mail was tried; its change is noted where it was queued",
        "new_code": "a code lives for minutes; entering with it is in the history",
        "use_code": "entering is in the history",
        "publish": "a published version is itself frozen, with its digest",
        "publish_draft": "the same; whoever calls it notes who did",
        "keep_draft": "a preview; what is published from it is noted",
        "forget_old_drafts": "a preview that nobody published lives for a day",
        "forget_facts": "part of a change of the answer, which is in the history",
        "refresh_level": "follows from evidence, whose change is in the history",
        "refresh_levels": "follows from evidence, whose change is in the history",
        "remember": "is itself the history",
        "stored": "keeps bytes; whoever calls it notes what they are for",
        "kept_file": "keeps bytes; attaching them is in the history",
        "recount": "counters follow from answers",
        "recount_after": "counters follow from answers",
        "receive_upload": "changes no answer; taking a file over is in the history",
        "propose_earlier": "changes no answer; taking it over is in the history",
        "save_answers": "writes the history itself, many lines at once",
        "save_together": "save_answers writes the history of each",
        "bring_back": "save_answers writes the history of each",
        "confirm_answers": "writes the history itself, many lines at once",
        "draft_question": "the buyer's draft; its assessment notes it in the audit trail",
        "forget_bytes": "bytes go with their row, whose change is noted",
    },
    "riskapp/accounts/actions": {
        "add_vendor_person": "belongs to no organisation; entering is in the history",
        "mark_proven": "belongs to no organisation; entering is in the history",
        "end_every_session": "whoever calls it writes why",
        "disarm": "whoever calls it writes why; a password reset belongs to no organisation",
    },
    "riskapp/activity/actions": {
        "save_once": "whoever calls it notes what was read of the file",
    },
    "riskapp/facts/actions": {
        "kept_bytes": "keeps bytes; attaching them is in the history",
    },
    "riskapp/organisations/actions": {
        "queue_welcome": "counts a mail that was asked for; that somebody became a member is noted",
    },
    "riskapp/results/actions": {
        "look_tomorrow": "when the clock looks again; nobody did it",
    },
    "riskapp/sending/actions": {
        "notify_of_dates": "follows from dates; nobody did it",
        "settle_proposals": "follows from the start of an assessment, which is noted",
    },
    "riskapp/review/actions": {
        "carry_over": "part of a submission, which is noted",
        "count_contradictions": "a number for lists; what is decided is noted",
    },
    "riskapp/demo/actions": {
        "count_what_clashes": "a number for lists; the score is noted",
    },
    "riskapp/dashboards/actions": {
        "add_up": "repairs stored totals, which say nothing that the work does not",
    },
    "riskapp/findings/actions": {
        "raise_findings": "part of scoring, which is noted; each has its own history",
        "note": "is itself the history of a finding",
        "count_anew": "repairs stored totals, which say nothing that findings do not",
    },
    "riskapp/assessments/actions": {
        "note_reviewer": "part of a review, which is noted",
    },
    "riskapp/notifications/actions": {
        "notify": "follows from an entry of the trail, or from a date",
        "notify_of": "follows from an entry of the trail",
        "mark_read": "what a person has read is theirs alone",
        "count_failure": "how often a mail was tried; the notice itself follows from an entry",
        "count_unread": "a number that follows from the rows",
    },
    "riskapp/incidents/actions": {
        "notify_of_incidents": "follows from clocks; nobody did it",
        "keep_names": "copies what a file shows, whose reading is noted, so that it is found",
        "keep_agents_of": "copies what a file shows, whose reading is noted, so that it is found",
        "forget_names": "goes with the file, which is noted",
    },
    "riskapp/inventory/actions": {
        "keep_tools": "copies what was submitted, which is noted, so that it can be found",
    },
    "riskapp/vendors/actions": {
        "read_import": "a preview; what is taken over from it is noted",
    },
    "riskapp/reports/actions": {
        "report_progress": "how far a worker is; the report itself is noted when it is made",
    },
    "riskapp/privacy/actions": {
        "remove_report_files": "part of an erasure or a batch, which is noted",
        "remove_copies": "part of an erasure or a batch, which is noted",
        **dict.fromkeys(
            ("remove_own_rows", "remove_documents", "drop_files", "forget_sessions"),
            "part of an erasure, which is noted",
        ),
        "delete_later": "bytes follow their row, whose change is noted",
    },
    "riskapp/provisioning/actions": {
        "note_use": "when a token was last shown, to the hour",
        "list_members": "copies members so that their directory finds them",
    },
    "riskapp/machines/actions": {
        "note_use": "when a client last asked for something, to the hour",
        "note_messages": "follows from an entry of the trail",
        "note_missed": "follows from an entry of the trail, as note_messages does",
        "forget_messages": "messages of a month ago; what they told is in the trail",
        "forget_ended": "tokens that ended and replies that were kept for a day; each token was noted",
    },
    "riskapp/audit/actions": {"record": "is itself the audit trail"},
}


def modules() -> Iterator[Path]:
    for package in ("questionnaires", "riskapp"):
        for path in sorted((ROOT / package).rglob("*.py")):
            if path.stem == "actions" or path.parent.name == "actions":
                yield path


def functions() -> dict[tuple[str, str], ast.FunctionDef]:
    """Every function of an actions module, by package and name."""
    found = {}
    for path in modules():
        folder = path.parent if path.parent.name == "actions" else path.with_suffix("")
        for node in ast.parse(path.read_text("utf-8")).body:
            if isinstance(node, ast.FunctionDef):
                found[folder.relative_to(ROOT).as_posix(), node.name] = node
    return found


FUNCTIONS = functions()


BY_NAME: dict[str, list[tuple[str, str]]] = defaultdict(list)
for _key in FUNCTIONS:
    BY_NAME[_key[1]].append(_key)


def calls(node: ast.FunctionDef) -> set[str]:
    return {
        call.func.attr if isinstance(call.func, ast.Attribute) else call.func.id
        for call in ast.walk(node)
        if isinstance(call, ast.Call)
        and isinstance(call.func, ast.Attribute | ast.Name)
    }


CALLS = {key: calls(node) for key, node in FUNCTIONS.items()}


@cache
def reached(key: tuple[str, str]) -> set[str]:
    """The names of everything a function calls, through other actions too."""
    found, seen, waiting = set[str](), {key}, [key]
    while waiting:
        here = waiting.pop()
        found |= CALLS[here]
        for name in CALLS[here] - WRITES:
            for other in BY_NAME.get(name, ()):
                near = other[0] == here[0] or not name.startswith("_")
                if near and other not in seen:
                    seen.add(other)
                    waiting.append(other)
    return found


PUBLIC = [key for key in FUNCTIONS if not key[1].startswith("_")]


@pytest.mark.parametrize("key", PUBLIC, ids=":".join)
def test_what_writes_leaves_a_line(key):
    folder, name = key
    names = reached(key)

    if names & WRITES and not names & NOTES:
        assert name in EXCUSED.get(folder, {}), (
            f"{folder}: {name} changes things silently"
        )


def test_nothing_is_excused_that_needs_no_excuse():
    named = {(folder, name) for folder, names in EXCUSED.items() for name in names}

    needed = {
        key for key in PUBLIC if reached(key) & WRITES and not reached(key) & NOTES
    }

    assert (named & set(PUBLIC)) - needed == set()


def test_the_walk_sees_writing_and_noting():
    start = reached(("riskapp/assessments/actions", "start_assessment"))

    assert {"create", "record", "remember"} <= start
    assert len(PUBLIC) > 50


@pytest.mark.parametrize(
    "path",
    [
        p
        for p in sorted(ROOT.glob("riskapp/**/*.py"))
        if "views" in (p.stem, p.parent.name)
    ],
    ids=lambda path: path.relative_to(ROOT).as_posix(),
)
def test_what_is_downloaded_is_noted(path):
    """A view that answers with a file calls an action that puts it into the trail."""
    for node in ast.parse(path.read_text("utf-8")).body:
        if isinstance(node, ast.FunctionDef):
            made = calls(node)
            if made & {"FileResponse", "StreamingHttpResponse", "attachment", "export"}:
                noted = [n for n in made if n.startswith(("note_", "record_"))]
                assert noted, node.name
