"""The whole history of the demonstration, in order: what the file of each day says, and every act."""

from random import Random

from recruitment.demo import moments
from recruitment.demo.after import afterwards
from recruitment.demo.catalogue import CENTRES
from recruitment.demo.contract_story import contracts, refused_but_recruited
from recruitment.demo.moments import FILES, at, office
from recruitment.demo.story import Event, confirmations, decisions, departures
from recruitment.demo.wishes import Group, invent
from recruitment.demo.words import NOTES

NOTES_WRITTEN = 36
CODES = [programme.code for centre in CENTRES for programme in centre.programmes]


def write(seed: int) -> tuple[list[Group], list[Event]]:
    """Return the candidates and what happens until 26 May, the same for the same seed."""
    rng = Random(seed)  # noqa: S311 - invented people need no secret
    groups = invent(rng)
    confirmations(groups, rng)
    refused_but_recruited(groups)
    entered = contracts(groups, rng)
    events = [
        *(Event(moment, "files") for moment in FILES),
        *decisions(groups, CODES, rng),
        *entered,
        *departures(groups, rng),
        *afterwards(entered),
        *_notes(groups, rng),
        *_requests(),
        Event(moments.CALENDAR_REVISED, "calendar"),
        *(Event(morning, "jobs") for morning in moments.MORNINGS),
    ]
    return groups, sorted(events, key=lambda event: event.at)


def _notes(groups: list[Group], rng: Random) -> list[Event]:
    wishes = [wish for group in groups for wish in group.wishes if wish.decided is not None]
    found = []
    for wish in rng.sample(wishes, NOTES_WRITTEN):
        assert wish.decided is not None  # noqa: S101 - those without are left out above
        written = office(rng, max(wish.decided, at(4, 7, 9)), at(5, 26, 14))
        found.append(Event(written, "note", (wish,), {"body": rng.choice(NOTES)}))
    return found


def _requests() -> list[Event]:
    """Ask the regional authority for seats and closures, where programmes are full (R4.9)."""
    more = "Trois entreprises du bassin cherchent encore un apprenti et des candidats sont prêts à signer."
    broken = (
        "L’atelier de montage est en travaux jusqu’à l’été : nous ne pouvons accueillir que quatre apprentis."
    )
    full = "Toutes les places sont prises et le plateau technique ne permet pas d’en ouvrir d’autres."
    return [
        Event(at(5, 22, 18, 5), "ask", facts={"code": "36305", "wanted": 16, "reason": more}),
        Event(at(5, 23, 9, 10), "take_back", facts={"code": "36305"}),
        Event(at(5, 23, 9, 15), "ask", facts={"code": "36305", "wanted": None, "reason": full}),
        Event(at(5, 23, 8, 30), "reduce", facts={"code": "35225", "capacity": 4}),
        Event(at(5, 23, 8, 40), "ask", facts={"code": "35225", "wanted": 6, "reason": more}),
        Event(
            at(5, 23, 16, 20), "decline_request",
            facts={"code": "35225", "answer": "Vous venez de réduire la capacité. Précisez d’abord la date de fin des "
                   "travaux."},
        ),
        Event(at(5, 26, 8, 50), "ask", facts={"code": "35225", "wanted": None, "reason": broken}),
        Event(at(5, 26, 9, 20), "ask", facts={"code": "34121", "wanted": 22, "reason": more}),
        Event(
            at(5, 26, 10, 40), "grant_closure",
            facts={"code": "36305", "answer": "Accordé. Prévenez les candidats en recherche de contrat."},
        ),
        Event(at(5, 26, 14, 10), "ask", facts={"code": "37415", "wanted": None, "reason": full}),
    ]  # fmt: skip
