"""A deployment that browsers look at: the real server, its worker and a fresh database."""

from __future__ import annotations

import contextlib
import os
import socket
import subprocess
import sys
import time
import urllib.error
import urllib.request
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

BUMEN = Path(sys.executable).with_name("bumen")
PASSWORD = "spruce-and-larch-7"
START_SECONDS = 90


@dataclass(frozen=True)
class Site:
    """Where the pages are, and the folder of the deployment."""

    url: str
    folder: Path

    def bumen(self, *arguments: str, text: str = "") -> str:
        """Run a command that must succeed and return what it prints."""
        done = subprocess.run(
            [BUMEN, *arguments],
            env=environment(self.folder),
            input=text,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, f"bumen {' '.join(arguments)}\n{done.stdout}{done.stderr}"
        return done.stdout

    def let_in(self, name: str, *roles: str, language: str = "en") -> str:
        """Create a user and return the address to sign in with."""
        email = f"{name.lower()}@example.com"
        chosen = [option for role in roles for option in ("--role", role)]
        self.bumen(
            *("user", "create", email, "--name", name, "--language", language, *chosen),
            "--password-stdin",
            text=f"{PASSWORD}\n",
        )
        return email


def environment(folder: Path) -> dict[str, str]:
    """Return what the processes of a deployment read."""
    return {
        **os.environ,
        "BUMEN_DATABASE_URL": f"sqlite:///{folder / 'bumen.db'}",
        "BUMEN_DATA_DIR": str(folder / "data"),
        "BUMEN_LANGUAGE": "en",
    }


@contextlib.contextmanager
def served(folder: Path, *setup: str) -> Iterator[Site]:
    """Prepare a deployment with a command, serve it, and stop it in the end."""
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    site = Site(f"http://127.0.0.1:{port}", folder)
    site.bumen(*setup)
    log = (folder / "server.log").open("w")
    with log:
        server = subprocess.Popen(
            [BUMEN, "serve", "--port", str(port)],
            env=environment(folder),
            stdout=log,
            stderr=subprocess.STDOUT,
        )
        try:
            _wait(site, server)
            yield site
        finally:
            server.terminate()
            server.wait(START_SECONDS)


def _wait(site: Site, server: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + START_SECONDS
    while time.monotonic() < until and server.poll() is None:
        with contextlib.suppress(urllib.error.URLError, ConnectionError):
            urllib.request.urlopen(f"{site.url}/login", timeout=5).close()
            return
        time.sleep(0.1)
    raise AssertionError((site.folder / "server.log").read_text())
