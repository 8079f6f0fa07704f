"""Hosts on one machine: network namespaces with addresses of their own, and a way to a server.

Run as a script, it passes bytes on from loopback to an address: a key in the clear goes nowhere
else. It needs root, and iproute2.
"""

import contextlib
import os
import shutil
import socket
import subprocess
import sys
import threading
import time

NET = "10.203.7"
HERE = f"{NET}.1"
"""The address of this machine as the hosts see it."""
_NAMES = ("ucfA", "ucfB")


def _ip(*words):
    subprocess.run(["ip", *words], check=True, capture_output=True, timeout=20)


def why_no_hosts():
    """Return why there can be no hosts here; empty where there can."""
    if os.name != "posix" or os.geteuid() != 0:
        return "network namespaces need root"
    if shutil.which("ip") is None:
        return "network namespaces need iproute2"
    try:
        with hosts(1):
            return ""
    except (subprocess.SubprocessError, OSError) as error:
        return f"network namespaces cannot be made here ({type(error).__name__})"


@contextlib.contextmanager
def hosts(count):
    """Yield the names of so many hosts, on one network with this machine."""
    with contextlib.ExitStack() as stack:
        _ip("link", "add", "ucfbridge", "type", "bridge")
        stack.callback(_ip, "link", "del", "ucfbridge")
        _ip("addr", "add", f"{HERE}/24", "dev", "ucfbridge")
        _ip("link", "set", "ucfbridge", "up")
        for number, name in enumerate(_NAMES[:count], start=2):
            _ip("netns", "add", name)
            stack.callback(_ip, "netns", "del", name)
            _ip("link", "add", f"{name}0", "type", "veth", "peer", "name", "eth0", "netns", name)
            _ip("link", "set", f"{name}0", "master", "ucfbridge", "up")
            _ip("-n", name, "addr", "add", f"{NET}.{number}/24", "dev", "eth0")
            _ip("-n", name, "link", "set", "eth0", "up")
            _ip("-n", name, "link", "set", "lo", "up")
        yield _NAMES[:count]


@contextlib.contextmanager
def ways_to(port, names):
    """Let each host reach a port of this machine as a port of its own loopback."""
    with contextlib.ExitStack() as stack:
        for name in names:
            command = ["ip", "netns", "exec", name, sys.executable, __file__, str(port)]
            process = subprocess.Popen(command, stdout=subprocess.PIPE)
            stack.callback(_end, process)
            process.stdout.readline()  # it listens
        yield


def _end(process):
    process.terminate()
    process.wait(10)
    process.stdout.close()


def workers(names):
    """Return options that start a worker of pytest-xdist on each host."""
    specs = [f"popen//python=ip netns exec {name} {sys.executable}" for name in names]
    return [word for spec in specs for word in ("--tx", spec)] + ["--dist", "loadgroup"]


def slow(seconds):
    """Return hooks of a server whose messages take so long, as they do from far away."""

    def wait(*_):
        time.sleep(seconds)

    return {"before": wait, "handshake": wait}


def _pass_on(source, sink):
    with contextlib.suppress(OSError):
        while data := source.recv(65536):
            sink.sendall(data)
        sink.shutdown(socket.SHUT_WR)


def main(port):
    """Pass bytes on, until this process is ended."""
    with socket.create_server(("127.0.0.1", port), backlog=100) as listening:
        sys.stdout.write("listening\n")
        sys.stdout.flush()
        while True:
            client, _ = listening.accept()
            server = socket.create_connection((HERE, port))
            for each in (client, server):
                each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
            for ends in ((client, server), (server, client)):
                threading.Thread(target=_pass_on, args=ends, daemon=True).start()


if __name__ == "__main__":
    main(int(sys.argv[1]))
