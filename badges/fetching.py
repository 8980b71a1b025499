"""Fetching documents from addresses that strangers wrote, without being turned on ourselves.

Only https on its usual port, only to addresses of the public internet, checked where the
connection is made: the address that was looked up and judged is the one connected to, so a
name that changes its answer gains nothing. Time, size and redirects are bounded.
"""

import http.client
import ipaddress
import json
import socket
import ssl
import threading
import time
from collections.abc import Callable, Mapping
from concurrent.futures import ThreadPoolExecutor
from concurrent.futures import TimeoutError as TooSlow
from dataclasses import dataclass, field
from functools import cache
from typing import Any
from urllib.parse import SplitResult, urljoin, urlsplit

from badges.credentials.doors import Unreachable
from badges.credentials.wording import said as _

IpAddress = ipaddress.IPv4Address | ipaddress.IPv6Address

HTTPS_PORT = 443
TIME_LIMIT = 6.0
SIZE_LIMIT = 512 * 1024
MOST_REDIRECTS = 3
MOST_ADDRESSES = 3

_REDIRECTS = frozenset({301, 302, 303, 307, 308})
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")
# The system's resolver knows no time limit, so it is asked from a few threads of its own.
_resolvers = ThreadPoolExecutor(max_workers=4, thread_name_prefix="resolve")


@dataclass(frozen=True, slots=True)
class Answer:
    """What was fetched in the end: `url` after redirects."""

    url: str
    status: int
    body: bytes


def look_up(host: str) -> list[str]:
    """The addresses of a host name. Raises OSError."""
    found = socket.getaddrinfo(host, HTTPS_PORT, type=socket.SOCK_STREAM)
    return list(dict.fromkeys(str(entry[4][0]) for entry in found))


def dial(address: str, timeout: float) -> socket.socket:
    """A TCP connection to port 443 of a numeric address. Raises OSError."""
    return socket.create_connection((address, HTTPS_PORT), timeout=timeout)


def is_public(address: str) -> bool:
    """Whether a numeric address lies on the public internet, also once it is unwrapped from
    the IPv6 forms that carry an IPv4 address."""
    try:
        ip: IpAddress = ipaddress.ip_address(address)
    except ValueError:
        return False
    if isinstance(ip, ipaddress.IPv6Address):
        ip = _carried_ipv4(ip) or ip
    if isinstance(ip, ipaddress.IPv6Address) and (ip.sixtofour is not None or ip.is_site_local):
        return False
    return ip.is_global and not (ip.is_multicast or ip.is_reserved)


def _carried_ipv4(ip: ipaddress.IPv6Address) -> ipaddress.IPv4Address | None:
    if ip.ipv4_mapped is not None:
        return ip.ipv4_mapped
    if ip in _NAT64:
        return ipaddress.IPv4Address(int(ip) & 0xFFFF_FFFF)
    return None


@dataclass(frozen=True, slots=True)
class Fetcher:
    """Fetches over https. How names are looked up, which addresses are allowed and how they
    are dialled can be given, for a network that is not the internet."""

    resolve: Callable[[str], list[str]] = look_up
    allows: Callable[[str], bool] = is_public
    connect: Callable[[str, float], socket.socket] = dial
    tls: ssl.SSLContext = field(default_factory=ssl.create_default_context)
    time_limit: float = TIME_LIMIT
    size_limit: int = SIZE_LIMIT

    def fetch(self, url: str, *, accept: str = "*/*") -> Answer:
        """GET `url`, following redirects, whatever the final status and content type are.

        Raises Unreachable for an address that is refused, no answer, or one that takes too
        long or is too large.
        """
        deadline = time.monotonic() + self.time_limit
        for _step in range(MOST_REDIRECTS + 1):
            answer = self._one(url, accept, deadline)
            if isinstance(answer, Answer):
                return answer
            url = answer
        raise Unreachable(_("the address leads from one to the next"))

    def _one(self, url: str, accept: str, deadline: float) -> Answer | str:
        """The answer of one address, or the address that it sends on to."""
        parts, host = _checked(url)
        connection = _PinnedConnection(host, self, self._addresses(host, deadline), deadline)
        try:
            connection.request(
                "GET",
                parts._replace(scheme="", netloc="", fragment="").geturl() or "/",
                headers={
                    "Accept": accept,
                    "Accept-Encoding": "identity",
                    "Connection": "close",
                    "User-Agent": "Cairn (verifies badges)",
                },
            )
            with connection.getresponse() as response:
                location = response.getheader("Location")
                if response.status in _REDIRECTS and location:
                    return urljoin(url, location)
                body = response.read(self.size_limit + 1)
        except (OSError, http.client.HTTPException, ValueError) as error:
            raise Unreachable(_("%(host)s did not answer as expected", host=host)) from error
        finally:
            connection.release()
        if time.monotonic() >= deadline:
            raise Unreachable(_("%(host)s took too long", host=host))
        if len(body) > self.size_limit:
            raise Unreachable(_("%(host)s answers with more than any credential needs", host=host))
        return Answer(url, response.status, body)

    def _addresses(self, host: str, deadline: float) -> list[str]:
        """Where to connect to. One address that is not public discredits the whole name."""
        try:
            found = _resolvers.submit(self.resolve, host).result(_remaining(deadline))
        except (OSError, UnicodeError, TooSlow) as error:
            raise Unreachable(_("%(host)s is not known", host=host)) from error
        if not found or not all(self.allows(address) for address in found):
            raise Unreachable(_("%(host)s is not on the public internet", host=host))
        return found[:MOST_ADDRESSES]


@cache
def of_the_internet() -> Fetcher:
    """The fetcher of a running site."""
    return Fetcher()


class _PinnedConnection(http.client.HTTPSConnection):
    """A connection to addresses that were judged already, for the host that was asked for.

    The host is what the certificate must be for and what the request names. At the deadline
    the connection is cut, however slowly the other side keeps dripping.
    """

    def __init__(self, host: str, fetcher: Fetcher, addresses: list[str], deadline: float) -> None:
        super().__init__(host, HTTPS_PORT, context=fetcher.tls)
        self._fetcher = fetcher
        self._addresses = addresses
        self._deadline = deadline
        self._wire: socket.socket | None = None
        self._cutter: threading.Timer | None = None

    def connect(self) -> None:
        plain = self._dialled()
        # Of its own: the other becomes part of the TLS socket and is no longer ours to cut.
        self._wire = plain.dup()
        self._cutter = threading.Timer(_remaining(self._deadline), self._cut)
        self._cutter.daemon = True
        self._cutter.start()
        try:
            self.sock = self._fetcher.tls.wrap_socket(plain, server_hostname=self.host)
        except BaseException:
            plain.close()
            raise

    def release(self) -> None:
        """To be called at the end. `close` won't do: http.client calls it before the body."""
        if self._cutter is not None:
            self._cutter.cancel()
        self.close()
        if self._wire is not None:
            self._wire.close()

    def _dialled(self) -> socket.socket:
        failure: OSError = OSError("there is no address")
        for address in self._addresses:
            try:
                return self._fetcher.connect(address, _remaining(self._deadline))
            except OSError as error:
                failure = error
        raise failure

    def _cut(self) -> None:
        assert self._wire is not None
        try:
            self._wire.shutdown(socket.SHUT_RDWR)
        except OSError:
            return  # the other side was faster


def json_object(body: bytes) -> Mapping[str, Any]:
    """The JSON object in `body`. Raises Unreachable for anything else."""
    try:
        document = json.loads(body)
    except (ValueError, RecursionError) as error:
        raise Unreachable(_("what was found there is no JSON")) from error
    if not isinstance(document, dict):
        raise Unreachable(_("what was found there is no JSON object"))
    return document


def _checked(url: str) -> tuple[SplitResult, str]:
    """The parts of an address that may be asked, and its host in ASCII."""
    try:
        parts = urlsplit(url)
        port = parts.port
        host = (parts.hostname or "").encode("idna").decode("ascii")
    except (ValueError, UnicodeError) as error:
        raise Unreachable(_("this is no address")) from error
    if parts.scheme != "https" or not host or port not in (None, HTTPS_PORT):
        raise Unreachable(_("only https addresses on the usual port are asked"))
    if parts.username is not None or parts.password is not None:
        raise Unreachable(_("an address with a user name in it is not asked"))
    if not url.isascii() or any(character <= " " for character in url):
        raise Unreachable(_("this is no address"))
    return parts, host


def _remaining(deadline: float) -> float:
    remaining = deadline - time.monotonic()
    if remaining <= 0:
        raise Unreachable(_("it took too long"))
    return remaining
