"""A real mail server for tests: STARTTLS, signing in, and refusals of the addresses it is told to refuse."""

import ipaddress
import ssl
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from email import message_from_bytes, policy
from email.message import EmailMessage
from pathlib import Path
from typing import Any, cast

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import AuthResult, LoginPassword
from cryptography import x509
from cryptography.hazmat.primitives import hashes, serialization
from cryptography.hazmat.primitives.asymmetric import ec
from cryptography.x509.oid import NameOID

from lif_plugin.flow.post import MailServer

ACCOUNT = ("digest", "an invented password")
SENDER = "no-reply@elmshire.example"


@dataclass
class Mailbox:
    """What came in, and what is answered to whom: an address's answers are given one at each try."""

    server: MailServer
    messages: list[EmailMessage] = field(default_factory=list)
    answers: dict[str, list[str]] = field(default_factory=dict)
    sign_ins: int = 0

    async def handle_RCPT(  # noqa: N802  aiosmtpd's name
        self, _server: Any, _session: Any, envelope: Any, address: str, _options: Any
    ) -> str:
        waiting = self.answers.get(address, [])
        if waiting:
            return waiting.pop(0)
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, _server: Any, session: Any, envelope: Any) -> str:  # noqa: N802  aiosmtpd's name
        assert session.ssl is not None, "the message came in the clear"
        message = message_from_bytes(envelope.content, policy=policy.default)
        self.messages.append(message)
        return "250 OK"

    def signed_in(
        self, _server: Any, _session: Any, _envelope: Any, _mechanism: str, given: Any
    ) -> AuthResult:
        self.sign_ins += 1
        right = isinstance(given, LoginPassword) and (given.login, given.password) == tuple(
            part.encode() for part in ACCOUNT
        )
        return AuthResult(success=right, handled=False)

    def recipients(self) -> list[str]:
        """Whom messages came for, in order."""
        return [str(message["To"]) for message in self.messages]


class _AnyPort(Controller):
    """Takes whichever port is free, and knows it before anybody knocks."""

    def _trigger_server(self) -> None:
        self.port = cast("Any", self.server).sockets[0].getsockname()[1]
        super()._trigger_server()  # type: ignore[no-untyped-call]


@contextmanager
def mailbox(folder: Path) -> Iterator[Mailbox]:
    """A mail server on a port of its own, with a certificate that its file vouches for."""
    certificate = folder / "mail.pem"
    made = Mailbox(cast("MailServer", None))
    _certify(certificate)
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    context.load_cert_chain(certificate)
    controller = _AnyPort(
        made, "127.0.0.1", 0, tls_context=context, require_starttls=True, auth_required=True,
        authenticator=made.signed_in,
    )  # fmt: skip
    controller.start()
    try:
        login = folder / "login"
        login.write_text("\n".join(ACCOUNT) + "\n")
        login.chmod(0o600)
        made.server = MailServer("127.0.0.1", controller.port, SENDER, login_file=login, ca_file=certificate)
        yield made
    finally:
        controller.stop()


def _certify(path: Path) -> None:
    key = ec.generate_private_key(ec.SECP256R1())
    name = x509.Name([x509.NameAttribute(NameOID.COMMON_NAME, "invented mail server")])
    now = datetime.now(UTC)
    made = (
        x509.CertificateBuilder()
        .subject_name(name)
        .issuer_name(name)
        .public_key(key.public_key())
        .serial_number(x509.random_serial_number())
        .not_valid_before(now - timedelta(days=1))
        .not_valid_after(now + timedelta(days=1))
        .add_extension(
            x509.SubjectAlternativeName([x509.IPAddress(ipaddress.ip_address("127.0.0.1"))]), critical=False
        )
        .add_extension(x509.BasicConstraints(ca=True, path_length=None), critical=True)
        .sign(key, hashes.SHA256())
    )
    pem = serialization.Encoding.PEM
    path.write_bytes(
        key.private_bytes(pem, serialization.PrivateFormat.PKCS8, serialization.NoEncryption())
        + made.public_bytes(pem)
    )
