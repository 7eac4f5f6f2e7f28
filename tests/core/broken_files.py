"""Files that people send, odd or broken, made by code with the verdict that each must get."""

import random
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

HEADER = "numero;nom;prenom\n"
ROWS = "".join(f"{number};Lefevre;Ana\n" for number in range(1, 6))
PLAIN = HEADER + ROWS

GIGABYTE = 1024**3
MEGABYTE = 1024**2


@dataclass(frozen=True)
class Sample:
    """`rows` and `ragged` say what an accepted file gives; `refusal`, `line`, `column` why another is not."""

    name: str
    content: bytes | Callable[[Path], object]
    rows: int = 0
    ragged: tuple[int, ...] = ()
    first: tuple[int, str] | None = None  # line and second cell of the first row
    refusal: str | None = None
    line: int | None = None
    column: int | None = None

    def write(self, path: Path) -> None:
        if callable(self.content):
            self.content(path)
        else:
            path.write_bytes(self.content)


def read(name: str, content: str | bytes, rows: int = 5, **expected: object) -> Sample:
    data = content.encode() if isinstance(content, str) else content
    return Sample(name, data, rows=rows, **expected)  # type: ignore[arg-type]


def refused(name: str, content: str | bytes, code: str, *place: int) -> Sample:
    data = content.encode() if isinstance(content, str) else content
    line, column = (*place, None, None)[:2]
    return Sample(name, data, refusal=code, line=line, column=column)


def two_gigabytes(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(2 * GIGABYTE)


def do_nothing(path: Path) -> None:
    """Leave no file."""


ACCENTS = PLAIN.replace("Lefevre", "Lefèvre").replace("Ana", "Zoé")
NOISE = random.Random(1).randbytes(20_000)

WIDE = ";".join("abcdefghijklmnopqrst") + "\n" + (";".join(["Lefevre"] * 20) + "\n") * 100_000

ODD_TEXTS = [
    read("utf-8", ACCENTS, first=(2, "Lefèvre")),
    read("utf-8 with a byte order mark", "\ufeff" + ACCENTS, first=(2, "Lefèvre")),
    read("windows-1252", ACCENTS.encode("cp1252"), first=(2, "Lefèvre")),
    read("windows-1252 with typographic signs", (PLAIN + "6;L’Œuvre – n° 1;€\n").encode("cp1252"), rows=6),
    read("accent across two chunks", HEADER + "1;" + "é" * 20 + ";A\n" + "2;é;é\n" * 60_000, rows=60_001),
    read("commas", PLAIN.replace(";", ",")),
    read("tabs", PLAIN.replace(";", "\t")),
    read("commas inside the headers", PLAIN.replace("nom;", "nom, usage (ou naissance, si besoin);", 1)),
    read("carriage returns and line feeds", PLAIN.replace("\n", "\r\n"), first=(2, "Lefevre")),
    read("carriage returns alone", PLAIN.replace("\n", "\r"), first=(2, "Lefevre")),
    read("no end after the last row", PLAIN.rstrip("\n")),
    read("separator declared on the first line", "sep=;\r\n" + PLAIN, first=(3, "Lefevre")),
    read("blank lines and blank rows", "\n\n" + HEADER + "\n;;\n" + ROWS + "\n\n", first=(6, "Lefevre")),
    read("quotes, separators and ends of line in cells", HEADER + '1;"a;\r\n""b""\n";c\n2;d;e\n', rows=2),
    read("ends of line in the headers", 'numero;"nom\nde famille";prenom\n' + ROWS, first=(3, "Lefevre")),
    read("quote in the middle of a cell", HEADER + '1;12" pouces;c\n', rows=1, first=(2, '12" pouces')),
    read("empty cells beyond the headers", HEADER + "1;b;c;;;\n2;b;c;\n", rows=2),
    read("a few ragged rows", PLAIN + "6;b\n7;b;c;d\n8;b;c\n", rows=6, ragged=(7, 8)),
    read("ragged after a quoted end of line", HEADER + '1;"a\nb";c\n2;a\n', rows=1, ragged=(4,)),
    Sample("a hundred thousand rows", lambda path: path.write_text(WIDE), rows=100_000),
]

BROKEN_TEXTS = [
    refused("empty", b"", "empty"),
    refused("nothing but a byte order mark", b"\xef\xbb\xbf", "empty"),
    refused("nothing but ends of line", "\r\n\r\n", "empty"),
    refused("nothing but headers", HEADER, "no_rows", 1),
    refused("nothing but headers and blank rows", HEADER + ";;\n;;\n", "no_rows", 3),
    refused("pdf", b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n1 0 obj\n", "not_a_table"),
    refused("png", b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR" + NOISE, "not_a_table"),
    refused("gzip", b"\x1f\x8b\x08\0" + NOISE, "not_a_table"),
    refused(
        "web page saved as .xls", "\n<!DOCTYPE html>\n<table><tr><td>a;b</td></tr></table>", "not_a_table"
    ),
    refused("xml", '\ufeff<?xml version="1.0"?><a>b;c</a>', "not_a_table"),
    refused("json", '[{"nom": "a", "prenom": "b"}]', "not_a_table"),
    refused("old workbook", b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + NOISE, "old_workbook"),
    refused("noise", b"\7\7" + NOISE.replace(b"\0", b"\1"), "not_text", 1),
    refused("noise with zeros", b"\7\7" + NOISE, "nul_byte", 1),
    refused("utf-16", b"\xff\xfe" + PLAIN.encode("utf-16-le"), "encoding_utf16"),
    refused("utf-16 without a mark", PLAIN.encode("utf-16-be"), "encoding_utf16"),
    refused("zero byte in a cell", PLAIN + "6;Du\0pont;c\n", "nul_byte", 7),
    refused("zero byte far down", HEADER + "1;b;c\n" * 100_000 + "6;Du\0pont;c\n", "nul_byte", 100_002),
    refused("two encodings", ACCENTS.encode() + "6;Zoé;c\n".encode("cp1252"), "encoding_mixed", 7),
    refused(
        "mark of utf-8 before windows-1252", b"\xef\xbb\xbf" + ACCENTS.encode("cp1252"), "encoding_mixed", 2
    ),
    refused(
        "utf-8 cut in the middle of a letter", ("é" + ACCENTS).encode() + b"6;Zo\xc3", "encoding_mixed", 7
    ),
    refused("half of a surrogate pair", PLAIN.encode() + b"6;\xed\xa0\x80;c\n", "encoding_mixed", 7),
    refused("quote never closed", PLAIN + '6;"Dupont;c\n7;b;c\n', "quote_unclosed", 7, 2),
    refused("quote closed by the next one", PLAIN + '6;"Dupont;c\n7;"b";c\n', "quote_unclosed", 7, 2),
    refused("quote open on a second line", HEADER + '1;"a\nb";"c\n2;b;c\n', "quote_unclosed", 3, 3),
    refused("quote open over many rows", HEADER + '1;"b;c\n' + "2;b;c\n" * 50_000, "quote_unclosed", 2, 2),
    refused("quote open in the headers", 'numero;"nom;prenom\n' + ROWS, "quote_unclosed", 1, 2),
    refused("text after a closing quote", PLAIN + '6;"Dupont" dit;c\n', "quote_misplaced", 7, 2),
    refused("cell of a megabyte", PLAIN + f"6;{'x' * MEGABYTE};c\n", "cell_too_long", 7, 2),
    refused("quoted cell of a megabyte", PLAIN + f'6;b;"{"x" * MEGABYTE}"\n', "cell_too_long", 7, 3),
    refused("header of a megabyte", f"{'x' * MEGABYTE};nom\n1;b\n", "cell_too_long", 1, 1),
    refused("line without end", HEADER + "ab;" * 2 * MEGABYTE, "line_too_long", 2),
    refused(
        "ten thousand columns",
        ";".join("abcdefghij" for _ in range(10_000)) + "\n1;2\n",
        "too_many_columns",
        1,
    ),
    refused("ten thousand cells in a row", PLAIN + ";".join("x" * 10_000) + "\n", "too_many_columns", 7),
    refused("every row ragged", HEADER + "1;b\n2;b\n", "ragged_rows", 2),
    refused("most rows ragged", PLAIN + "1;b\n" * 6, "ragged_rows", 7),
    refused("a thousand rows ragged", HEADER + "1;b;c\n" * 5_000 + "1;b\n" * 1_001, "ragged_rows", 5_002),
    refused("no separator", "numero|nom|prenom\n1|b|c\n", "no_separator", 1),
    refused("prose", "Bonjour, voici la liste\nque vous vouliez.\nMerci\n", "ragged_rows", 2),
    refused("more than a million rows", "a;b\n" + "1;2\n" * 1_000_001, "too_many_rows"),
    Sample("two gigabytes", two_gigabytes, refusal="too_big"),
    Sample("folder", Path.mkdir, refusal="not_a_file"),
    Sample("missing", do_nothing, refusal="file_missing"),
]
