"""Codes that change every 30 seconds (RFC 6238), and the seeds that devices make them from."""

import binascii
from base64 import b32decode
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from itertools import groupby

import pyotp
import segno
from pyotp.exceptions import OTPVerificationError

from recruitment.rules.errors import RuleViolation

ISSUER = "Tremplin"
DIGITS = 6
#: One step earlier or later: a clock a little off, a code typed at the last second (deviation from ASVS 6.5.5,
#: which asks for 30 seconds; each step is taken once only).
STEPS_AROUND = 1
SEED_BYTES = 16  # RFC 4226, R6: at least 128 bits
DIFFERENT_BYTES = 8  # fewer, and somebody typed it rather than drew it
QUIET_ZONE = 4


def new_seed() -> str:
    """Return a seed of 160 bits, in base32."""
    return str(pyotp.random_base32())


def checked_seed(text: str) -> str:
    """Return a seed that somebody gives, in base32 without spaces. Raises totp_secret_invalid."""
    seed = text.replace(" ", "").replace("-", "").upper().rstrip("=")
    try:
        raw = b32decode(seed + "=" * (-len(seed) % 8))
    except (binascii.Error, ValueError) as error:
        raise RuleViolation("totp_secret_invalid") from error
    if len(raw) < SEED_BYTES or len(set(raw)) < DIFFERENT_BYTES:
        raise RuleViolation("totp_secret_invalid")
    return seed


def step_of(seed: str, code: str, at: datetime) -> int | None:
    """Return the step of which this is the code, if it is one of those accepted now; compared in constant time."""
    try:
        return int(pyotp.TOTP(seed).verify_and_get_timecode(code, for_time=at, valid_window=STEPS_AROUND))
    except OTPVerificationError:
        return None


def code_at(seed: str, at: datetime, after: int | None = None) -> str:
    """Return the code that a device shows, the next one when that of this step is already used."""
    device = pyotp.TOTP(seed)
    step = device.timecode(at)
    return str(device.generate_otp(max(step, min(step + STEPS_AROUND, (after or 0) + 1))))


def groups(seed: str) -> list[str]:
    """Return the seed in groups of four, to type where no picture can be taken."""
    return [seed[start : start + 4] for start in range(0, len(seed), 4)]


@dataclass(frozen=True)
class Picture:
    """A QR code, as the path of an SVG drawing of so many units a side."""

    side: int
    path: str


def address(seed: str, email: str) -> str:
    """Return what the device reads: the seed, whose it is, and where."""
    return str(pyotp.TOTP(seed).provisioning_uri(name=email, issuer_name=ISSUER))


def picture(text: str) -> Picture:
    """Return the QR code of a text."""
    code = segno.make(text, error="m", micro=False)
    side = int(code.symbol_size(border=QUIET_ZONE)[0])
    rows = enumerate(code.matrix_iter(border=QUIET_ZONE))
    return Picture(side, "".join(stroke for y, row in rows for stroke in _strokes(y, row)))


def _strokes(y: int, row: object) -> Iterator[str]:
    """Return the dark runs of one line, as horizontal strokes."""
    x = 0
    for dark, run in groupby(row):  # type: ignore[call-overload]
        length = len(list(run))
        if dark:
            yield f"M{x} {y}.5h{length}"
        x += length
