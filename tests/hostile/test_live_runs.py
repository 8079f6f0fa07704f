"""No server learns a key, breaks a run, or changes a verdict, whatever it sends."""

import pytest
from attacks import ATTACKS
from hostile_server import HostileServer


@pytest.mark.parametrize("attack", ATTACKS, ids=str)
def test_an_attack_harms_nobody(attacked, attack):
    server = HostileServer(attack.attack, attack.handshake)
    with server.running() as url:
        done = attacked(url)
    if attack.code is not None:
        assert done.code == attack.code, done.output[-2000:]
