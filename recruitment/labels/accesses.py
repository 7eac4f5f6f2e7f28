"""The words of the trace: how somebody came to see a candidate's contact details, what file they took."""

from collections.abc import Mapping
from typing import Any

KINDS = {
    "file": "Dossier consulté",
    "print": "Dossier imprimé",
    "list": "Liste affichée",
    "act": "Formulaire ouvert",
    "export": "Export",
}
#: The journal's events that hand out a file.
TAKEN = {
    "exported": "Fichier exporté",
    "person_exported": "Données d’une personne exportées",
    "accesses_exported": "Trace des consultations exportée",
}


def file_taken(details: Mapping[str, Any]) -> str:
    """Say which file, how many lines, chosen how: ids and codes, as the journal keeps them."""
    parts = [str(details[name]) for name in ("file",) if name in details]
    if "rows" in details:
        parts.append(f"{details['rows']} lignes")
    filters = details.get("filters") or {}
    parts += [f"{name} = {value}" for name, value in sorted(filters.items())]
    return ", ".join(parts)
