"""Every French word for a run of a job."""

from typing import NamedTuple


class OutcomeLabel(NamedTuple):
    """How a run ended: its word, its colour and its icon."""

    word: str
    tone: str
    icon: str


OUTCOMES = {
    "running": OutcomeLabel("en cours", "info", "refresh"),
    "done": OutcomeLabel("terminée", "ok", "circle-check"),
    "failed": OutcomeLabel("en échec", "bloque", "alert-triangle"),
    "lost": OutcomeLabel("interrompue", "attention", "clock"),
}
STARTED_BY = {"tick": "d’elle-même", "person": "à la main", "command": "en ligne de commande"}
