"""Servers that a benchmark starts and asks over HTTP."""

from __future__ import annotations

import contextlib
import http.client
import os
import socket
import subprocess
import time
from collections.abc import Callable, Iterator
from pathlib import Path

from data import SECRET, Place

PATIENCE = 60  # seconds
BENCH = Path(__file__).parent


class Site:
    """A server that was started, and a connection to it, which it closes after some seconds."""

    def __init__(self, port: int) -> None:
        self.connection = http.client.HTTPConnection("127.0.0.1", port, timeout=PATIENCE)
        self.cookie = ""

    def get(self, path: str, **headers: str) -> str:
        """Return a page, and keep the cookie that comes with it."""
        try:
            self.connection.request("GET", path, headers={"Cookie": self.cookie, **headers})
            answer = self.connection.getresponse()
        except http.client.RemoteDisconnected:
            self.connection.close()
            return self.get(path, **headers)
        text = answer.read().decode()
        assert answer.status == 200, text
        self.cookie = answer.headers.get("Set-Cookie", self.cookie).partition(";")[0]
        return text


@contextlib.contextmanager
def started(made: Place, command: Callable[[int], list[str]]) -> Iterator[Site]:
    """Start a server, wait until it answers, and stop it in the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    environment = {
        **os.environ,
        "BUMEN_DATABASE_URL": made.url,
        "BUMEN_DATA_DIR": str(made.folder / "data"),
        "BUMEN_SECRET_KEY": SECRET,
        "BUMEN_LANGUAGE": "en",
    }
    with (made.folder / f"server-{port}.log").open("w") as log:
        server = subprocess.Popen(command(port), cwd=BENCH, env=environment, stdout=log, stderr=log)
        try:
            wait(port)
            yield Site(port)
        finally:
            server.terminate()
            server.wait(PATIENCE)


def wait(port: int) -> None:
    """Wait until somebody listens.

    :raises TimeoutError: if nobody does.
    """
    for _attempt in range(PATIENCE * 10):
        with contextlib.suppress(OSError), socket.create_connection(("127.0.0.1", port)):
            return
        time.sleep(0.1)
    raise TimeoutError
