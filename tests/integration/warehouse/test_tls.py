"""TLS to the warehouse: what a connection's extra says holds for every way there is to connect.

A server that speaks TLS, and then ends, stands in for PostgreSQL: the embedded one has no TLS. What
counts is whether a client starts to speak PostgreSQL with it.
"""

from __future__ import annotations

import asyncio
import json
import socket
import ssl
import struct
import threading
from contextlib import closing, suppress
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from typing import TYPE_CHECKING

import psycopg
import pytest
from airflow.sdk import Connection
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from webinar_sync.airflow.connections import url_of
from webinar_sync.airflow.trigger import watch
from webinar_sync.warehouse.engine import Warehouse
from webinar_sync.warehouse.errors import WarehouseError
from webinar_sync.warehouse.migrations import migrate

if TYPE_CHECKING:
    from collections.abc import Callable, Iterator
    from pathlib import Path

SSL_REQUEST = struct.pack("!ii", 8, 80877103)
PROTOCOL = struct.pack("!i", 196608)  # 3.0: the client says who it is
SECONDS = 30


def query_by_sqlalchemy(url: str) -> None:
    with Warehouse(url) as warehouse, warehouse.transaction():
        pass


def query_by_adbc(url: str) -> None:
    with Warehouse(url) as warehouse, warehouse.arrow():
        pass


def watch_once(url: str) -> None:
    async def first() -> None:
        async for _ in watch(url):
            return

    asyncio.run(first())


WAYS = (query_by_sqlalchemy, query_by_adbc, migrate, watch_once)


@dataclass
class Authority:
    """Signs certificates."""

    name: str
    key: ec.EllipticCurvePrivateKey = field(
        default_factory=lambda: ec.generate_private_key(ec.SECP256R1())
    )

    def certificate(self, subject: str, key: ec.EllipticCurvePrivateKey, *, is_ca: bool) -> bytes:
        """Return a certificate as PEM."""
        now = datetime.now(UTC)
        alternative = x509.SubjectAlternativeName([x509.DNSName(subject)])
        builder = (
            x509.CertificateBuilder()
            .subject_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, subject)]))
            .issuer_name(x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, self.name)]))
            .public_key(key.public_key())
            .serial_number(x509.random_serial_number())
            .not_valid_before(now - timedelta(days=1))
            .not_valid_after(now + timedelta(days=1))
            .add_extension(alternative, critical=False)
            .add_extension(x509.BasicConstraints(ca=is_ca, path_length=None), critical=True)
        )
        return builder.sign(self.key, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    def write(self, path: Path) -> Path:
        """Write the authority's own certificate."""
        path.write_bytes(self.certificate(self.name, self.key, is_ca=True))
        return path


class Server:
    """Answers the request for TLS, records whether a client then says who it is, and ends.

    :param context: with the server's certificate; None: it has no TLS
    """

    def __init__(self, context: ssl.SSLContext | None) -> None:
        self._context = context
        self._listener = socket.create_server(("127.0.0.1", 0))
        self.port = self._listener.getsockname()[1]
        self.spoken: set[str] = set()
        self._thread = threading.Thread(target=self._serve, daemon=True)
        self._thread.start()

    def close(self) -> None:
        """Take no more clients; wait until the last one was served."""
        with suppress(OSError):  # it is closed already
            self._listener.shutdown(socket.SHUT_RDWR)
        self._listener.close()
        self._thread.join(SECONDS)

    def _serve(self) -> None:
        while True:
            try:
                client, _ = self._listener.accept()
            except OSError:
                return
            with closing(client), suppress(OSError):
                client.settimeout(SECONDS)
                self._speak(client)

    def _speak(self, client: socket.socket) -> None:
        first = client.recv(8, socket.MSG_WAITALL)
        if first != SSL_REQUEST:
            self.spoken.add("plain")
            return
        if self._context is None:
            client.sendall(b"N")
            if client.recv(8, socket.MSG_WAITALL)[4:] == PROTOCOL:
                self.spoken.add("plain")
            return
        client.sendall(b"S")
        with self._context.wrap_socket(client, server_side=True) as secure:
            if secure.recv(8)[4:] == PROTOCOL:
                self.spoken.add("TLS")


@pytest.fixture
def authority() -> Authority:
    return Authority("the warehouse's authority")


@pytest.fixture
def context(authority: Authority, tmp_path: Path) -> ssl.SSLContext:
    """Return what a server named localhost speaks TLS with."""
    key = ec.generate_private_key(ec.SECP256R1())
    chain = tmp_path / "server.pem"
    chain.write_bytes(
        key.private_bytes(
            serialization.Encoding.PEM,
            serialization.PrivateFormat.PKCS8,
            serialization.NoEncryption(),
        )
        + authority.certificate("localhost", key, is_ca=False)
    )
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(chain)
    return context


@pytest.fixture
def serve() -> Iterator[Callable[[ssl.SSLContext | None], Server]]:
    servers: list[Server] = []

    def start(context: ssl.SSLContext | None) -> Server:
        servers.append(Server(context))
        return servers[-1]

    yield start
    for server in servers:
        server.close()


def spoken(way: Callable[[str], object], server: Server, **extra: str) -> set[str]:
    """Connect as an Airflow connection with this extra says; return what came to be spoken."""
    connection = Connection(
        conn_id="warehouse",
        conn_type="postgres",
        host="localhost",
        port=server.port,
        login="webinar_sync",
        password="secret",
        schema="warehouse",
        extra=json.dumps({"hostaddr": "127.0.0.1", **extra}),
    )
    with pytest.raises((WarehouseError, psycopg.Error)):  # the server ends, if not before
        way(url_of(connection))
    server.close()
    return server.spoken


@pytest.mark.parametrize("way", WAYS)
def test_a_server_without_tls_is_not_told_a_word_where_tls_is_required(
    way: Callable[[str], object], serve: Callable[[ssl.SSLContext | None], Server]
) -> None:
    assert spoken(way, serve(None), sslmode="require") == set()
    assert spoken(way, serve(None), sslmode="prefer") == {"plain"}


@pytest.mark.parametrize("way", WAYS)
def test_a_server_is_believed_by_its_certificate(
    way: Callable[[str], object],
    serve: Callable[[ssl.SSLContext | None], Server],
    authority: Authority,
    context: ssl.SSLContext,
    tmp_path: Path,
) -> None:
    folder = tmp_path / "with a blank + plus"
    folder.mkdir()
    right = str(authority.write(folder / "right.crt"))
    wrong = str(Authority("another").write(folder / "wrong.crt"))

    assert spoken(way, serve(context), sslmode="verify-full", sslrootcert=right) == {"TLS"}
    assert spoken(way, serve(context), sslmode="verify-full", sslrootcert=wrong) == set()
    assert spoken(way, serve(context), sslmode="require") == {"TLS"}
