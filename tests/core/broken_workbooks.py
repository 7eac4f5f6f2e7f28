"""Workbooks made part by part, so that each can lie in its own way."""

import io
import struct
import zipfile
from collections.abc import Iterable

from tests.core.broken_files import MEGABYTE, Sample

DECLARATION = '<?xml version="1.0" encoding="UTF-8" standalone="yes"?>\n'
MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
RELATIONS = "http://schemas.openxmlformats.org/package/2006/relationships"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"

CONTENT_TYPES = (
    DECLARATION + '<Types xmlns="http://schemas.openxmlformats.org/package/2006/content-types">'
    '<Default Extension="rels" ContentType="application/vnd.openxmlformats-package.relationships+xml"/>'
    '<Default Extension="xml" ContentType="application/xml"/></Types>'
)
ROOT = (
    DECLARATION
    + f'<Relationships xmlns="{RELATIONS}"><Relationship Id="rId1" Type="{OFFICE}/officeDocument" '
    'Target="xl/workbook.xml"/></Relationships>'
)
SHEET = "xl/worksheets/sheet1.xml"
SIMPLE_ROWS = [["numero", "nom", "prenom"], *([str(number), "Lefèvre", "Ana"] for number in range(1, 6))]


def sheet(rows: Iterable[str], *, dimension: str = "A1:C6") -> str:
    inside = f'<dimension ref="{dimension}"/><sheetData>{"".join(rows)}</sheetData>'
    return f'{DECLARATION}<worksheet xmlns="{MAIN}">{inside}</worksheet>'


def row(number: int, cells: Iterable[str]) -> str:
    """Text cells, from the first column on."""
    written = (
        f'<c r="{chr(ord("A") + at)}{number}" t="inlineStr"><is><t>{cell}</t></is></c>'
        for at, cell in enumerate(cells)
    )
    return f'<row r="{number}">{"".join(written)}</row>'


SIMPLE = [row(number, cells) for number, cells in enumerate(SIMPLE_ROWS, start=1)]


def workbook(
    sheet_xml: str, *, states: tuple[str, ...] = ("visible",), extra: dict[str, bytes] | None = None
) -> bytes:
    """Zip a workbook; of several sheets, the last is the given one and the others are empty."""
    count = len(states)
    sheets = "".join(
        f'<sheet name="F{at}" sheetId="{at}" state="{state}" r:id="rId{at}"/>'
        for at, state in enumerate(states, start=1)
    )
    links = "".join(
        f'<Relationship Id="rId{at}" Type="{OFFICE}/worksheet" Target="worksheets/sheet{from_end}.xml"/>'
        for at, from_end in zip(range(1, count + 1), range(count, 0, -1), strict=True)
    )
    relations = f'<Relationships xmlns="{RELATIONS}">{links}</Relationships>'
    book = f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{sheets}</sheets></workbook>'
    parts: dict[str, bytes | str] = {
        "[Content_Types].xml": CONTENT_TYPES,
        "_rels/.rels": ROOT,
        "xl/workbook.xml": DECLARATION + book,
        "xl/_rels/workbook.xml.rels": DECLARATION + relations,
        SHEET: sheet_xml,
        **{f"xl/worksheets/sheet{at}.xml": sheet([]) for at in range(2, count + 1)},
    }
    return zipped({**parts, **(extra or {})})


def zipped(parts: dict[str, bytes | str]) -> bytes:
    file = io.BytesIO()
    with zipfile.ZipFile(file, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name, content)
    return file.getvalue()


def lying(data: bytes, *, says: int) -> bytes:
    """Change the size that both headers of the sheet declare."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        member = archive.getinfo(SHEET)
    true, false = struct.pack("<L", member.file_size), struct.pack("<L", says)
    assert data.count(struct.pack("<2L", member.compress_size, member.file_size)) == 2
    return data.replace(
        struct.pack("<L", member.compress_size) + true, struct.pack("<L", member.compress_size) + false
    )


def encrypted(data: bytes) -> bytes:
    """Raise the flag of encryption in every entry of the directory."""
    parts = data.split(b"PK\x01\x02")
    return b"PK\x01\x02".join([parts[0], *(part[:4] + b"\x01" + part[5:] for part in parts[1:])])


def crowded(members: int) -> bytes:
    return zipped({"xl/workbook.xml": b"<workbook/>", **{f"xl/media/{at}": b"" for at in range(members)}})


def declared_crowded() -> bytes:
    """A directory of a few entries whose last record claims fifty thousand."""
    data = bytearray(workbook(sheet(SIMPLE)))
    end = data.rfind(b"PK\x05\x06")
    data[end + 8 : end + 12] = struct.pack("<2H", 50_000, 50_000)
    return bytes(data)


PLAIN = workbook(sheet(SIMPLE))
TYPED = (
    '<row r="2"><c r="A2"><v>12</v></c><c r="B2" t="b"><v>1</v></c><c r="C2"><v>0.5</v></c></row>'
    '<row r="3"><c r="A3"><v>73282932000074</v></c><c r="B3" t="str"><f>1+1</f><v>2</v></c><c r="C3"/></row>'
)
BILLION_LAUGHS = sheet(SIMPLE).replace(
    "\n", '\n<!DOCTYPE a [<!ENTITY b "ha"><!ENTITY c "&b;&b;&b;&b;&b;&b;&b;&b;">]>\n', 1
)


def read(name: str, data: bytes, rows: int = 5, **expected: object) -> Sample:
    return Sample(f"workbook {name}", data, rows=rows, **expected)  # type: ignore[arg-type]


def refused(name: str, data: bytes, code: str, line: int | None = None, column: int | None = None) -> Sample:
    return Sample(f"workbook {name}", data, refusal=code, line=line, column=column)


def with_rows(*more: str) -> bytes:
    return workbook(sheet([*SIMPLE, *more]))


def with_part(name: str, content: bytes) -> bytes:
    return workbook(sheet(SIMPLE), extra={name: content})


def far_cell(place: str, number: int) -> str:
    return f'<row r="{number}"><c r="{place}{number}"><v>1</v></c></row>'


PADDED = workbook(sheet(SIMPLE) + " " * 20 * MEGABYTE)
TALL = [SIMPLE[0], *(row(number, ["1", "Lefèvre", "Ana"]) for number in range(2, 20_002))]

ODD_WORKBOOKS = [
    read("plain", PLAIN, first=(2, "Lefèvre")),
    read("whose first sheet is hidden", workbook(sheet(SIMPLE), states=("hidden", "visible"))),
    read("that declares too few cells", workbook(sheet(SIMPLE, dimension="A1:B2"))),
    read("that declares every cell", workbook(sheet(SIMPLE, dimension="A1:XFD1048576"))),
    read("with numbers", workbook(sheet([SIMPLE[0], TYPED])), rows=2, first=(2, "VRAI")),
    read("with a gap", workbook(sheet([SIMPLE[0], row(9, ["1", "b", "c"])])), rows=1, first=(9, "b")),
    read("with a cell beyond the headers", with_rows(row(7, "1234")), ragged=(7,)),
    read("that holds another workbook", with_part("xl/embeddings/a.xlsx", PLAIN)),
    read("of twenty thousand rows", workbook(sheet(TALL)), rows=20_000),
]

BROKEN_WORKBOOKS = [
    refused("cut short", PLAIN[: len(PLAIN) // 2], "workbook_broken"),
    refused(
        "that is a zip by its first bytes only", b"PK\x03\x04" + bytes(range(256)) * 9, "workbook_broken"
    ),
    refused("whose sheet is not XML", workbook("numero;nom"), "workbook_broken"),
    refused("without a visible sheet", workbook(sheet(SIMPLE), states=("hidden",)), "workbook_without_sheet"),
    refused("with an empty sheet", workbook(sheet([])), "empty"),
    refused("with headers alone", workbook(sheet(SIMPLE[:1])), "no_rows", 1),
    refused("under a password", encrypted(PLAIN), "workbook_locked"),
    refused("of another kind", zipped({"word/document.xml": "<a/>"}), "zip_archive"),
    refused("inside a zip", zipped({"tableau.xlsx": PLAIN}), "zip_archive"),
    refused("of an open document", zipped({"mimetype": "x", "content.xml": "<a/>"}), "open_document"),
    refused("in binary", zipped({"xl/workbook.bin": b"a"}), "old_workbook"),
    refused("with a name that climbs", with_part("../../etc/passwd", b""), "workbook_broken"),
    refused("with a cell of a megabyte", with_rows(row(7, ["1", "x" * MEGABYTE])), "cell_too_long", 7, 2),
    refused("that swells", zipped({"xl/workbook.xml": bytes(300 * MEGABYTE)}), "workbook_bomb"),
    refused("that swells under the bound", PADDED, "workbook_bomb"),
    refused("that swells and hides it", lying(PADDED, says=900), "workbook_lies"),
    refused("that declares more than it holds", lying(PLAIN, says=90_000), "workbook_lies"),
    refused("with entities", workbook(BILLION_LAUGHS), "workbook_entities"),
    refused("with utf-16 entities", with_part("a.xml", BILLION_LAUGHS.encode("utf-16")), "workbook_entities"),
    refused("of fifty thousand members", crowded(50_000), "workbook_members"),
    refused("that declares fifty thousand", declared_crowded(), "workbook_members"),
    refused("with a cell in the last corner", with_rows(far_cell("XFD", 1_048_576)), "workbook_too_large"),
    refused("with a cell in the last row", with_rows(far_cell("CV", 1_048_576)), "workbook_too_large"),
    refused("with a cell in the last column", with_rows(far_cell("XFD", 7)), "too_many_columns", 7),
]
