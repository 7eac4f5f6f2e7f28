"""What a file is, told from its first bytes and never from its name."""

from recruitment.core.tabular_limits import TableRefused

SNIFFED_BYTES = 4096

ZIP = (b"PK\x03\x04", b"PK\x05\x06")
OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"  # .xls, and any workbook locked by a password
WIDE_TEXT = (b"\xff\xfe", b"\xfe\xff", b"\x00\x00\xfe\xff")
UTF8_BOM = b"\xef\xbb\xbf"

FOREIGN = (
    (b"%PDF-", "PDF"),
    (b"\x89PNG\r\n", "image PNG"),
    (b"\xff\xd8\xff", "image JPEG"),
    (b"GIF8", "image GIF"),
    (b"\x1f\x8b", "archive gzip"),
    (b"7z\xbc\xaf\x27\x1c", "archive 7z"),
    (b"Rar!\x1a\x07", "archive RAR"),
    (b"BZh", "archive bzip2"),
    (b"\xfd7zXZ\x00", "archive xz"),
    (b"\x28\xb5\x2f\xfd", "archive zstd"),
    (b"SQLite format 3\x00", "base SQLite"),
    (b"\x7fELF", "programme"),
    (b"MZ\x90\x00", "programme"),
    (b"{\\rtf", "RTF"),
)


def is_workbook(head: bytes) -> bool:
    """Say whether the bytes open a zip, as today's workbooks do; refuse what is plainly not a table."""
    if head.startswith(ZIP):
        return True
    if head.startswith(OLE):
        raise TableRefused("old_workbook")
    if head.startswith(WIDE_TEXT) or _is_wide_without_mark(head):
        raise TableRefused("encoding_utf16")
    for magic, kind in FOREIGN:
        if head.startswith(magic):
            raise TableRefused("not_a_table", kind=kind)
    _refuse_markup(head)
    return False


def _is_wide_without_mark(head: bytes) -> bool:
    """UTF-16 of western text has a zero as every second byte."""
    sample = head[:64]
    return len(sample) > 3 and (not any(sample[1::2]) or not any(sample[::2])) and any(sample)


def _refuse_markup(head: bytes) -> None:
    text = head.removeprefix(UTF8_BOM).lstrip()
    if text.startswith(b"<"):
        is_page = b"<html" in text.lower() or b"<!doctype html" in text.lower() or b"<table" in text.lower()
        raise TableRefused("not_a_table", kind="page HTML" if is_page else "XML")
    if text.startswith((b"{", b"[")):
        raise TableRefused("not_a_table", kind="JSON")
