"""Fetching from strangers, against a server of our own that stands for the internet."""

import itertools
import ssl
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import Any

import pytest
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from badges import fetching
from badges.credentials.doors import Unreachable
from badges.fetching import Fetcher, is_public

PUBLIC = "93.184.215.14"


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """A certificate for badges.example that signs itself, with its key, in one file."""
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "badges.example")])
    now = datetime.now(UTC)
    signed = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(x509.SubjectAlternativeName([x509.DNSName("badges.example")]), False)
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), True)
        .sign(key, hashes.SHA256())
    )
    path = tmp_path_factory.mktemp("tls") / "certificate.pem"
    path.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + signed.public_bytes(serialization.Encoding.PEM)
    )
    return path


class Internet:
    """One server behind every name. `pages` maps a path to what is written to the wire."""

    def __init__(self, certificate: Path) -> None:
        self.pages: dict[str, Any] = {}
        self.names: dict[str, list[str]] = {"badges.example": [PUBLIC]}
        self.requests: list[Any] = []
        self.looked_up: list[str] = []
        self.dialled: list[str] = []
        self.port = 0
        self.trust = ssl.create_default_context(cafile=str(certificate))

    def fetcher(self, **settings: Any) -> Fetcher:
        def resolve(host: str) -> list[str]:
            self.looked_up.append(host)
            if host not in self.names:
                raise OSError("no such host")
            return self.names[host]

        def connect(address: str, timeout: float) -> Any:
            import socket

            self.dialled.append(address)
            return socket.create_connection(("127.0.0.1", self.port), timeout)

        return Fetcher(resolve=resolve, connect=connect, tls=self.trust, **settings)


@pytest.fixture
def internet(certificate: Path) -> Iterator[Internet]:
    world = Internet(certificate)

    class Handler(BaseHTTPRequestHandler):
        def do_GET(self) -> None:
            world.requests.append((self.path, dict(self.headers)))
            page = world.pages.get(self.path)
            if callable(page):
                page(self)
                return
            status, headers, body = page if page else (404, {}, b"nothing here")
            self.send_response(status)
            for name, value in headers.items():
                self.send_header(name, value)
            self.end_headers()
            self.wfile.write(body)

        def log_message(self, *args: object) -> None:
            """Say nothing."""

    server = ThreadingHTTPServer(("127.0.0.1", 0), Handler)
    tls = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    tls.load_cert_chain(certificate)
    server.socket = tls.wrap_socket(server.socket, server_side=True)
    server.handle_error = lambda *args: None  # type: ignore[method-assign]
    world.port = server.server_address[1]
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.02})
    thread.start()
    yield world
    server.shutdown()
    thread.join()
    server.server_close()


@contextmanager
def refused(why: str) -> Iterator[None]:
    with pytest.raises(Unreachable, match=why):
        yield


def test_a_document_is_fetched_from_the_host_that_was_asked_for(internet):
    internet.pages["/a?b=c"] = (200, {"Content-Type": "text/plain"}, b"{}")
    answer = internet.fetcher().fetch("https://badges.example/a?b=c#part")
    assert (answer.status, answer.body) == (200, b"{}")
    ((path, headers),) = internet.requests
    assert path == "/a?b=c"
    assert headers["Host"] == "badges.example"
    assert internet.dialled == [PUBLIC]


def test_whatever_the_status_is_it_is_told(internet):
    internet.pages["/gone"] = (410, {}, b'{"revoked": true}')
    answer = internet.fetcher().fetch("https://badges.example/gone")
    assert (answer.status, answer.body) == (410, b'{"revoked": true}')


@pytest.mark.parametrize(
    "url",
    [
        "http://badges.example/",
        "https://badges.example:8443/",
        "https://user:secret@badges.example/",
        "https://user@badges.example/",
        "ftp://badges.example/",
        "file:///etc/passwd",
        "//badges.example/",
        "https:///path",
        "https://",
        "https://badges.example/a b",
        "https://badges.example/\r\nHost: other",
        "https://badges.example:port/",
        "https://[::1/",
        "https://" + "a" * 70 + ".example/",
        "",
    ],
)
def test_other_than_plain_https_is_not_even_looked_up(internet, url):
    with pytest.raises(Unreachable):
        internet.fetcher().fetch(url)
    assert internet.looked_up == []


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1",
        "10.1.2.3",
        "172.16.0.1",
        "192.168.1.1",
        "169.254.169.254",
        "100.64.0.1",
        "0.0.0.0",
        "224.0.0.1",
        "255.255.255.255",
        "192.0.2.1",
        "::1",
        "::",
        "fe80::1",
        "fe80::1%eth0",
        "fc00::1",
        "fec0::1",
        "ff02::1",
        "2001:db8::1",
        "::ffff:127.0.0.1",
        "::ffff:10.0.0.1",
        "64:ff9b::127.0.0.1",
        "64:ff9b::a9fe:a9fe",
        "64:ff9b:1::1",
        "2002:7f00:1::",
        "2001:0:7f00:1::",
        "no address",
    ],
)
def test_an_address_off_the_public_internet_is_refused(internet, address):
    internet.names["badges.example"] = [address]
    with refused("not on the public internet"):
        internet.fetcher().fetch("https://badges.example/")
    assert internet.dialled == []


@pytest.mark.parametrize(
    "address", [PUBLIC, "1.1.1.1", "2606:4700::1111", "64:ff9b::1.1.1.1", "::ffff:1.1.1.1"]
)
def test_an_address_on_the_public_internet_is_allowed(address):
    assert is_public(address)


def test_one_private_address_among_public_ones_discredits_the_name(internet):
    internet.names["badges.example"] = [PUBLIC, "10.0.0.1"]
    with refused("not on the public internet"):
        internet.fetcher().fetch("https://badges.example/")


def test_the_connection_goes_to_the_address_that_was_judged(internet):
    """A name that changes its answer between two questions is asked only once."""
    internet.pages["/"] = (200, {}, b"{}")
    internet.fetcher().fetch("https://badges.example/")
    assert internet.looked_up == ["badges.example"]
    assert internet.dialled == [PUBLIC]


def test_the_next_address_is_tried_when_the_first_does_not_answer(internet):
    internet.pages["/"] = (200, {}, b"{}")
    internet.names["badges.example"] = ["1.1.1.1", PUBLIC]
    fetcher = internet.fetcher()

    def connect(address: str, timeout: float) -> Any:
        if address == "1.1.1.1":
            raise OSError("refused")
        return fetcher.connect(address, timeout)

    answer = Fetcher(resolve=fetcher.resolve, connect=connect, tls=internet.trust).fetch(
        "https://badges.example/"
    )
    assert answer.status == 200


def test_a_certificate_for_another_name_is_refused(internet):
    internet.names["other.example"] = [PUBLIC]
    internet.pages["/"] = (200, {}, b"{}")
    with refused("did not answer as expected"):
        internet.fetcher().fetch("https://other.example/")
    assert internet.requests == []


def test_redirects_are_followed(internet):
    internet.pages["/a"] = (302, {"Location": "/b"}, b"")
    internet.pages["/b"] = (200, {}, b"here")
    answer = internet.fetcher().fetch("https://badges.example/a")
    assert (answer.url, answer.body) == ("https://badges.example/b", b"here")


@pytest.mark.parametrize(
    "location",
    ["http://badges.example/b", "https://badges.example:8443/b", "https://inside.example/b"],
)
def test_where_a_redirect_leads_is_judged_like_any_other_address(internet, location):
    internet.names["inside.example"] = ["10.0.0.1"]
    internet.pages["/a"] = (302, {"Location": location}, b"")
    internet.pages["/b"] = (200, {}, b"secret")
    with pytest.raises(Unreachable):
        internet.fetcher().fetch("https://badges.example/a")
    assert [path for path, _ in internet.requests] == ["/a"]


def test_a_ring_of_redirects_ends(internet):
    internet.pages["/a"] = (302, {"Location": "/a"}, b"")
    with refused("from one to the next"):
        internet.fetcher().fetch("https://badges.example/a")
    assert len(internet.requests) == fetching.MOST_REDIRECTS + 1


def test_more_than_the_limit_is_refused_and_not_read_to_its_end(internet):
    sent = []

    def endless(handler: Any) -> None:
        handler.send_response(200)
        handler.end_headers()
        try:
            for _ in range(10_000):
                sent.append(handler.wfile.write(b"x" * 10_000))
        except OSError:
            return

    internet.pages["/"] = endless
    with refused("more than any credential needs"):
        internet.fetcher().fetch("https://badges.example/")
    time.sleep(0.05)
    assert sum(sent) < 50_000_000


def test_exactly_the_limit_is_read(internet):
    internet.pages["/"] = (200, {}, b"x" * 1000)
    assert len(internet.fetcher(size_limit=1000).fetch("https://badges.example/").body) == 1000


def drips_of_a_body(handler: Any) -> Iterator[bytes]:
    handler.send_response(200)
    handler.end_headers()
    return itertools.repeat(b" ", 500)


def drips_of_headers(handler: Any) -> Iterator[bytes]:
    handler.wfile.write(b"HTTP/1.1 200 OK\r\n")
    return (b"X-Header-%d: more\r\n" % number for number in range(500))


@pytest.mark.parametrize("drips", [drips_of_a_body, drips_of_headers])
def test_a_server_that_keeps_dripping_is_cut_off(internet, drips):
    """Never silent for long, never done: no single wait is too long, only all together."""
    written: list[bytes] = []
    ended = threading.Event()

    def drip(handler: Any) -> None:
        try:
            for each in drips(handler):
                handler.wfile.write(each)
                handler.wfile.flush()
                written.append(each)
                time.sleep(0.02)
        except OSError:
            return
        finally:
            ended.set()

    internet.pages["/"] = drip
    with pytest.raises(Unreachable):
        internet.fetcher(time_limit=0.5).fetch("https://badges.example/")
    assert ended.wait(30)
    # http.client itself gives up after 100 headers; the cut comes long before.
    assert 0 < len(written) < 90


def test_a_name_that_is_looked_up_for_ever_is_given_up(internet):
    finished = threading.Event()

    def slow(host: str) -> list[str]:
        finished.wait(5)
        return [PUBLIC]

    with refused("is not known"):
        Fetcher(resolve=slow, time_limit=0.1).fetch("https://badges.example/")
    finished.set()


def test_an_unknown_name_is_unreachable(internet):
    with refused("is not known"):
        internet.fetcher().fetch("https://nowhere.example/")


def test_proxies_of_the_environment_are_not_used(internet, monkeypatch):
    monkeypatch.setenv("https_proxy", "http://127.0.0.1:9")
    monkeypatch.setenv("HTTPS_PROXY", "http://127.0.0.1:9")
    internet.pages["/"] = (200, {}, b"{}")
    assert internet.fetcher().fetch("https://badges.example/").status == 200


def test_json_that_is_no_object_is_unreachable():
    for body in (b"[]", b"no", b"\xff", b"[" * 100_000):
        with pytest.raises(Unreachable):
            fetching.json_object(body)
