"""What is recorded of clients: a sentence says how much there was, and whether all had room."""

import pytest

from conformance.evidence.recordings.session import write_session
from conformance.transcript.frames import Direction, EvidenceClass, Opcode
from conformance.transcript.recording import Recording

SENT = '{"id":1,"method":"userDataStream.stop"}'


@pytest.mark.parametrize(
    "most, sentence",
    [
        (0, "nothing was recorded, so {} was not written"),
        (1, "1 frame recorded in {}; 1 frame had no room"),
        (2, "2 frames recorded in {}"),
    ],
)
def test_how_much_was_recorded_is_one_sentence(tmp_path, most, sentence):
    recording = Recording(lambda: 1, most=most)
    for _ in range(2):
        recording.keep(Direction.SENT, Opcode.TEXT, SENT, recording.name())
    path = tmp_path / "session.yaml"
    done = write_session(path, recording, EvidenceClass.OTHER, "ws://127.0.0.1/")
    assert done == sentence.format(path)
    assert path.exists() == (most > 0)
