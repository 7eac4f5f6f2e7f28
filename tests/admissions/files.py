"""Files of admitted candidates, as the platform exports them."""

from pathlib import Path
from typing import Any

HEADERS = (
    "Numéro candidat;Nom;Prénom;Etat civil;Date de Naissance;Numéro INE;e-mail du candidat;Téléphone fixe;"
    "Téléphone mobile;Nationalité;Pays de naissance;Ville de naissance;Adresse 1;Adresse 2;Adresse 3;Code postal;"
    "Commune;Pays;Série diplôme;Mention diplôme;Année de césure;Internat;date réponse"
)
VALUES: dict[str, str] = {
    "Nom": "ROCHE",
    "Prénom": "Inès",
    "Etat civil": "Mme",
    "Date de Naissance": "04/03/2007",
    "Numéro INE": "0494004062M",
    "e-mail du candidat": "ines.roche@exemple.fr",
    "Téléphone fixe": "04 65 71 00 01",
    "Téléphone mobile": "06 39 98 00 00",
    "Nationalité": "FR",
    "Pays de naissance": "FRANCE",
    "Ville de naissance": "RIOM",
    "Adresse 1": "12 rue des Volcans",
    "Code postal": "63000",
    "Commune": "Clermont-Ferrand",
    "Pays": "FRANCE",
    "Série diplôme": "Bac général",
    "Mention diplôme": "Assez bien",
    "Année de césure": "non",
    "Internat": "non",
    "date réponse": "05/07/2025 10:15",
}


def line(rank: int, **changes: str) -> dict[str, str]:
    """Return the cells of a candidate, by header."""
    return {"Numéro candidat": str(2_500_000 + rank), **VALUES, **changes}


def text(lines: list[dict[str, str]], headers: str = HEADERS) -> str:
    """Return a file: its headers, then what each line has under them."""
    names = headers.split(";")
    return "\r\n".join([headers, *(";".join(one.get(name, "") for name in names) for one in lines), ""])


def written(
    folder: Path, lines: list[dict[str, str]], headers: str = HEADERS, *, encoding: str = "utf-8"
) -> Path:
    """Write a file."""
    path = folder / "admis.csv"
    path.write_bytes(text(lines, headers).encode(encoding))
    return path


def run_import(app: Any, path: Path, programme: Any, uai: str, *options: str, yes: bool = True) -> Any:
    """Run the command."""
    args = [
        "admitted",
        "import",
        str(path),
        "--centre",
        uai,
        "--programme",
        programme.code,
        "--campaign",
        "2025",
    ]
    return app.test_cli_runner().invoke(args=[*args, *(["--yes"] if yes else []), *options])
