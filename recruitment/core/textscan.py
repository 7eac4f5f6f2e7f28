"""One quick walk over the bytes of a text file, before any row is handed over.

It settles the encoding (UTF-8 if the whole file is, else Windows-1252), and refuses what would make the
parser swallow rows or memory: zero bytes, endless lines, two encodings in one file.
"""

import codecs
import re
from dataclasses import dataclass
from typing import BinaryIO

from recruitment.core.filekind import UTF8_BOM
from recruitment.core.tabular_limits import Limits, TableRefused

CHUNK = 256 * 1024  # under Limits.line, so that only a line that spans chunks has to be measured

# Windows-1252 gives these five bytes no character.
UNDEFINED_IN_CP1252 = re.compile(rb"[\x81\x8d\x8f\x90\x9d]")
# No text holds these; what is drawn at random does.
CONTROLS = re.compile(rb"[\x01-\x08\x0e-\x19]")
# Bytes that only UTF-8 puts together (é, è, œ, ’ …), or halves of a surrogate pair: read as Windows-1252 they
# would turn a name into "LefÃ¨vre" without a word.
TRACES_OF_UTF8 = re.compile(rb"\xc3[\x80-\xbf]|\xc5[\x92\x93]|\xe2\x80[\x90-\xbf]|\xed[\xa0-\xbf][\x80-\xbf]")


END_OF_LINE = re.compile(rb"\r\n|\r|\n")


@dataclass(frozen=True, slots=True)
class TextFacts:
    encoding: str
    has_mark: bool
    lines: int  # exact unless the file mixes several ends of line
    has_lone_cr: bool
    has_quotes: bool


class _ZeroByteError(Exception):
    """At this position in the file."""

    def __init__(self, position: int) -> None:
        super().__init__(position)
        self.position = position


class _Walk:
    """What the chunks seen so far hold."""

    def __init__(self, limits: Limits) -> None:
        self.limits = limits
        self.position = 0
        self.lfs = 0
        self.crs = 0
        self.has_quotes = False
        self.open_line = 0

    def feed(self, chunk: bytes) -> None:
        zero = chunk.find(b"\0")
        if zero >= 0:
            raise _ZeroByteError(self.position + zero)
        self.lfs += chunk.count(b"\n")
        self.crs += chunk.count(b"\r")
        self.has_quotes = self.has_quotes or b'"' in chunk
        self._measure(chunk)
        self.position += len(chunk)

    def _measure(self, chunk: bytes) -> None:
        mark = b"\n" if b"\n" in chunk else b"\r"
        first = chunk.find(mark)
        self.open_line += len(chunk) if first < 0 else first
        if self.open_line > self.limits.line:
            line = max(self.lfs, self.crs) + (first < 0)
            raise TableRefused("line_too_long", line=max(line, 1), bound=self.limits.line)
        if first >= 0:
            self.open_line = len(chunk) - chunk.rfind(mark) - 1

    def facts(self, encoding: str, *, has_mark: bool) -> TextFacts:
        ends = max(self.lfs, self.crs)
        if ends > self.limits.rows + 1 and not self.has_quotes:
            raise TableRefused("too_many_rows", bound=self.limits.rows)
        # As many of each: CRLF. An end of another kind in such a file stops the strict parser.
        has_lone_cr = self.crs not in (0, self.lfs)
        return TextFacts(encoding, has_mark, ends + (self.open_line > 0), has_lone_cr, self.has_quotes)


def scan_text(file: BinaryIO, limits: Limits) -> TextFacts:
    """Walk over the file once if it is UTF-8, twice if not."""
    file.seek(0)
    has_mark = file.read(len(UTF8_BOM)) == UTF8_BOM
    walk = _Walk(limits)
    try:
        fault = _first_not_utf8(file, walk)
        if fault is None:
            return walk.facts("utf-8", has_mark=has_mark)
        walk = _Walk(limits)
        if has_mark or _holds_traces_of_utf8(file, walk):
            raise TableRefused("encoding_mixed", line=_line_of(file, fault))
    except _ZeroByteError as zero:
        raise TableRefused("nul_byte", line=_line_of(file, zero.position)) from zero
    return walk.facts("cp1252", has_mark=False)


def _first_not_utf8(file: BinaryIO, walk: _Walk) -> int | None:
    """The position of the first byte that is not UTF-8, if there is one."""
    decode = codecs.getincrementaldecoder("utf-8")().decode
    file.seek(0)
    while chunk := file.read(CHUNK):
        walk.feed(chunk)
        try:
            decode(chunk)
        except UnicodeDecodeError as error:  # counts from the first byte left over from the chunk before
            return walk.position - len(error.object) + error.start
    try:
        decode(b"", final=True)
    except UnicodeDecodeError as error:
        return walk.position - len(error.object)
    return None


def _holds_traces_of_utf8(file: BinaryIO, walk: _Walk) -> bool:
    file.seek(0)
    while chunk := file.read(CHUNK):
        is_noise = CONTROLS.search(chunk) is not None
        undefined = UNDEFINED_IN_CP1252.search(chunk)
        if not is_noise and TRACES_OF_UTF8.search(chunk):
            return True
        if undefined:
            raise TableRefused("not_text", line=_line_of(file, walk.position + undefined.start()))
        walk.feed(chunk)
    return False


def _line_of(file: BinaryIO, position: int) -> int:
    """Count exactly, now that the file is refused anyway."""
    file.seek(0)
    ends = 0
    while position > 0 and (chunk := file.read(min(CHUNK, position))):
        position -= len(chunk)
        ends += sum(1 for _ in END_OF_LINE.finditer(chunk))
    return ends + 1
