"""Calling addresses that others chose: every address of a name is looked at, and the very one that was is called."""

import socket
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from ipaddress import ip_network

import httpcore
import pytest

from lif_plugin.errors import BadSetting
from lif_plugin.flow.calling import Answer, Caller, is_internal
from tests.assets.told import HERE, Receiver, caller, receiving

PUBLIC = "93.184.215.14"
INSIDE_V6 = (*HERE, ip_network("::1/128"))


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as made:
        yield made


@pytest.mark.parametrize(
    "address",
    [
        "127.0.0.1", "127.8.8.8", "0.0.0.0", "10.0.0.1", "172.16.0.1", "192.168.1.1", "169.254.169.254", "100.64.0.1",  # noqa: S104
        "224.0.0.1", "255.255.255.255", "240.0.0.1", "192.0.2.1", "198.18.0.1", "::", "::1", "fe80::1", "fe80::1%eth0",
        "fc00::1", "fd12:3456::1", "ff02::1", "2001:db8::1", "::ffff:127.0.0.1", "::ffff:10.0.0.1", "64:ff9b::a00:1",
        "64:ff9b::7f00:1", "2002:7f00:1::", "2002:a00:1::1", "::127.0.0.1", "64:ff9b:1::a00:1", "2001:0:7f00:1::1",
        "2600::5efe:10.0.0.1", "2600::200:5efe:10.0.0.1", "fec0::1", "3fff::1", "192.88.99.1", "192.0.0.8", "0.1.2.3",
    ],
)  # fmt: skip
def test_an_address_of_no_public_machine_is_internal(address: str) -> None:
    assert is_internal(address)


@pytest.mark.parametrize("address", [PUBLIC, "1.1.1.1", "2606:4700:4700::1111"])
def test_one_of_a_public_machine_is_not(address: str) -> None:
    assert not is_internal(address)


@pytest.mark.parametrize("host", ["127.0.0.1", "localhost", "[::1]", "2130706433", "0x7f.1", "0177.0.0.1"])
def test_this_machine_is_not_called_however_it_is_written(receiver: Receiver, host: str) -> None:
    inside_nothing = Caller((ip_network("10.99.0.0/16"),), seconds=5)
    answer = inside_nothing.post(f"https://{host}:{receiver.port}/hook", {}, b"{}")
    assert (answer.status, receiver.got) == (None, [])
    assert answer.reason in {"internal_address", "no_connection"}


def test_one_internal_address_among_several_is_enough_to_refuse(receiver: Receiver) -> None:
    def both(_host: str, _port: int) -> Sequence[str]:
        return [PUBLIC, "127.0.0.1"]

    called = Caller((), both).post(f"https://many.example:{receiver.port}/", {}, b"{}")
    assert (called, receiver.got) == (Answer(None, "internal_address"), [])


def test_the_address_that_was_looked_at_is_called_and_the_name_is_asked_once(receiver: Receiver) -> None:
    asked: list[str] = []

    def rebinding(host: str, _port: int) -> Sequence[str]:
        asked.append(host)
        # Asked again, the name would stand for another machine: nobody asks again.
        return ["127.0.0.1"] if len(asked) == 1 else ["127.0.0.99"]

    answer = Caller(HERE, rebinding).post(f"http://rebind.example:{receiver.port}/hook", {}, b"{}")
    assert (answer.status, asked) == (204, ["rebind.example"])
    assert receiver.got[0][0]["host"] == f"rebind.example:{receiver.port}"


def test_the_connection_goes_to_the_address_and_not_to_the_name(monkeypatch: pytest.MonkeyPatch) -> None:
    met: list[str] = []

    def connect(self: object, host: str, *_: object, **__: object) -> httpcore.NetworkStream:
        met.append(host)
        raise httpcore.ConnectError

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    answer = Caller((), lambda _host, _port: [PUBLIC]).post("https://public.example/hook", {}, b"{}")
    assert (answer, met) == (Answer(None, "no_connection"), [PUBLIC])


def test_a_redirect_is_an_answer_and_is_not_followed(receiver: Receiver) -> None:
    receiver.status, receiver.headers = 307, {"Location": "http://169.254.169.254/"}
    assert caller().post(receiver.url, {}, b"{}").status == 307
    assert len(receiver.got) == 1


def test_a_proxy_of_the_environment_is_not_used(receiver: Receiver, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("http_proxy", "http://127.0.0.1:9")
    assert caller().post(receiver.url, {}, b"{}").status == 204


def test_without_tls_only_networks_of_our_own_are_called() -> None:
    mixed = Caller(HERE, lambda _host, _port: [PUBLIC])
    assert mixed.post("http://public.example/", {}, b"{}") == Answer(None, "internal_address")


def test_nobody_there_and_no_such_name_are_answers_too() -> None:
    with socket.create_server(("127.0.0.1", 0)) as taken:
        port = taken.getsockname()[1]
    assert caller().post(f"http://127.0.0.1:{port}/", {}, b"{}") == Answer(None, "no_connection")
    assert caller().post("http://no-such-name.invalid/", {}, b"{}") == Answer(None, "no_connection")


def test_who_never_answers_is_waited_for_so_long() -> None:
    with socket.create_server(("127.0.0.1", 0)) as silent:
        patient = Caller(HERE, seconds=0.2)
        answer = patient.post(f"http://127.0.0.1:{silent.getsockname()[1]}/", {}, b"{}")
    assert answer == Answer(None, "timeout")


@contextmanager
def dripping() -> Iterator[int]:
    """Somebody who answers a letter at a time; gives the port."""
    ended = threading.Event()

    def answer(listening: socket.socket) -> None:
        with listening.accept()[0] as one:
            for letter in b"HTTP/1.1 200 " + b"O" * 500 + b"K\r\n\r\n":
                if ended.wait(0.02):
                    return
                one.sendall(bytes([letter]))

    with socket.create_server(("127.0.0.1", 0)) as listening:
        thread = threading.Thread(target=answer, args=(listening,), daemon=True)
        thread.start()
        yield listening.getsockname()[1]
        ended.set()
        thread.join()


def test_who_answers_a_letter_at_a_time_holds_nobody_up() -> None:
    with dripping() as port:
        answer = Caller(HERE, seconds=5, altogether=0.3).post(f"http://127.0.0.1:{port}/", {}, b"{}")
    assert answer == Answer(None, "timeout")


def test_a_name_of_many_silent_addresses_holds_nobody_up(monkeypatch: pytest.MonkeyPatch) -> None:
    allowed: list[float] = []

    def connect(self: object, host: str, port: int, timeout: float, *_: object) -> httpcore.NetworkStream:
        allowed.append(timeout)
        time.sleep(timeout)
        raise httpcore.ConnectTimeout

    monkeypatch.setattr(httpcore.SyncBackend, "connect_tcp", connect)
    many = Caller(
        (), lambda _host, _port: [f"93.184.215.{n}" for n in range(1, 200)], seconds=0.1, altogether=0.25
    )
    assert many.post("https://many.example/", {}, b"{}") == Answer(None, "timeout")
    assert len(allowed) <= 3


def test_what_does_not_speak_tls_is_not_told(receiver: Receiver) -> None:
    answer = caller().post(receiver.url.replace("http:", "https:"), {}, b"{}")
    assert (answer.status, receiver.got) == (None, [])


@pytest.mark.parametrize(
    "url", ["ftp://a.example/", "https:///x", "https://me:pw@a.example/", "https://a.example/#x", "a.example"]
)
def test_an_address_that_is_none_is_refused_before_it_is_kept(url: str) -> None:
    with pytest.raises(BadSetting):
        caller().check(url)


def test_plain_http_is_for_networks_of_our_own() -> None:
    caller().check("http://inside.example/")
    with pytest.raises(BadSetting, match="https"):
        Caller().check("http://outside.example/")
