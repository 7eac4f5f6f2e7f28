"""What happens after the replies in the world: enrolments, and the platform's list of replies."""

from collections.abc import Sequence

from recruitment.enrolments import actions
from tests.properties.outcomes import NOTHING, Outcome, sending
from tests.properties.world import CODES, NUMBERS, World, application

HEADER = "N°Inscription;Candidat;Code formation;codeSituation;Date de la réponse;Inscription administrative"
ENROLLED = {True: "I.A effectuée", False: "Non renseigné", None: ""}
Said = tuple[int, int, str, bool | None]


def enrol(world: World, programme: int, candidate: int, who: int, key: str | None) -> Outcome:
    """Mark the enrolment of a wish done."""
    row = application(programme, candidate)
    if row is None:
        return NOTHING
    person = world.person(programme, who)
    sent = sending(person.id, f"inscription {programme} {candidate}", key)
    actions.enrol(person, row.id, submission=sent)
    return "done", "enrolled"


def undo_enrolment(world: World, programme: int, candidate: int, who: int, key: str | None) -> Outcome:
    """Undo it."""
    row = application(programme, candidate)
    if row is None:
        return NOTHING
    person = world.person(programme, who)
    sent = sending(person.id, f"annulation d’inscription {programme} {candidate}", key)
    actions.undo_enrolment(person, row.id, reason="Erreur de dossier", submission=sent)
    return "done", "undone"


def listed(said: Sequence[Said]) -> list[str]:
    """Return the lines of the platform's list: what it says of some wishes, each once."""
    known = {
        (programme, candidate): (situation, enrolled) for programme, candidate, situation, enrolled in said
    }
    return [
        HEADER,
        *(
            f"{NUMBERS[candidate]};ESSAI N{candidate};{CODES[programme]};{situation};;{ENROLLED[enrolled]}"
            for (programme, candidate), (situation, enrolled) in known.items()
        ),
    ]
