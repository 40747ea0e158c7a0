"""The command line, as people and scripts use it."""

import csv
import io
import json
import os
import pty
import signal
import subprocess
import sys
import termios
from contextlib import suppress
from pathlib import Path
from typing import Any

import pytest
from typer.testing import CliRunner, Result

from tests.adapters.runtime.tiny import put_model
from tests.hostile import HOSTILE
from tests.policies import put_policies
from warmline import assemble
from warmline.cli import app
from warmline.settings import Settings

CHAT = """Customer: I am furious, you lost my parcel again!
Agent: I am sorry to hear that.
Customer: Thank you so much for your help.

Customer: Where is my invoice?
"""
WARMLINE = [sys.executable, "-m", "warmline"]


@pytest.fixture(autouse=True)
def _folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    Path("chat.txt").write_text(CHAT)


def warmline(*args: str, stdin: str | bytes = "") -> Result:
    return CliRunner().invoke(app, args, input=stdin)


def records(result: Result) -> list[dict[str, Any]]:
    return [json.loads(line) for line in result.stdout.splitlines()]


def test_piped_output_is_a_line_of_json_for_each_customers_turn() -> None:
    result = warmline("read", "chat.txt")
    assert result.exit_code == 0
    assert not result.stderr
    assert [(each["kind"], each["id"], each["conversation_id"]) for each in records(result)] == [
        ("turn", "1", "chat-1"), ("turn", "3", "chat-1"), ("turn", "5", "chat-2"),
    ]  # fmt: skip
    assert "text" not in records(result)[0]


def test_conversations_have_lines_on_demand() -> None:
    kinds = [each["kind"] for each in records(warmline("read", "chat.txt", "--conversations"))]
    assert sorted(kinds) == ["conversation"] * 2 + ["turn"] * 3


def test_csv() -> None:
    result = warmline("read", "chat.txt", "--format", "csv", "--conversations")
    rows = list(csv.DictReader(io.StringIO(result.stdout)))
    assert sorted(row["kind"] for row in rows) == ["conversation"] * 2 + ["turn"] * 3


def test_table_without_a_terminal_has_no_escapes() -> None:
    result = warmline("read", "chat.txt", "--format", "table", "--explain")
    assert result.exit_code == 0
    assert "\x1b" not in result.stdout
    assert "conversation chat-2" in result.stdout
    assert "families: " in result.stdout


def test_redacted_text_comes_along() -> None:
    result = warmline("read", "--redact", stdin="Mail me at jane.doe@example.com please")
    (record,) = records(result)
    assert "jane" not in result.stdout
    assert "please" in str(record["text"])


@pytest.mark.parametrize("args", [("read",), ("read", "-"), ("read", "-", "--input-format", "jsonl")])
def test_standard_input(args: tuple[str, ...]) -> None:
    result = warmline(*args, stdin='{"text": "I am so happy", "id": "x"}')
    assert [each["id"] for each in records(result)] == ["x"]


def test_failures_are_named_one_a_line_and_the_rest_is_read() -> None:
    Path("bad.jsonl").write_text('{"text": "one"}\n{nope\n{"text": "x", "role": "\\u202e\\nboss"}\n')
    result = warmline("read", "bad.jsonl", "none.csv", "a\nb.txt", "chat.txt")
    assert result.exit_code == 1
    assert len(records(result)) == 4
    assert result.stderr.splitlines() == [
        "warmline: bad.jsonl:2: not JSON: unexpected character, expected a string key, column 2",
        "warmline: bad.jsonl:3: unknown role '\\u202e\\nboss'; known are customer, agent, bot",
        "warmline: none.csv: no such file",
        "warmline: a␊b.txt: no such file",
    ]


def test_output_appears_once_it_is_complete() -> None:
    assert warmline("read", "chat.txt", "--output", "out.jsonl").exit_code == 0
    assert len(Path("out.jsonl").read_text().splitlines()) == 3
    assert sorted(os.listdir()) == ["chat.txt", "out.jsonl"]


def test_output_follows_links_and_writes_into_devices() -> None:
    Path("real.csv").touch()
    Path("link.csv").symlink_to("real.csv")
    assert warmline("read", "chat.txt", "--format", "csv", "--output", "link.csv").exit_code == 0
    assert Path("link.csv").is_symlink()
    assert Path("real.csv").read_text().startswith("kind,")
    assert warmline("read", "chat.txt", "--output", "/dev/null").exit_code == 0
    assert not Path("/dev/null").is_file()


@pytest.mark.parametrize("output, why", [("no/such/out.csv", "No such file or directory"), (".", "Is a directory")])
def test_output_that_cannot_be_written(output: str, why: str) -> None:
    result = warmline("read", "chat.txt", "--output", output)
    assert result.exit_code == 1
    assert result.stderr.endswith(f": {why}\n")
    assert result.stderr.count("\n") == 1


def test_a_report_is_written() -> None:
    result = warmline("report", "chat.txt", "--html", "out.html", "--title", "Our <week>")
    assert result.exit_code == 0
    assert "Our &lt;week&gt;" in Path("out.html").read_text()


@pytest.fixture
def own_policies(tmp_path_factory: pytest.TempPathFactory, monkeypatch: pytest.MonkeyPatch) -> None:
    """No phrases but two feeling words that the shipped policies do not know."""
    lexicon = '[gratitude]\nstrong = ["zobble", "wibble"]\nmild = []\n'
    folder = put_policies(tmp_path_factory.mktemp("policies"), lexicon=lexicon)
    monkeypatch.setenv("WARMLINE_POLICIES", str(folder))


@pytest.mark.usefixtures("own_policies")
def test_two_readers_stand_side_by_side(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assemble, "ENCODER", put_model(tmp_path / "encoder"))
    assert warmline("report", "chat.txt", "--html", "out.html", "--compare").exit_code == 0
    page = Path("out.html").read_text()
    assert "Two readers" in page
    assert 'class="other"' in page
    assert warmline("report", "chat.txt", "--html", "alone.html").exit_code == 0
    assert "Two readers" not in Path("alone.html").read_text()


@pytest.mark.usefixtures("own_policies")
def test_both_readers_have_the_operators_policies(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(assemble, "ENCODER", put_model(tmp_path / "encoder"))
    seen: list[Settings] = []
    made = assemble.assemble_ear
    monkeypatch.setattr(assemble, "assemble_ear", lambda settings: seen.append(settings) or made(settings))
    assert warmline("report", "--html", "out.html", "--compare", stdin="the zobble is a wibble here").exit_code == 0
    assert [settings.reader for settings in seen] == ["best", "linear"]
    assert seen[0].policies == seen[1].policies is not None


@pytest.mark.usefixtures("own_policies")
def test_one_reader_is_not_compared_with_itself(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARMLINE_READER", "linear")
    result = warmline("report", "chat.txt", "--html", "out.html", "--compare")
    assert (result.exit_code, result.stderr) == (1, "warmline: --compare: the linear reader is the only one here\n")
    assert not Path("out.html").exists()


@pytest.mark.parametrize("command", [("read",), ("report", "--html", "out.html"), ("read", "--output", "out.jsonl")])
@pytest.mark.parametrize("reader", ["liner", "a\nb\u202e"])
def test_a_reader_that_is_none_is_said_in_one_line(
    monkeypatch: pytest.MonkeyPatch, command: tuple[str, ...], reader: str
) -> None:
    monkeypatch.setenv("WARMLINE_READER", reader)
    result = warmline(*command, "chat.txt")
    assert (result.exit_code, result.stdout) == (1, "")
    assert result.stderr == f"warmline: WARMLINE_READER is {reader!r}, not one of: best, linear\n"
    assert os.listdir() == ["chat.txt"]


@pytest.mark.usefixtures("own_policies")
def test_the_linear_reader_may_be_asked_for(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("WARMLINE_READER", "linear")
    assert {tuple(each["model"]) for each in records(warmline("read", "chat.txt"))} == {("linear",)}


@pytest.mark.parametrize(
    "args", [("read", "--nope"), ("read", "--format", "xml"), ("report", "chat.txt"), ("sing",), ()]
)
def test_usage_errors(args: tuple[str, ...]) -> None:
    assert warmline(*args).exit_code == 2


def test_version_and_help() -> None:
    assert warmline("--version").stdout.startswith("warmline 0.")
    for args in (("--help",), ("read", "-h"), ("report", "-h")):
        assert "Usage: " in warmline(*args).stdout


def test_commands_of_other_packages(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    info = tmp_path / "guest-1.dist-info"
    info.mkdir()
    (info / "METADATA").write_text("Metadata-Version: 2.1\nName: guest\nVersion: 1\n")
    (info / "entry_points.txt").write_text(
        "[warmline.commands]\ngreet = guest_commands:app\nbroken = no_such_module:app\n"
    )
    (tmp_path / "guest_commands.py").write_text(
        "import typer\napp = typer.Typer()\n@app.command()\ndef greet(name: str) -> None:\n    print('hello', name)\n"
    )
    monkeypatch.syspath_prepend(tmp_path)
    assert "guest_commands" not in sys.modules
    assert warmline("greet", "you").stdout == "hello you\n"
    result = warmline("broken")
    assert result.exit_code == 2
    assert result.stderr.startswith("warmline: broken: No module named 'no_such_module'\n")


def test_hostile_texts() -> None:
    lines = "\n".join(json.dumps({"text": text[:2_000]}) for text in HOSTILE)
    for form in ("table", "jsonl", "csv"):
        result = warmline("read", "--format", form, stdin=lines)
        assert result.exit_code == 1
        assert result.stderr
        assert {line.split(": ", 2)[2] for line in result.stderr.splitlines()} == {"the text is blank"}


def test_whoever_stops_reading_hears_nothing() -> None:
    command = subprocess.Popen(
        [*WARMLINE, "read"], stdin=subprocess.PIPE, stdout=subprocess.PIPE, stderr=subprocess.PIPE
    )
    assert command.stdin
    assert command.stdout
    assert command.stderr
    command.stdin.write(b"I am angry\n" * 2000)
    command.stdin.close()
    assert command.stdout.readline().startswith(b"{")
    command.stdout.close()
    assert command.wait(60) == 141
    assert command.stderr.read() == b""


def test_an_interrupt_ends_quietly_and_leaves_no_file() -> None:
    command = subprocess.Popen(
        [*WARMLINE, "read", "--output", "out.jsonl"], stdin=subprocess.PIPE, stderr=subprocess.PIPE,
        preexec_fn=lambda: signal.signal(signal.SIGINT, signal.SIG_DFL),  # a shell's background job ignores it
    )  # fmt: skip
    assert command.stdin
    assert command.stderr
    command.stdin.write(b"I am angry\n{nope\n\xff\n")
    command.stdin.flush()
    assert b"stdin:3: " in command.stderr.readline()
    assert _interrupted(command) == 130
    assert command.stderr.read() == b""
    assert os.listdir() == ["chat.txt"]


def _interrupted(command: subprocess.Popen[bytes]) -> int:
    """The exit code after Ctrl-C, pressed again where Python lost it (in a finaliser it is only printed)."""
    for _ in range(6):
        command.send_signal(signal.SIGINT)
        with suppress(subprocess.TimeoutExpired):
            return command.wait(15)
    raise AssertionError("it goes on")


def test_closed_streams_are_no_trouble() -> None:
    command = " ".join(WARMLINE)
    done = subprocess.run(["sh", "-c", f"{command} read chat.txt <&-"], capture_output=True, check=False)
    assert (done.returncode, done.stdout.count(b"\n"), done.stderr) == (0, 3, b"")
    done = subprocess.run(["sh", "-c", f"{command} read chat.txt >&-"], capture_output=True, check=False)
    assert (done.returncode, done.stderr) == (0, b"")


def terminal(*args: str, **environment: str) -> str:
    """What a terminal of 100 columns receives."""
    ours, theirs = pty.openpty()
    termios.tcsetwinsize(theirs, (24, 100))
    subprocess.run(
        [*WARMLINE, *args], stdin=theirs, stdout=theirs, stderr=theirs, timeout=60, check=False,
        env=os.environ | {"TERM": "xterm-256color"} | environment,
    )  # fmt: skip
    os.close(theirs)
    received = b""
    while True:
        try:
            received += os.read(ours, 65536)
        except OSError:
            os.close(ours)
            return received.decode()


def test_a_terminal_gets_a_coloured_table_and_no_bar() -> None:
    received = terminal("read", "chat.txt")
    assert "\x1b[1mconversation chat-1" in received
    assert "Reading" not in received


def test_a_bar_moves_while_a_file_is_written() -> None:
    assert "Reading" in terminal("read", "chat.txt", "--output", "out.jsonl")


def test_nothing_to_read_on_a_terminal_is_explained() -> None:
    assert "name a FILE, or pipe text in" in terminal("read")
