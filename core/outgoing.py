"""Requests that leave the house: never to private addresses, never further than told.

The name of the host is resolved once and the connection goes to the address that was checked, so
that a name which changes its mind leads nowhere else; redirects are not followed.
"""

from __future__ import annotations

import ipaddress
import socket
import ssl
from collections.abc import Mapping
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

from flask_babel import gettext as _

from core.errors import BusinessError

if TYPE_CHECKING:
    import urllib3

CONNECT_SECONDS, READ_SECONDS = 5, 10
MOST_READ = 64 * 1024
SCHEMES = {"http": 80, "https": 443}


class UnreachableError(Exception):
    """Nobody answered, or nobody may be asked; the text says why."""


def check_address(url: str, *, private: bool) -> None:
    """Refuse an address that we never send anything to.

    :param private: whether plain HTTP and hosts of the own network are allowed.
    :raises BusinessError: saying what is wrong with it.
    """
    parts = urlsplit(url)
    if parts.scheme not in SCHEMES or not parts.hostname or parts.username is not None:
        raise BusinessError(_("Write an address such as https://example.org/hook."), field="url")
    if parts.scheme == "http" and not private:
        raise BusinessError(_("Only addresses with https are allowed here."), field="url")


def get(url: str, headers: Mapping[str, str], *, private: bool) -> tuple[int, bytes]:
    """Ask for what is there; return the status and the beginning of the answer.

    :raises UnreachableError: if the host is private, unknown, silent or its certificate is wrong.
    """
    return _sent("GET", url, None, headers, private)


def post(url: str, body: bytes, headers: Mapping[str, str], *, private: bool) -> tuple[int, bytes]:
    """Send something; return the status and the beginning of the answer.

    :raises UnreachableError: if the host is private, unknown, silent or its certificate is wrong.
    """
    return _sent("POST", url, body, headers, private)


def _sent(
    method: str, url: str, body: bytes | None, headers: Mapping[str, str], private: bool
) -> tuple[int, bytes]:
    import urllib3  # few processes ever send anything

    parts = urlsplit(url)
    host, port = parts.hostname or "", parts.port or SCHEMES[parts.scheme]
    target = parts.path or "/"
    if parts.query:
        target = f"{target}?{parts.query}"
    with _pool(parts.scheme, host, _resolved(host, port, private=private), port) as pool:
        try:
            answer = pool.urlopen(
                method,
                target,
                body=body,
                headers={**headers, "Host": parts.netloc},
                redirect=False,
                retries=False,
                preload_content=False,
            )
            said = answer.read(MOST_READ)
            answer.close()
        except urllib3.exceptions.HTTPError as error:
            raise UnreachableError(_why(error, host)) from error
    return answer.status, said


def _why(error: Exception, host: str) -> str:
    import urllib3

    if isinstance(error, urllib3.exceptions.ReadTimeoutError):
        return _("%(host)s did not answer within %(s)s seconds.", host=host, s=READ_SECONDS)
    if isinstance(error, urllib3.exceptions.SSLError):
        return _("The certificate of %(host)s is not valid.", host=host)
    return _("Nobody answers at %(host)s.", host=host)


def _resolved(host: str, port: int, *, private: bool) -> str:
    try:
        found = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)
    except OSError as error:
        raise UnreachableError(_("The host %(host)s is unknown.", host=host)) from error
    addresses = [str(one[4][0]) for one in found]
    if not private and not all(ipaddress.ip_address(one).is_global for one in addresses):
        raise UnreachableError(_("The host %(host)s is in a private network.", host=host))
    return addresses[0]


def _pool(scheme: str, host: str, address: str, port: int) -> urllib3.HTTPConnectionPool:
    import urllib3

    timeout = urllib3.Timeout(connect=CONNECT_SECONDS, read=READ_SECONDS)
    if scheme == "http":
        return urllib3.HTTPConnectionPool(address, port, timeout=timeout)
    return urllib3.HTTPSConnectionPool(
        address,
        port,
        timeout=timeout,
        ssl_context=ssl.create_default_context(),
        server_hostname=host,
        assert_hostname=host,
    )
