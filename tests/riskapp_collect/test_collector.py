import ast
import errno
import hashlib
import io
import json
import os
import signal
import subprocess
import sys
import zipfile
from pathlib import Path

import cyclonedx.schema
import jsonschema
import pytest
from referencing import Registry, Resource

from questionnaires.document.values import Filled
from riskapp.evidence.comparing import compare
from riskapp.evidence.decoding import decode
from riskapp.evidence.errors import EvidenceFileRefused
from riskapp.evidence.inventory import inventory_data, merged, read_inventory
from riskapp.evidence.limits import Limits
from riskapp.evidence.loading import core_rules, reader_for
from riskapp.evidence.model import FILLS
from riskapp.evidence.opening import readings_of
from riskapp.evidence.paths import plain_file
from riskapp.evidence.secrets import Redactor
from riskapp.evidence.services import from_cyclonedx, is_services
from riskapp.shipped.core import core_document
from riskapp_collect.command import main
from riskapp_collect.looking import LookedAt
from scripts.collector import files, packed
from tests.data.evidence.corpus import AUDIT, samples
from tests.data.evidence.planted import planted
from tests.riskapp_collect.conftest import written

SCHEMA = json.loads(Path("docs/schemas/riskapp-inventory.schema.json").read_text())
SCHEMAS = Path(cyclonedx.schema.__file__).parent / "_res"
KEY = b"a key for tests, of 32 bytes ..."
# Every call to the system that connects, runs something, or writes is written down and refused.
WATCHED = """
import sys
allowed = set(sys.argv[1].split("|"))
def watch(event, args):
    if event.startswith(("socket.", "subprocess.", "os.exec", "os.spawn", "os.posix_spawn", "os.system", "os.fork", "ctypes.", "urllib.", "webbrowser.")):
        raise SystemExit(f"not allowed: {event}")
    if event == "open" and isinstance(args[1], str) and set(args[1]) & set("wax+") and str(args[0]) not in allowed:
        raise SystemExit(f"not allowed: to write {args[0]}")
    if event in ("os.remove", "os.rename", "os.mkdir", "os.rmdir", "os.chmod", "os.link", "os.symlink", "os.truncate", "os.chown", "os.utime"):
        raise SystemExit(f"not allowed: {event}")
sys.addaudithook(watch)
import runpy
program, sys.argv = sys.argv[2], sys.argv[2:]
runpy.run_path(program, run_name="__main__")
"""


def collected(capsys, *arguments):
    status = main([str(argument) for argument in arguments])
    out, err = capsys.readouterr()
    return status, out, err


def test_the_collector_is_one_small_file_and_the_same_every_time():
    content = packed()

    assert content == packed()
    assert len(content) <= 300_000
    assert hashlib.sha256(content).hexdigest() == hashlib.sha256(packed()).hexdigest()
    with zipfile.ZipFile(io.BytesIO(content)) as archive:
        assert {info.date_time for info in archive.infolist()} == {
            (2020, 1, 1, 0, 0, 0)
        }


def test_the_collector_knows_the_standard_library_of_python_39_only():
    known = sys.stdlib_module_names | {"riskapp", "riskapp_collect"}
    for name, content in files().items():
        if not name.endswith(".py"):
            continue
        tree = ast.parse(content, name, feature_version=(3, 9))
        for node in ast.walk(tree):
            names = []
            if isinstance(node, ast.Import):
                names = [alias.name for alias in node.names]
            elif isinstance(node, ast.ImportFrom):
                names = [node.module]
            assert {one.split(".")[0] for one in names} <= known, name
            assert not isinstance(node, ast.Match), name
            assert not {"tomllib"} & set(names), name


def runs(python):
    """Whether there is such an interpreter here."""
    try:
        done = subprocess.run([python, "-V"], check=False, capture_output=True)
    except OSError:
        return False
    return done.returncode == 0


@pytest.mark.slow
@pytest.mark.parametrize(
    "python", [*filter(runs, ("python3.9", "python3.13")), sys.executable]
)
def test_it_runs_nothing_connects_nowhere_and_writes_its_output_only(
    collector, home, tmp_path, python
):
    output = tmp_path / "inventory.json"

    done = subprocess.run(
        [python, "-I", "-c", WATCHED, str(output), str(collector), "--home", str(home), "--output", str(output)],
        capture_output=True, text=True, check=False, cwd=tmp_path,
    )  # fmt: skip

    assert (done.returncode, done.stdout) == (0, ""), done.stderr
    assert len(json.loads(output.read_text())["files"]) == 5


@pytest.mark.slow
@pytest.mark.parametrize(
    "forbidden",
    [
        "import socket; socket.socket()",
        "import os; os.system('true')",
        "open('x', 'w')",
    ],
)
def test_the_watch_would_see_what_is_forbidden(tmp_path, forbidden):
    program = tmp_path / "program.py"
    program.write_text(forbidden)

    done = subprocess.run(
        [sys.executable, "-c", WATCHED, "", str(program)],
        capture_output=True,
        text=True,
        check=False,
        cwd=tmp_path,
    )

    assert "not allowed" in done.stderr


def test_a_home_becomes_an_inventory_without_secrets_and_names(capsys, home):
    status, out, err = collected(capsys, "--home", home)

    data = json.loads(out)
    jsonschema.validate(data, SCHEMA)
    assert status == 0
    assert [file["format"] for file in data["files"]] == [
        "mcp-client",
        "claude-settings",
        "sign-in",
        "mcp-client",
        "codex-config",
    ]
    assert [one["file"] for one in data["left_out"]] == ["~/.gemini/settings.json"]
    for text in (out, err):
        assert planted()["github classic"] not in text
        assert planted()["anthropic oauth"] not in text
        assert "nowak" not in text
    assert {file["sha256"] for file in data["files"] if file["secrets"]} == {""}


def test_of_a_configuration_no_digest_leaves_although_no_secret_was_seen(
    capsys, tmp_path
):
    server = {"command": "npx", "args": ["a"], "env": {"LOGIN": "winter"}}
    written(tmp_path, ".mcp.json", {"mcpServers": {"a": server}})
    written(tmp_path, ".claude/settings.json", {"env": {"LOGIN": "winter"}})
    written(tmp_path, "audit.json", AUDIT)

    _, out, _ = collected(capsys, tmp_path)

    files = {file["file"]: file for file in json.loads(out)["files"]}
    assert not any(file["secrets"] for file in files.values())
    assert files[".mcp.json"]["sha256"] == files["settings.json"]["sha256"] == ""
    assert len(files["audit.json"]["sha256"]) == 64


def test_it_says_what_it_found_and_with_explain_by_which_rule(capsys, home):
    _, _, short = collected(capsys, "--home", home)
    _, _, long = collected(capsys, "--home", home, "--explain")

    assert "how far the tool acts without a person: asks" in short
    assert "secret: github token" in short
    assert "There, and not read:" in short
    assert "by codex-config 1: approval.mode; bears on T-05" in long
    assert "Looked for and not there: " in long


def test_a_repository_is_noted_by_its_files_and_its_workflows(capsys, tmp_path):
    flow = tmp_path / ".github" / "workflows" / "agent.yml"
    flow.parent.mkdir(parents=True)
    flow.write_text(
        "permissions:\n  id-token: write\njobs:\n  a:\n    steps:\n      - uses: actions/checkout@v5\n"
        "      - uses: anthropics/claude-code-action@v1\n"
    )
    (tmp_path / ".cursorignore").write_text("secrets/\n")

    _, out, _ = collected(capsys, "--repository", tmp_path)

    (file,) = json.loads(out)["files"]
    facts = {(fact["name"], fact["tool"]): fact["value"] for fact in file["facts"]}
    assert facts["repository.excludes", ""] == "exclude"
    assert facts["tool.in_use", "claude-code"] == "workflow"
    assert facts["tool.version", "claude-code"] == "unpinned"
    assert facts["credential.kind", "claude-code"] == "workload"
    assert "checkout" not in out


def test_inventories_of_many_people_are_one_in_any_order(capsys, home, tmp_path):
    key = tmp_path / "key"
    key.write_bytes(KEY)
    paths = []
    for number in range(3):
        path = tmp_path / f"{number}.json"
        settings = home / ".claude" / "settings.json"
        settings.write_text("\n" * number + settings.read_text())
        main(["--home", str(home), "--key-file", str(key), "--output", str(path)])
        paths.append(path)

    _, one, _ = collected(capsys, "--merge", *paths)
    _, other, _ = collected(capsys, "--merge", *reversed(paths))

    data = json.loads(one)
    jsonschema.validate(data, SCHEMA)
    assert one == other
    assert data["people"] == 3
    assert [file["people"] for file in data["files"]] == [3] * 5
    assert (
        len({s["keyed_hash"] for file in data["files"] for s in file["secrets"]}) == 2
    )


def test_every_file_of_the_corpus_survives_the_way_into_an_inventory_and_back(
    capsys, tmp_path
):
    for sample in samples()[::4]:
        if not sample.path.endswith(".yaml"):
            path = tmp_path / sample.path
            path.parent.mkdir(parents=True, exist_ok=True)
            path.write_bytes(sample.content)

    _, out, _ = collected(capsys, tmp_path)

    inventory = read(out)
    jsonschema.validate(json.loads(out), SCHEMA)
    assert inventory.left_out == ()
    assert len(inventory.files) > 40
    assert json.dumps(inventory_data(inventory), indent=1) + "\n" == out
    assert inventory_data(read(json.dumps(inventory_data(merged([inventory])))))


def read(text):
    redactor = Redactor(core_rules().secrets, KEY)
    return read_inventory(decode(text.encode(), "i.json", Limits()), "i.json", redactor)


@pytest.mark.parametrize("kind", ["github classic", "web token", "random", "aws id"])
def test_an_inventory_in_which_a_secret_was_left_is_refused_with_line_and_kind(
    capsys, home, kind
):
    _, out, _ = collected(capsys, "--home", home)
    spoiled = out.replace('"asks"', json.dumps(planted()[kind]))
    line = spoiled[: spoiled.index(planted()[kind])].count("\n") + 1

    with pytest.raises(EvidenceFileRefused) as refused:
        read(spoiled)

    assert str(refused.value).startswith(
        f"i.json:{line}: a text that looks like a secret ("
    )
    assert planted()[kind] not in str(refused.value)


@pytest.mark.parametrize(
    ("old", "new", "word"),
    [
        ('"people": 1,', '"people": 0,', "no whole number"),
        ('"riskapp-inventory 1"', '"riskapp-inventory 2"', "the schema is another one"),
        ('"place": "home"', '"place": "moon"', "an unknown word"),
        ('"left_out"', '"left"', "an object with other keys"),
        ('"line": 1,', '"line": "1",', "no whole number"),
        ('"value": "asks"', '"value": null', "no value of a fact"),
        ('"asks"', '"a\\u001b[2J"', "a text with characters that nobody sees"),
        ('"asks"', '"a\\nb"', "a text with characters that nobody sees"),
        ('"asks"', '"a\\ud800"', "a text with characters that nobody sees"),
    ],
)
def test_an_inventory_of_another_shape_is_refused(capsys, home, old, new, word):
    _, out, _ = collected(capsys, "--home", home)
    assert old in out

    with pytest.raises(EvidenceFileRefused, match=word):
        read(out.replace(old, new))


def test_a_grade_that_a_program_claims_for_itself_does_not_count(capsys, home):
    _, out, _ = collected(capsys, "--home", home)

    inventory = read(out.replace("supplier's copy", "re-checkable"))

    assert {found.reading.grade for found in inventory.files} == {"supplier's copy"}


def test_two_fifths_of_the_questions_about_a_tool_are_proposed(capsys, home):
    document = core_document()
    asked = [q for q in document.questions.values() if q.repeated]
    _, out, _ = collected(capsys, "--home", home)

    claims = compare(read(out).readings(), document, Filled(), core_rules())

    proposed = {
        claim.question
        for claim in claims
        if claim.tool == "claude-code" and claim.proposed is not None
    }
    filled = {
        c.question for c in claims if c.tool == "claude-code" and c.state == FILLS
    }
    assert len(filled | {"T-01"}) / len(asked) >= 0.4, sorted(proposed)


def test_a_file_that_is_not_there_is_named(capsys, tmp_path):
    status, out, err = collected(capsys, tmp_path / "none.json")

    assert (status, out) == (2, "")
    assert "none.json:1: there is no such file" in err


@pytest.fixture
def at_once():
    """Ends a test that waits for somebody who never writes."""

    def end(*_args):
        raise AssertionError("it waited")

    signal.signal(signal.SIGALRM, end)
    signal.alarm(10)
    yield
    signal.alarm(0)
    signal.signal(signal.SIGALRM, signal.SIG_DFL)


@pytest.fixture
def pipe(tmp_path):
    """A pipe that nobody writes to: whoever opens it waits."""
    path = tmp_path / "pipe.json"
    os.mkfifo(path)
    return path


@pytest.mark.usefixtures("at_once")
@pytest.mark.parametrize("option", [(), ("--merge",), ("--key-file",)])
def test_a_pipe_is_not_waited_for(capsys, pipe, option):
    status, out, err = collected(capsys, *option, pipe)

    assert "it is no plain file" in (err if option else out)
    assert status == (2 if option else 0)


@pytest.mark.usefixtures("at_once")
def test_a_workflow_that_is_a_pipe_or_a_device_is_left_out(capsys, tmp_path):
    folder = tmp_path / ".github" / "workflows"
    folder.mkdir(parents=True)
    os.mkfifo(folder / "a.yml")
    (folder / "b.yml").symlink_to("/dev/zero")
    (tmp_path / ".mcp.json").symlink_to("/dev/zero")

    status, out, _ = collected(capsys, "--repository", tmp_path)

    assert status == 0
    assert [one["file"] for one in json.loads(out)["left_out"]] == ["a workflow"] * 2


@pytest.mark.usefixtures("at_once")
def test_a_file_that_turns_into_a_pipe_is_not_waited_for(tmp_path, pipe, monkeypatch):
    plain = tmp_path / "plain"
    plain.touch()
    known = plain.stat()
    monkeypatch.setattr(Path, "stat", lambda _, **__: known)

    with pytest.raises(OSError, match="no plain file"):
        plain_file(pipe)


def test_of_a_workflow_its_start_alone_is_read(capsys, tmp_path):
    flow = tmp_path / ".github" / "workflows" / "a.yml"
    flow.parent.mkdir(parents=True)
    uses = "      - uses: anthropics/claude-code-action@v1\n"
    flow.write_text(uses + "#" + "é" * 300_000 + f"\n{uses}")

    _, out, _ = collected(capsys, "--repository", tmp_path)

    (file,) = json.loads(out)["files"]
    assert [f["value"] for f in file["facts"] if f["name"] == "tool.version"] == [
        "unpinned"
    ]


def test_an_export_that_is_left_out_is_named_like_one_that_is_read(capsys, tmp_path):
    for name in ("-home-anna-notes.json", "a\x1b[2Jb.json"):
        (tmp_path / name).write_text("{broken")

    status, out, err = collected(capsys, tmp_path)

    assert status == 0
    assert [one["file"] for one in json.loads(out)["left_out"]] == [
        "[folder]",
        "a\ufffd[2Jb.json",
    ]
    assert "anna" not in err
    assert "\x1b" not in err


def test_an_export_that_this_user_must_not_look_at_is_left_out(
    capsys, tmp_path, monkeypatch
):
    (tmp_path / "a.json").write_text('{"mcpServers": {}}')
    (tmp_path / "b.json").write_text('{"mcpServers": {}}')

    real = Path.stat

    def stat(path, **options):
        if path.name == "a.json":
            raise PermissionError(errno.EACCES, "Permission denied")
        return real(path, **options)

    monkeypatch.setattr(Path, "stat", stat)

    status, out, _ = collected(capsys, tmp_path)

    data = json.loads(out)
    assert status == 0
    assert [one["file"] for one in data["files"]] == ["b.json"]
    assert [one["file"] for one in data["left_out"]] == ["a.json"]


def test_a_folder_of_too_many_files_is_refused_before_one_is_read(
    capsys, tmp_path, monkeypatch
):
    monkeypatch.setattr("riskapp_collect.looking.MOST_FILES", 2)
    monkeypatch.setattr(LookedAt, "_read", None)
    for name in "abc":
        (tmp_path / name).write_text("{broken")

    status, _, err = collected(capsys, tmp_path)

    assert status == 2
    assert "the folder holds too many files, expected at most 2" in err


def test_a_file_that_is_no_inventory_is_not_merged(capsys, tmp_path):
    path = tmp_path / "x.json"
    path.write_text(json.dumps(AUDIT))

    status, _, err = collected(capsys, "--merge", path)

    assert status == 2
    assert f"{path}:1: no inventory" in err


def test_an_inventory_that_is_no_text_in_utf_8_is_not_merged(capsys, home, tmp_path):
    path = tmp_path / "x.json"
    collected(capsys, "--home", home, "--output", path)
    path.write_bytes(path.read_bytes().replace(b'"asks"', b'"\xff"'))

    status, out, err = collected(capsys, "--merge", path)

    assert (status, out) == (2, "")
    assert "the file is not text in UTF-8" in err


@pytest.mark.parametrize("form", ["inventory", "cyclonedx"])
def test_an_inventory_made_by_later_rules_is_merged_and_told(
    capsys, home, tmp_path, form
):
    path = tmp_path / "x.json"
    _, out, _ = collected(capsys, "--home", home)
    data = json.loads(out)
    fact = data["files"][0]["facts"][0]
    data["files"][0] |= {
        "format": "later-format",
        "facts": [
            {**fact, "name": "later.fact", "value": ["two", "words"]},
            {**fact, "name": "mcp.host", "value": ["a.example"]},
            {**fact, "name": "tool.sends", "value": True},
        ],
    }
    path.write_text(json.dumps(data))

    status, out, err = collected(capsys, "--merge", path, "--format", form, "--explain")

    assert status == 0
    assert "(later-format)" in err
    assert "later.fact: two, words" in err
    assert "later.fact" in out


def test_an_inventory_is_services_of_cyclonedx_and_comes_back_without_a_loss(
    capsys, home
):
    text = (SCHEMAS / "bom-1.7.SNAPSHOT.schema.json").read_text("utf-8")
    registry = Registry().with_resources(
        (f"http://cyclonedx.org/schema/{name}.schema.json", Resource.from_contents(json.loads((SCHEMAS / f"{name}.SNAPSHOT.schema.json").read_text("utf-8"))))
        for name in ("spdx", "jsf-0.82", "cryptography-defs")
    )  # fmt: skip
    _, plain, _ = collected(capsys, "--home", home)
    _, out, _ = collected(capsys, "--home", home, "--format", "cyclonedx")

    bom = json.loads(out)
    jsonschema.Draft7Validator(json.loads(text), registry=registry).validate(bom)
    assert is_services(bom)
    assert bom["services"][0]["provider"] == {"name": "Anthropic"}
    assert without_hashes(from_cyclonedx(bom)) == without_hashes(json.loads(plain))
    assert list(from_cyclonedx(bom)) == list(json.loads(plain))
    reader = reader_for(KEY)
    first, second = (readings_of(reader, text.encode(), "x") for text in (out, plain))
    assert [one.facts for one in first] == [one.facts for one in second]


def without_hashes(data):
    """Each run has a key of its own."""
    for file in data["files"]:
        for secret in file["secrets"]:
            secret["keyed_hash"] = ""
    return data


@pytest.mark.parametrize(
    "bom", [{}, {"bomFormat": "CycloneDX"}, {"metadata": {"properties": []}}]
)
def test_a_bill_of_something_else_is_no_inventory(bom):
    assert not is_services(bom)
    with pytest.raises(ValueError, match="holds no riskapp-inventory 1"):
        from_cyclonedx(bom)
