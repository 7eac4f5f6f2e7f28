"""The confined process: `python -m recruitment.core.spreadsheet_reader ORDERS`.

It writes JSON lines on its standard output: first what the sheet is, then one array of texts per row, then
the end; or, at any moment, why the file is refused. It imports nothing of the product but the bounds.
"""

import json
import sys
from collections.abc import Iterable, Sequence
from datetime import date, datetime, time, timedelta
from pathlib import Path

import python_calamine as calamine

from recruitment.core.sandbox import confine
from recruitment.core.spreadsheet_zip import check_workbook
from recruitment.core.tabular_limits import Limits, TableRefused

_EXACT_INTEGER = 10**15  # a spreadsheet keeps fifteen digits
_HALF_SECOND = timedelta(microseconds=500_000)


def main() -> None:
    orders = json.loads(sys.argv[1])
    limits = Limits(**orders["limits"])
    confine(memory=limits.memory, cpu_seconds=limits.cpu_seconds)
    try:
        check_workbook(Path(orders["path"]), limits)
        _give_first_sheet(orders["path"], limits)
    except TableRefused as refusal:
        _refuse(refusal)
    except MemoryError:
        _refuse(TableRefused("workbook_too_large"))
    sys.stdout.buffer.flush()


def _give_first_sheet(path: str, limits: Limits) -> None:
    try:
        sheet = _first_sheet(calamine.load_workbook(path))
    except calamine.PasswordError as error:
        raise TableRefused("workbook_locked") from error
    except (calamine.CalamineError, OSError, ValueError) as error:
        raise TableRefused("workbook_broken") from error
    if sheet is None:
        raise TableRefused("workbook_without_sheet")
    _say({"lines": sheet.total_height})
    _give_rows(sheet.iter_rows(), [""] * (sheet.start or (0, 0))[1], limits)
    _say({"end": True})


def _first_sheet(workbook: calamine.CalamineWorkbook) -> calamine.CalamineSheet | None:
    """Hidden sheets and charts are not what somebody looked at before sending the file."""
    for sheet in workbook.sheets_metadata:
        is_visible = sheet.visible == calamine.SheetVisibleEnum.Visible
        if is_visible and sheet.typ == calamine.SheetTypeEnum.WorkSheet:
            return workbook.get_sheet_by_name(sheet.name)
    return None


def _give_rows(rows: Iterable[Sequence[object]], margin: list[str], limits: Limits) -> None:
    """Write each row; the empty columns of the margin keep column numbers those of the sheet."""
    write = sys.stdout.buffer.write
    encode = json.JSONEncoder(ensure_ascii=False, check_circular=False).encode
    width = 0
    for line, values in enumerate(rows, start=1):
        cells = margin + [value if type(value) is str else cell_text(value) for value in values]
        if not width:
            width = max((at for at, cell in enumerate(cells, start=1) if cell), default=0)
        if not any(cells[width:]):
            del cells[width:]
        written = encode(cells).encode()
        if len(written) > limits.cell or b"\\u0000" in written:
            _check_cells(cells, len(written), line, limits)
        write(written + b"\n")


def _check_cells(cells: list[str], size: int, line: int, limits: Limits) -> None:
    for column, cell in enumerate(cells, start=1):
        if len(cell) > limits.cell:
            raise TableRefused("cell_too_long", line=line, column=column, bound=limits.cell)
        if "\0" in cell:
            raise TableRefused("nul_byte", line=line, column=column)
    if size > limits.line:
        raise TableRefused("line_too_long", line=line, bound=limits.line)


def cell_text(value: object) -> str:
    """Say a cell as the same sheet saved in CSV would say it, dates in ISO form."""
    if isinstance(value, bool):
        return "VRAI" if value else "FAUX"
    if isinstance(value, float):
        return str(int(value)) if value.is_integer() and abs(value) < _EXACT_INTEGER else repr(value)
    if isinstance(value, datetime):
        return (value + _HALF_SECOND).replace(microsecond=0).isoformat(sep=" ")
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, time):
        return value.isoformat(timespec="seconds")
    return str(value)


def _refuse(refusal: TableRefused) -> None:
    place = {"line": refusal.line, "column": refusal.column}
    _say({"refused": refusal.code, "details": refusal.details, **place})


def _say(word: dict[str, object]) -> None:
    sys.stdout.buffer.write(json.dumps(word).encode() + b"\n")


if __name__ == "__main__":
    main()
