"""Post: hands a message to the mail server, and says what became of it. The only place that speaks SMTP."""

import smtplib
import ssl
from dataclasses import dataclass
from email.headerregistry import Address
from email.message import EmailMessage
from enum import StrEnum
from pathlib import Path
from types import TracebackType
from typing import Final, Self

from lif_plugin.errors import BadSetting

_SECONDS: Final = 20
_FOR_GOOD: Final = 500


class Security(StrEnum):
    """How the way to the mail server is kept from others."""

    STARTTLS = "starttls"
    TLS = "tls"
    NONE = "none"


class Fate(StrEnum):
    """What became of a message.

    LATER: it may be tried again; REFUSED: never to this address; DOWN: the server takes none from us just now.
    """

    SENT = "sent"
    LATER = "later"
    REFUSED = "refused"
    DOWN = "down"


@dataclass(frozen=True, slots=True)
class MailServer:
    """The mail server and how it is signed in to; the password stays in its file."""

    host: str
    port: int
    sender: str
    security: Security = Security.STARTTLS
    login_file: Path | None = None
    ca_file: Path | None = None

    def __post_init__(self) -> None:
        check_address(self.sender, "LIF_SMTP_FROM")
        if self.security is Security.NONE and self.login_file is not None:
            raise BadSetting(
                "A password is not sent in the clear.", hint="Set LIF_SMTP_TLS to starttls or tls."
            )

    def login(self) -> tuple[str, str] | None:
        """The account and its password, from their file. Raises `BadSetting`."""
        if self.login_file is None:
            return None
        try:
            if self.login_file.stat().st_mode & 0o077:
                raise BadSetting("LIF_SMTP_LOGIN can be read by others.", hint="chmod 600 it.")
            lines = self.login_file.read_text().splitlines()
        except OSError as error:
            raise BadSetting("LIF_SMTP_LOGIN cannot be read.") from error
        if len(lines) < 2 or not lines[0] or not lines[1]:
            raise BadSetting("LIF_SMTP_LOGIN needs an account's name and, on a second line, its password.")
        return lines[0], lines[1]


def check_address(address: str, where: str) -> None:
    """Raise `BadSetting` unless this is one plain mail address, which cannot bring headers with it."""
    try:
        parsed = Address(addr_spec=address)
    except (ValueError, IndexError, AttributeError) as error:
        raise BadSetting(f"{where} is not a mail address.") from error
    if not parsed.username or not parsed.domain or not address.isascii() or not address.isprintable():
        raise BadSetting(f"{where} is not a mail address.")


class Post:
    """A way to the mail server, opened at the first message and used for all; use it in a ``with`` statement."""

    def __init__(self, server: MailServer) -> None:
        self._server = server
        self._open: smtplib.SMTP | None = None

    def send(self, message: EmailMessage) -> tuple[Fate, int | None]:
        """Hand over one message; gives its fate and the number that the server answered, if it did.

        That a server cannot be reached or refuses our account is not the addressee's fault. Raises `BadSetting` for a login that cannot be read.
        """
        try:
            if self._open is None:
                self._open = self._connect()
            self._open.send_message(message)
        except smtplib.SMTPRecipientsRefused as refused:
            code = min((answer[0] for answer in refused.recipients.values()), default=0)
            return self._fate(code), code
        except (smtplib.SMTPAuthenticationError, smtplib.SMTPSenderRefused) as refused:
            self.close()
            return Fate.DOWN, refused.smtp_code
        except smtplib.SMTPResponseException as refused:
            self.close()
            return self._fate(refused.smtp_code), refused.smtp_code
        except (smtplib.SMTPException, OSError):
            self.close()
            return Fate.DOWN, None
        return Fate.SENT, None

    @staticmethod
    def _fate(code: int) -> Fate:
        return Fate.REFUSED if code >= _FOR_GOOD else Fate.LATER

    def _connect(self) -> smtplib.SMTP:
        server = self._server
        login = server.login()
        trusted = ssl.create_default_context(cafile=server.ca_file)
        opened: smtplib.SMTP
        if server.security is Security.TLS:
            opened = smtplib.SMTP_SSL(server.host, server.port, timeout=_SECONDS, context=trusted)
        else:
            opened = smtplib.SMTP(server.host, server.port, timeout=_SECONDS)
        try:
            if server.security is Security.STARTTLS:
                opened.starttls(context=trusted)
            if login is not None:
                opened.login(*login)
        except BaseException:
            opened.close()
            raise
        return opened

    def close(self) -> None:
        """Say goodbye, if anybody still listens."""
        if self._open is not None:
            try:
                self._open.quit()
            except (smtplib.SMTPException, OSError):
                self._open.close()
            self._open = None

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self.close()
