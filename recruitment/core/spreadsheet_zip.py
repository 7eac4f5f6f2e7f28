"""What an XLSX workbook is made of, checked before a parser opens it: a zip can say anything of itself."""

import struct
import zipfile
import zlib
from pathlib import Path
from typing import BinaryIO

from recruitment.core.tabular_limits import Limits, TableRefused

CHUNK = 1024 * 1024
LARGE_MEMBER = 10 * CHUNK
DIRECTORY_BYTES = 1024 * 1024  # 2 000 members with long names stay under it
WORKBOOK = "xl/workbook.xml"

# A document type declares entities, which can be nested to grow without end; a workbook never has one.
DOCUMENT_TYPES = (b"<!DOCTYPE", b"<!ENTITY", "<!DOCTYPE".encode("utf-16-le"), "<!DOCTYPE".encode("utf-16-be"))
OVERLAP = max(map(len, DOCUMENT_TYPES)) - 1

ENCRYPTED = 0x1
END_RECORD = struct.Struct("<4s4H2LH")
LOCAL_HEADER = struct.Struct("<4s5H3L2H")


def check_workbook(path: Path, limits: Limits) -> None:
    """Refuse a zip that is not a workbook, or that would not stay one once unpacked."""
    with path.open("rb") as file:
        _check_directory_size(file, limits)
        try:
            with zipfile.ZipFile(file) as archive:
                members = archive.infolist()
        except (zipfile.BadZipFile, ValueError, struct.error, NotImplementedError) as error:
            raise TableRefused("workbook_broken") from error
        _check_members(members, limits)
        for member in members:
            _unpack(file, member)


def _check_directory_size(file: BinaryIO, limits: Limits) -> None:
    """Look at the last record by hand: listing a directory of a million names would already cost too much."""
    size = file.seek(0, 2)
    file.seek(max(0, size - END_RECORD.size - 0xFFFF))
    tail = file.read()
    at = tail.rfind(b"PK\x05\x06")
    if at < 0 or len(tail) - at < END_RECORD.size:
        raise TableRefused("workbook_broken")
    record = END_RECORD.unpack_from(tail, at)
    members, directory = record[4], record[5]
    if tail[max(0, at - 20) : at].startswith(b"PK\x06\x07"):  # the larger record that replaces this one
        larger = tail[max(0, at - 76) : at - 20]
        members, directory = struct.unpack_from("<2Q", larger, 32) if len(larger) == 56 else (0, 0)
    if members > limits.members or directory > DIRECTORY_BYTES:
        raise TableRefused("workbook_members", count=members, bound=limits.members)


def _check_members(members: list[zipfile.ZipInfo], limits: Limits) -> None:
    names = [member.filename for member in members]
    if len(names) > limits.members:
        raise TableRefused("workbook_members", count=len(names), bound=limits.members)
    if WORKBOOK not in names:
        raise TableRefused(_other_zip(names))
    if len(set(names)) < len(names) or any(_is_unsafe(name) for name in names):
        raise TableRefused("workbook_broken")
    if any(member.flag_bits & ENCRYPTED for member in members):
        raise TableRefused("workbook_locked")
    declared = sum(member.file_size for member in members)
    if declared > limits.inflated:
        raise TableRefused("workbook_bomb", size=declared, bound=limits.inflated)
    if any(_is_bomb(member, limits) for member in members):
        raise TableRefused("workbook_bomb", size=declared, bound=LARGE_MEMBER)


def _is_bomb(member: zipfile.ZipInfo, limits: Limits) -> bool:
    return member.file_size > max(LARGE_MEMBER, member.compress_size * limits.ratio)


def _other_zip(names: list[str]) -> str:
    if "content.xml" in names:
        return "open_document"
    return "old_workbook" if "xl/workbook.bin" in names else "zip_archive"


def _is_unsafe(name: str) -> bool:
    return name.startswith("/") or "\\" in name or "\0" in name or ".." in name.split("/")


def _unpack(file: BinaryIO, member: zipfile.ZipInfo) -> None:
    """Inflate to nowhere, never beyond the declared size, and see that the stream ends there."""
    file.seek(member.header_offset)
    header = file.read(LOCAL_HEADER.size)
    if len(header) < LOCAL_HEADER.size or not header.startswith(b"PK\x03\x04"):
        raise TableRefused("workbook_broken")
    *_, name_size, extra_size = LOCAL_HEADER.unpack(header)
    file.seek(name_size + extra_size, 1)
    if member.compress_type == zipfile.ZIP_STORED:
        if member.compress_size != member.file_size:
            raise TableRefused("workbook_lies")
        _look_at_stored(file, member.file_size)
    elif member.compress_type == zipfile.ZIP_DEFLATED:
        _look_at_deflated(file, member.compress_size, member.file_size)
    else:
        raise TableRefused("workbook_broken")


def _look_at_stored(file: BinaryIO, size: int) -> None:
    seen = b""
    while size > 0 and (data := file.read(min(CHUNK, size))):
        seen = _look(seen, data)
        size -= len(data)


def _look_at_deflated(file: BinaryIO, packed: int, size: int) -> None:
    inflater = zlib.decompressobj(-zlib.MAX_WBITS)
    seen = pending = b""
    try:
        while not inflater.eof:
            if not pending:
                pending = file.read(min(CHUNK, packed))
                packed -= len(pending)
            data = inflater.decompress(pending, CHUNK)
            if not pending and not data:
                raise TableRefused("workbook_broken")
            pending = inflater.unconsumed_tail
            size -= len(data)
            if size < 0:
                raise TableRefused("workbook_lies")
            seen = _look(seen, data)
    except zlib.error as error:
        raise TableRefused("workbook_broken") from error
    if size:
        raise TableRefused("workbook_lies")


def _look(seen: bytes, data: bytes) -> bytes:
    window = seen + data
    if any(mark in window for mark in DOCUMENT_TYPES):
        raise TableRefused("workbook_entities")
    return data[-OVERLAP:]
