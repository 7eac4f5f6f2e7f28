"""R6.7: what « Réponse du candidat » may say in the words of the centre's answers."""

from datetime import date
from pathlib import Path

from recruitment.admissions.reading import ListReader
from tests.admissions.files import HEADERS, line, text

SAID = {
    "Oui": (1, None, None),
    "Oui si": (1, "yes_if_3", None),
    "OUI SI (4 ans)": (1, "yes_if_4", None),
    "Oui en attente": (0, None, "waiting"),
    "Oui si en attente": (0, None, "waiting"),
    "Démission": (3, None, "resigned"),
}


def test_oui_si_is_taken_and_oui_en_attente_is_left_out(tmp_path: Path) -> None:
    """R6.7: neither is refused as a reply that nobody knows."""
    headers = f"{HEADERS};Réponse du candidat"
    lines = [line(rank, **{"Réponse du candidat": said}) for rank, said in enumerate(SAID, start=1)]
    path = tmp_path / "admis.csv"
    path.write_text(text(lines, headers))
    with ListReader(path, year=2025, today=date(2025, 7, 7)) as reader:
        records = [read.record for read in reader.rows()]
    told = [record and (record.situation, record.answer, record.left_out) for record in records]
    assert told == list(SAID.values())
