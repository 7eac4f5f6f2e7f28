"""R6.2: whatever file is sent as an answer, it is taken whole or given up with a sentence, and leaves nothing."""

from pathlib import Path

from flask import Flask
from sqlalchemy import func, select

from recruitment.core.database import db
from recruitment.core.tabular import TableRefused
from recruitment.exchanges.models import ExchangeLine
from recruitment.labels.ine import ERRORS
from recruitment.learners.ine.columns import NAMES
from recruitment.learners.ine.reading import read
from recruitment.learners.models import Learner
from recruitment.transfers.columns import HeadersRefused
from tests.core.broken_files import BROKEN_TEXTS, ODD_TEXTS
from tests.learners.registered import make_office, make_registration
from tests.learners.test_ine import answered, asked, taken

#: What a cell of each column may hold that is no answer.
CELLS = {
    "ligne": ("", " ", "1", "-", "1-", "-1", "0-1", "1-0", "01-1", "1-01", "1.0-1", "1-1-1", "1 - 1", "a-b", "²-1",
              "１-1", "1e3-1", "9" * 40, "99999999999-1", "1-9999999", "=1-1", "1–1", "1/1", "l-1"),
    "ine": ("x", "0494004062A", "0494004062", "04940040622M", "1234567890G", "01234567896", "12345ABCDE1",
            "1234X56789B", "1234A5678B", "123456789AZ", "123456789A", "ABCDEFGHIJK", "é494004062M", "0494004062м",
            "４９４004062M", "'0494004062M", "=0494004062M", "0494004062M;", "0494004062M 1", "INE", "-", "#N/A",
            "1,23E+10", "None"),
    "motif": ("\u202egauche", "x" * 301, "\ufffd", "a\u0301\u0301\u0301\u0301\u0301", "\x01"),
    "nom": ("x" * 121, "\u202eA", "\ufffd", "Autre", "A\x7fB"),
    "prenom": ("x" * 121, "\u2066B", "\ufffd", "Autre", "B\x1f"),
    "date_naissance": ("demain", "2005-13-01", "2005-02-30", "30/02/2005", "03/02/05", "2005/02/03", "0", "38384",
                       "1899-12-31", "2005-02-04", "2005-2-3", "03-02-2005", "٢٠٠٥-02-03", "2005-02-03T00:00"),
}  # fmt: skip


def test_every_broken_cell_is_told_by_line_and_column(app: Flask, tmp_path: Path) -> None:
    """R6.2: some eighty kinds, each under a right line; nothing of the right ones is taken."""
    office = make_office()
    first, second = make_registration(office), make_registration(office)
    request = asked(office, first, second)
    right = {"ligne": f"{request}-2", "ine": "", "motif": "", "nom": "", "prenom": "", "date_naissance": ""}
    told = 0
    for column, cells in CELLS.items():
        for cell in cells:
            row = {**right, "ine": "" if column == "motif" else "0494004062M", column: cell}
            if column in ("nom", "prenom"):
                other = "prenom" if column == "nom" else "nom"
                row[other] = "Camille"
            lines = [
                ";".join(right),
                f"{request}-1;01234567895;;;;",
                ";".join(f'"{value}"' for value in row.values()),
            ]
            path = tmp_path / "answer.csv"
            path.write_text("\n".join(lines), encoding="utf-8")
            try:
                found = read(path)
            except (TableRefused, HeadersRefused):
                told += 1
                continue
            wrong = [one for one in found.wrong if one.line == 3]
            if wrong:
                assert all(one.code in ERRORS for one in wrong), cell
                told += 1
            else:  # readable, and another person's: the database says so
                answer = answered(office, tmp_path, "\n".join(lines))
                assert answer.state == "failed", (column, cell)
                told += 1
    assert told == sum(map(len, CELLS.values()))
    assert set(CELLS) == set(NAMES.values())
    assert db.session.scalar(select(func.count()).where(Learner.ine.is_not(None))) == 0


def test_every_broken_file_is_given_up_whole(app: Flask, tmp_path: Path) -> None:
    """R6.2, R6.4: the odd and broken files of every import; each is a failed exchange with its sentence."""
    office = make_office()
    path, tried = tmp_path / "sample", 0
    for sample in (*BROKEN_TEXTS, *ODD_TEXTS):
        if not isinstance(sample.content, bytes) or len(sample.content) > 20_000:
            continue
        sample.write(path)
        exchange = taken(office, path)
        assert (exchange.state, bool(exchange.error)) == ("failed", True), sample.name
        tried += 1
    assert tried > 30
    assert db.session.scalar(select(func.count()).select_from(ExchangeLine)) == 0
