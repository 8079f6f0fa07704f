"""The client's side under load: the proxy's latency, and the reference server's memory.

Run by `make bench`; prints, and judges nothing. The proxy is measured against a bare relay of
threads, which only passes bytes on, in the same run.
"""

import argparse
import contextlib
import json
import os
import re
import resource
import socket
import statistics
import subprocess
import sys
import threading
import time
from pathlib import Path

from websockets.sync.client import connect
from websockets.sync.server import serve

from conformance.clients.library import running_proxy

KEY = "k" * 64
ROUNDS, TIMES = 7, 400


@contextlib.contextmanager
def echoing():
    """Run a server that sends everything back."""

    def echo(connection):
        for message in connection:
            connection.send(message)

    with serve(echo, "127.0.0.1", 0, compression=None, max_size=None) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"ws://127.0.0.1:{server.socket.getsockname()[1]}/ws-dapi/v1"


@contextlib.contextmanager
def bare_relay(url):
    """Pass bytes on, and do nothing else."""
    port = int(url.rpartition(":")[2].partition("/")[0])

    def pump(source, sink):
        with contextlib.suppress(OSError):
            while data := source.recv(65536):
                sink.sendall(data)
            sink.shutdown(socket.SHUT_WR)

    def accept():
        with contextlib.suppress(OSError):
            while True:
                client, _ = listening.accept()
                server = socket.create_connection(("127.0.0.1", port))
                for each in (client, server):
                    each.setsockopt(socket.IPPROTO_TCP, socket.TCP_NODELAY, 1)
                for ends in ((client, server), (server, client)):
                    threading.Thread(target=pump, args=ends, daemon=True).start()

    with socket.create_server(("127.0.0.1", 0)) as listening:
        threading.Thread(target=accept, daemon=True).start()
        yield f"ws://127.0.0.1:{listening.getsockname()[1]}/ws-dapi/v1"


def latency(url):
    """Return the median time of a round trip, in ms."""
    text = json.dumps({"id": 1, "method": "userDataStream.stop", "params": {"apiKey": KEY}})
    times = []
    with connect(url, proxy=None, compression=None) as client:
        for _ in range(TIMES):
            began = time.perf_counter()
            client.send(text)
            client.recv()
            times.append((time.perf_counter() - began) * 1000)
    return statistics.median(times)


def measure_proxy():
    """Print the latency without anything between, with a bare relay, and with the proxy."""
    with echoing() as url, bare_relay(url) as relayed, running_proxy(url) as proxy:
        ways = {"direct": url, "bare relay": relayed, "proxy": proxy.url}
        medians = {
            name: statistics.median(latency(way) for _ in range(ROUNDS))
            for name, way in ways.items()
        }
    added = {name: medians[name] - medians["direct"] for name in medians}
    print({name: f"{ms:.3f} ms" for name, ms in medians.items()})
    print(f"added: bare relay {added['bare relay']:.3f} ms, proxy {added['proxy']:.3f} ms")
    print(f"proxy to bare relay: {medians['proxy'] / medians['bare relay']:.2f} x")


def memory_of(process):
    """Return the memory that a process has now, in MB."""
    text = Path(f"/proc/{process.pid}/status").read_text("utf-8")
    return int(re.search(r"^VmRSS:\s+(\d+)", text, re.MULTILINE)[1]) / 1024


def cycle(client, key=KEY):
    """Start, ping and stop; return how many answers were successes."""
    count = 0
    for number, method in enumerate(("start", "ping", "stop")):
        request = {"id": number, "method": f"userDataStream.{method}", "params": {"apiKey": key}}
        client.send(json.dumps(request))
        count += json.loads(client.recv(60))["id"] == number
    return count


def hold(url, number, process):
    """Hold so many connections at once, and do a cycle on each; return answers and MB."""
    with contextlib.ExitStack() as stack:
        clients = [
            stack.enter_context(connect(url, proxy=None, open_timeout=60, ping_interval=None))
            for _ in range(number)
        ]
        return sum(cycle(client) for client in clients), memory_of(process)


def requests(url, number, workers=4):
    """Send so many requests on a few connections; return the answers that came."""
    counts = []

    def work():
        with connect(url, proxy=None, ping_interval=None) as client:
            counts.append(sum(cycle(client) for _ in range(number // 3 // workers)))

    threads = [threading.Thread(target=work) for _ in range(workers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    return sum(counts)


def plain_gets(url, number):
    """Ask for the path so many times without wanting a WebSocket; return the answers."""
    port = int(url.rpartition(":")[2].partition("/")[0])
    count = 0
    for _ in range(number):
        with socket.create_connection(("127.0.0.1", port), timeout=30) as plain:
            plain.sendall(b"GET /ws-dapi/v1 HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
            count += plain.recv(65536).startswith(b"HTTP/1.1 426")
    return count


def measure_server(connections, total):
    """Print the server's memory as it holds connections, and after many requests."""
    soft, hard = resource.getrlimit(resource.RLIMIT_NOFILE)
    resource.setrlimit(resource.RLIMIT_NOFILE, (min(hard, max(soft, 16_384)), hard))
    command = [sys.executable, "-m", "conformance", "serve", "--api-key", KEY]
    command += ["--weight-limit", str(10**9 - 1)]
    with subprocess.Popen(command, stdout=subprocess.PIPE, text=True) as process:
        url = process.stdout.readline().strip()
        memory = {"begin": memory_of(process)}
        for turn in ("first", "second", "third"):
            began = time.monotonic()
            answers, memory[f"held, {turn}"] = hold(url, connections, process)
            print(f"{connections} connections: {answers} answers, {time.monotonic() - began:.0f} s")
        for turn in range(1, 5):
            answers = requests(url, total // 4)
            memory[f"{turn * total // 4} requests"] = memory_of(process)
            print(f"{total // 4} requests: {answers} answers")
        for turn in range(1, 5):
            count = plain_gets(url, total // 4)
            memory[f"{turn * total // 4} GETs"] = memory_of(process)
            print(f"{total // 4} plain GETs: {count} answers")
        process.terminate()
        print(f"ended with {process.wait(60)}")
    print({name: f"{mb:.0f} MB" for name, mb in memory.items()})


if __name__ == "__main__":
    parser = argparse.ArgumentParser()
    parser.add_argument("--connections", type=int, default=2_000)
    parser.add_argument("--requests", type=int, default=100_000)
    chosen = parser.parse_args()
    print(f"{os.cpu_count()} processors")
    measure_proxy()
    measure_server(chosen.connections, chosen.requests)
