"""F46: an event is one line, whatever it carries."""

import logging

import pytest

from recruitment.core.logs import OneLine

FORGED = "2025-05-26T12:00:00.000Z INFO tremplin.request id=0 account=1 POST /connexion 303"
HOSTILE = (
    f"a\n{FORGED}",
    f"a\r\n{FORGED}",
    "\x1b[2J\x1b[31mrouge\x07",
    "\x85\u2028\u2029",
    "\u202egnp.exe\u2066",
    "\udcff\x00",
)


def line(message: str, *args: object, error: BaseException | None = None) -> str:
    record = logging.LogRecord("tremplin.request", logging.INFO, "x.py", 1, message, args, None)
    if error is not None:
        record.exc_info = (type(error), error, error.__traceback__)
    return OneLine().format(record)


@pytest.mark.parametrize("text", HOSTILE)
def test_an_event_is_one_line_of_what_can_be_seen(text: str) -> None:
    """ASVS 16.4.1."""
    written = line("said %s", text)
    assert len(written.splitlines()) == 1
    assert written.isprintable()
    assert written.encode("utf-8")


@pytest.mark.parametrize("text", HOSTILE)
def test_a_traceback_is_one_line_too(text: str) -> None:
    """ASVS 16.4.1."""
    with pytest.raises(ValueError, match="invalid literal") as raised:
        int(text)
    written = line("crash", error=raised.value)
    assert "Traceback" in written
    assert written.isprintable()


def test_the_hour_is_in_utc_and_says_so() -> None:
    """ASVS 16.2.2."""
    record = logging.LogRecord("tremplin", logging.INFO, "x.py", 1, "said", (), None)
    record.created, record.msecs = 1748262720.25, 250
    assert OneLine().format(record) == "2025-05-26T12:32:00.250Z INFO tremplin said"
