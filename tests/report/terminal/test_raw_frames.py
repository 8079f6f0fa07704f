"""A command that sends raw frames: it is run, through a websocat that writes down what it gets."""

import json
import shutil
import subprocess

import pytest
from conversations import KEY, ask, ok, sent

from conformance.report.terminal.raw_frames import raw_command
from conformance.transcript.frames import Direction, EvidenceClass, Frame, Opcode, Transcript

URL = "wss://testnet.example/ws-dapi/v1?returnRateLimits=false"
STOP = "userDataStream.stop"
PADDED = "<apiKey-1>".ljust(64, "x")
OTHER = "<apiKey-2>".ljust(64, "x")


def transcript(*frames, **about):
    given = {"endpoint": URL, "api_key": PADDED, "evidence_class": EvidenceClass.TESTNET} | about
    return Transcript("test", frames, **given)


def run(command, folder, shell="sh", **keys):
    """Run a command with a stand-in for websocat and for sleep; return its arguments, and input."""
    programs = {
        "websocat": f'#!/bin/sh\nprintf "%s\\n" "$@" > {folder}/args\ncat > {folder}/input\n',
        "sleep": "#!/bin/sh\n",
    }
    for name, text in programs.items():
        (folder / name).write_text(text)
        (folder / name).chmod(0o755)
    path = f"{folder}:/usr/bin:/bin"
    subprocess.run([shell, "-c", command], env={"PATH": path} | keys, timeout=60, check=True)
    return (folder / "args").read_text().splitlines(), (folder / "input").read_text().splitlines()


@pytest.mark.parametrize("shell", ["sh", "bash", "zsh"])
def test_the_frames_are_sent_as_they_were_with_the_key_of_the_environment(tmp_path, shell):
    if shutil.which(shell) is None:
        shell = "sh"
    awkward = '{"id":"it\'s $HOME `x` \\\\ \\" %s ! *", "method":'
    frames = (ask(STOP, "a", apiKey=PADDED), ok("a"), sent(awkward), sent("no json"))
    command = raw_command(transcript(*frames))
    arguments, lines = run(command, tmp_path, shell, BINANCE_API_KEY=KEY)
    assert arguments == [URL]
    assert json.loads(lines[0])["params"] == {"apiKey": KEY}
    assert lines[1:] == [awkward, "no json"]


def test_no_more_is_sent_than_what_was_sent_up_to_the_frame(tmp_path):
    frames = (ask(STOP, "a"), ok("a"), ask(STOP, "b"), ok("b"), ask(STOP, "c"))
    _, lines = run(raw_command(transcript(*frames), 3), tmp_path)
    assert [json.loads(line)["id"] for line in lines] == ["a", "b"]


def test_each_of_several_keys_has_a_variable_of_its_own(tmp_path):
    frames = (ask(STOP, apiKey=PADDED), ask(STOP, apiKey=OTHER))
    command = raw_command(transcript(*frames, keys={"otherKey": OTHER}))
    _, lines = run(command, tmp_path, BINANCE_API_KEY="one", BINANCE_OTHER_API_KEY="two")
    assert [json.loads(line)["params"]["apiKey"] for line in lines] == ["one", "two"]


@pytest.mark.parametrize(
    "frames, about",
    [
        ([], {}),
        ([ask("session.logon", signature="s", timestamp=1)], {}),
        ([ask(STOP, apiKey="<secret-1>".ljust(64, "x"))], {}),
        ([ask(STOP, apiKey=OTHER)], {}),
        ([Frame(Direction.SENT, b"\0", opcode=Opcode.BINARY)], {}),
        ([sent('{"id":\n1}')], {}),
        ([sent("")], {}),
        ([sent("x" * 5000)], {}),
        ([Frame(Direction.SENT, "{}", connection=name) for name in "AB"], {}),
        ([ask(STOP)], {"evidence_class": EvidenceClass.REFERENCE}),
        ([ask(STOP)], {"endpoint": "wss://host/?key=<secret>"}),
        ([ask(STOP)], {"endpoint": ""}),
    ],
)
def test_what_a_command_cannot_send_has_none(frames, about):
    assert raw_command(transcript(*frames, **about)) == ""


@pytest.mark.parametrize("length, has_one", [(1000, True), (1001, False)])
def test_a_command_has_1000_characters_at_most(length, has_one):
    fixed = len(raw_command(transcript(sent("x"))))
    command = raw_command(transcript(sent("x" * (length - fixed + 1))))
    assert len(command) == (length if has_one else 0)
