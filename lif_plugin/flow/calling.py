"""Calling: one request to an address that somebody else chose, and never to a machine of our own network.

Every address that a name stands for is looked at, and the connection goes to the very address that was looked at: what
the name says a moment later changes nothing. Redirects are not followed, proxies of the environment are not used.
"""

import ipaddress
import socket
import ssl
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Final
from urllib.parse import urlsplit

import httpcore

from lif_plugin.errors import BadSetting, LifError

Address = ipaddress.IPv4Address | ipaddress.IPv6Address
Network = ipaddress.IPv4Network | ipaddress.IPv6Network
Resolve = Callable[[str, int], Sequence[str]]
"""Every address that a host's name stands for. Raises `OSError`."""
SECONDS: Final = 15.0
"""How long connecting, sending and each wait for an answer may take."""
ALTOGETHER: Final = 60.0
"""How long a call may take in all, however many addresses there are and however slowly an answer drips in."""
_NAT64: Final = ipaddress.IPv6Network("64:ff9b::/96")
_ISATAP: Final = 0x5EFE
"""The upper half of an interface's number that carries an IPv4 address in its lower half."""
_NOBODYS: Final = tuple(
    ipaddress.ip_network(network) for network in ("192.0.0.0/24", "192.88.99.0/24", "3fff::/20", "fec0::/10")
)
"""Set apart for protocols, relays, examples and sites, though Python calls them global."""


class InternalAddress(LifError):
    """This name stands for an address that may not be called."""

    code = "internal_address"
    hint = (
        "Name the network in LIF_WEBHOOK_INSIDE (for webhooks) or LIF_ISSUER_INSIDE (for identity providers)."
    )


@dataclass(frozen=True, slots=True)
class Answer:
    """What was answered. ``status`` None: nothing, for the ``reason``, which names no address."""

    status: int | None
    reason: str | None = None
    retry_after: str | None = None
    body: bytes = b""


def resolve(host: str, port: int) -> Sequence[str]:
    """Every address that a host's name stands for, as the system sees it. Raises `OSError`."""
    return [str(found[4][0]) for found in socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)]


def is_internal(address: str) -> bool:
    """Whether an address belongs to no public machine; one that carries another is judged by that one too."""
    found = ipaddress.ip_address(address.partition("%")[0])
    inner = [found, *_carried(found)]
    return any(
        not one.is_global
        or one.is_multicast
        or one.is_reserved
        or any(one in network for network in _NOBODYS)
        for one in inner
    )


def _carried(address: Address) -> list[Address]:
    if isinstance(address, ipaddress.IPv4Address):
        return []
    carried = [address.ipv4_mapped, address.sixtofour, *(address.teredo or ())]
    if address in _NAT64 or int(address) >> 32 & 0xFFFFFFFF in (_ISATAP, _ISATAP | 0x02000000):
        carried.append(ipaddress.IPv4Address(int(address) & 0xFFFFFFFF))
    return [one for one in carried if one is not None]


class Caller:
    """Calls addresses that others chose; ``inside`` are networks of our own that may be called all the same."""

    def __init__(
        self,
        inside: Iterable[Network] = (),
        resolve: Resolve = resolve,
        seconds: float = SECONDS,
        tls: ssl.SSLContext | None = None,
        altogether: float = ALTOGETHER,
    ) -> None:
        self._inside = tuple(inside)
        self._resolve = resolve
        self._seconds = seconds
        self._altogether = altogether
        self._tls = tls or ssl.create_default_context()

    def check(self, url: str) -> None:
        """Raise `BadSetting` for an address that could not be called, as far as it can be told without its name."""
        parts = urlsplit(url)
        if parts.scheme not in {"http", "https"} or not parts.hostname or parts.username or parts.fragment:
            raise BadSetting("A webhook goes to an https address without a name or password in it.")
        if parts.scheme == "http" and not self._inside:
            raise BadSetting(
                "A webhook goes to an https address.",
                hint="Plain http is for the networks of LIF_WEBHOOK_INSIDE.",
            )

    def post(self, url: str, headers: Mapping[str, str], body: bytes) -> Answer:
        """POST a body and give what was answered; whatever goes wrong is an answer too."""
        return self._ask("POST", url, headers, body, 0)

    def get(self, url: str, most: int) -> Answer:
        """GET what is at an address, with no more than so many bytes of it; whatever goes wrong is an answer too."""
        return self._ask("GET", url, {"Accept": "application/json"}, b"", most)

    def _ask(self, method: str, url: str, headers: Mapping[str, str], body: bytes, most: int) -> Answer:
        until = time.monotonic() + self._altogether
        backend = _Backend(self, until, plain=urlsplit(url).scheme == "http")
        limits = dict.fromkeys(("connect", "read", "write", "pool"), self._seconds)
        try:
            with (
                httpcore.ConnectionPool(ssl_context=self._tls, network_backend=backend) as pool,
                pool.stream(
                    method, url, headers=list(headers.items()), content=body, extensions={"timeout": limits}
                ) as answer,
            ):
                later = {name.lower(): value.decode("latin-1") for name, value in answer.headers}
                came = _at_most(answer, most)
                if came is None:
                    return Answer(None, "too_large")
                return Answer(answer.status, None, later.get(b"retry-after"), came)
        except InternalAddress:
            return Answer(None, "internal_address")
        except httpcore.TimeoutException:
            return Answer(None, "timeout")
        except (httpcore.NetworkError, httpcore.ProtocolError, OSError) as error:
            return Answer(None, "tls" if isinstance(error.__cause__, ssl.SSLError) else "no_connection")
        except (httpcore.UnsupportedProtocol, UnicodeError, ValueError):
            return Answer(None, "bad_address")

    def addresses(self, host: str, port: int, *, plain: bool) -> list[str]:
        """The addresses to connect to. Raises `InternalAddress` if any of them may not be called, or `OSError`."""
        found = list(dict.fromkeys(self._resolve(host, port)))
        for address in found:
            inside = self._is_inside(address)
            if not inside and (plain or is_internal(address)):
                raise InternalAddress
        return found

    def _is_inside(self, address: str) -> bool:
        one = ipaddress.ip_address(address.partition("%")[0])
        return any(one in network for network in self._inside if network.version == one.version)


def _at_most(answer: httpcore.Response, most: int) -> bytes | None:
    """What an answer holds; None for more than so many bytes of it. With 0 nothing is read: it may be endless."""
    came = bytearray()
    for part in answer.iter_stream() if most else ():
        came += part
        if len(came) > most:
            return None
    return bytes(came)


class _Backend(httpcore.SyncBackend):
    """Connects to addresses that were looked at, in the place of a name, and until a moment only."""

    def __init__(self, caller: Caller, until: float, *, plain: bool) -> None:
        self._caller = caller
        self._until = until
        self._plain = plain

    def connect_tcp(
        self,
        host: str,
        port: int,
        timeout: float | None = None,
        local_address: str | None = None,
        socket_options: Any = None,
    ) -> httpcore.NetworkStream:
        """Connect to the first address that answers."""
        try:
            addresses = self._caller.addresses(host, port, plain=self._plain)
        except OSError as error:
            raise httpcore.ConnectError("The name is not known.") from error
        fault: Exception = httpcore.ConnectError("The name stands for no address.")
        for address in addresses:
            left = _left(self._until, timeout, httpcore.ConnectTimeout)
            try:
                made = super().connect_tcp(address, port, left, local_address, socket_options)
            except (httpcore.ConnectError, httpcore.ConnectTimeout) as error:
                fault = error
            else:
                return _Stream(made, self._until)
        raise fault


class _Stream(httpcore.NetworkStream):
    """A connection that ends at a moment, whatever still comes."""

    def __init__(self, made: httpcore.NetworkStream, until: float) -> None:
        self._made = made
        self._until = until

    def read(self, max_bytes: int, timeout: float | None = None) -> bytes:
        """Read what has come."""
        return self._made.read(max_bytes, _left(self._until, timeout, httpcore.ReadTimeout))

    def write(self, buffer: bytes, timeout: float | None = None) -> None:
        """Write it all."""
        self._made.write(buffer, _left(self._until, timeout, httpcore.WriteTimeout))

    def close(self) -> None:
        """End it."""
        self._made.close()

    def start_tls(
        self, ssl_context: ssl.SSLContext, server_hostname: str | None = None, timeout: float | None = None
    ) -> httpcore.NetworkStream:
        """Go on in secret, until the same moment."""
        left = _left(self._until, timeout, httpcore.ConnectTimeout)
        return _Stream(self._made.start_tls(ssl_context, server_hostname, left), self._until)

    def get_extra_info(self, info: str) -> Any:
        """What is known of the connection."""
        return self._made.get_extra_info(info)


def _left(until: float, timeout: float | None, late: type[httpcore.TimeoutException]) -> float:
    """How long may still be waited."""
    left = until - time.monotonic()
    if left <= 0:
        raise late
    return left if timeout is None else min(left, timeout)
