"""What can happen in the world: each act goes through the product's own actions, and says what came of it."""

import tempfile
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import time_machine

from recruitment.applications import actions as decisions
from recruitment.contracts import actions as contracts
from recruitment.core import clock, clock_guard, jobs
from recruitment.core.transaction import transaction
from recruitment.journal.actions import OPERATOR
from recruitment.programmes.actions import load_campaign
from recruitment.rules.errors import RuleViolation
from recruitment.rules.vocabulary import Decision
from recruitment.transfers import actions as imports
from recruitment.transfers import jobs as import_jobs
from recruitment.transfers.staging import CHANGED, NEW
from tests.databases import run_dir
from tests.faults.sweeps import sweep
from tests.properties import afterwards, offers
from tests.properties.outcomes import NOTHING, Outcome, sending
from tests.properties.world import (
    CANDIDATES,
    CENTRE_OF,
    CODES,
    CONFIRMED,
    NUMBERS,
    World,
    application,
    campaign_row,
    last_contract,
    programme_id,
)

SIRET = "99901234700012"


@dataclass(frozen=True, slots=True)
class Act:
    """An act by its name and its facts, small and the same on every engine."""

    name: str
    facts: dict[str, Any]

    def on(self, world: World) -> Outcome:
        """Carry the act out: done, refused by a rule, or nothing to do. Anything else is a bug."""
        with world.inside():
            try:
                return ACTS[self.name](world, **self.facts)
            except RuleViolation as refusal:
                return "refused", refusal.code


def refuse(
    world: World, programme: int, candidate: int, who: int, details: bool, behind: int, key: str | None
) -> Outcome:
    """Refuse a wish, for the reason that wants details, given or forgotten."""
    row, person = application(programme, candidate), world.person(programme, who)
    if row is None:
        return NOTHING
    done = decisions.refuse(
        person,
        row.id,
        reason_id=world.reasons[CENTRE_OF[programme]][1],
        details="Dossier incomplet" if details else "  ",
        version=row.version - behind,
        submission=sending(person.id, f"refus {programme} {candidate}", key),
    )
    return "done", f"late={done.late}"


def retain(world: World, programme: int, candidate: int, who: int, behind: int, key: str | None) -> Outcome:
    """Place a wish in contract search."""
    row, person = application(programme, candidate), world.person(programme, who)
    if row is None:
        return NOTHING
    sent = sending(person.id, f"retenue {programme} {candidate}", key)
    done = decisions.retain(person, row.id, version=row.version - behind, submission=sent)
    return "done", f"late={done.late}"


def decide_many(
    world: World, programme: int, candidates: Sequence[int], who: int, refused: bool, key: str | None
) -> Outcome:
    """Take one decision for several files of a programme."""
    person = world.person(programme, who)
    known = [candidate for candidate in candidates if application(programme, candidate) is not None]
    rows = [row for candidate in known if (row := application(programme, candidate)) is not None]
    reason = world.reasons[CENTRE_OF[programme]][0]
    ruling = decisions.Ruling(Decision.REFUSED, reason) if refused else decisions.Ruling(Decision.RETAINED)
    sent = sending(person.id, f"lot {programme}", key, f"{candidates}{refused}")
    ids = [row.id for row in rows]
    outcomes = decisions.decide_many(person, programme_id(programme), ids, ruling, submission=sent)
    whose = {row.id: candidate for row, candidate in zip(rows, known, strict=True)}
    told = sorted((whose[o.application_id], o.done, o.late, o.refusal) for o in outcomes)
    return ("done" if any(o.done for o in outcomes) else "told"), repr(told)


def enter_contract(
    world: World,
    programme: int,
    candidate: int,
    who: int,
    by_number: bool,
    behind: int | None,
    key: str | None,
    wrong: str,
) -> Outcome:
    """Enter a contract, from the file of a candidate or by number; `wrong` spoils one of the facts."""
    row, person = application(programme, candidate), world.person(programme, who)
    typed = {"employer_name": "Maison Chastaing", "siret": SIRET}
    if wrong:
        typed[wrong] = " "
    version = None if row is None or behind is None else row.version - behind
    sent = sending(person.id, f"contrat {programme} {candidate} {by_number}", key)
    if by_number:
        entered = contracts.enter_contract_for_number(
            person, programme_id(programme), NUMBERS[candidate], **typed, version=version, submission=sent
        )
    elif row is None:
        return NOTHING
    else:
        entered = contracts.enter_contract(person, row.id, **typed, version=version, submission=sent)
    return "done", f"{entered.seat}/{entered.capacity} {entered.reply_until}"


def cancel_contract(world: World, programme: int, candidate: int, who: int, key: str | None) -> Outcome:
    """Cancel the last contract of an application."""
    row, person = application(programme, candidate), world.person(programme, who)
    contract = last_contract(row.id) if row is not None else None
    if contract is None:
        return NOTHING
    sent = sending(person.id, f"annulation {programme} {candidate}", key)
    return "done", contracts.cancel_contract(person, contract.id, reason="Erreur", submission=sent).state


def break_contract(
    world: World, programme: int, candidate: int, who: int, days_ago: int, key: str | None
) -> Outcome:
    """Break the last contract of an application."""
    row, person = application(programme, candidate), world.person(programme, who)
    contract = last_contract(row.id) if row is not None else None
    if contract is None:
        return NOTHING
    on: date = clock.today() - timedelta(days=days_ago)
    sent = sending(person.id, f"rupture {programme} {candidate}", key)
    ended = contracts.break_contract(person, contract.id, broken_on=on, cause="Départ", submission=sent)
    return "done", ended.state


def add_note(world: World, programme: int, candidate: int, who: int, key: str | None) -> Outcome:
    """Leave a note on a file."""
    row, person = application(programme, candidate), world.person(programme, who)
    if row is None:
        return NOTHING
    sent = sending(person.id, f"note {programme} {candidate}", key)
    decisions.add_note(person, row.id, "À rappeler", submission=sent)
    return "done", ""


def request(world: World, programme: int, who: int, closure: bool, key: str | None) -> Outcome:
    """Ask the regional authority for more seats, or to close."""
    person = world.person(programme, who)
    sent = sending(person.id, f"demande {programme} {closure}", key)
    if closure:
        contracts.request_closure(person, programme_id(programme), reason="Complet", submission=sent)
    else:
        contracts.request_capacity(
            person, programme_id(programme), wanted=9, reason="Demande forte", submission=sent
        )
    return "done", ""


def run_sweep(world: World, trigger: str) -> Outcome:
    """Run the sweep to its end."""
    return "done", str(sweep(trigger).rows)


def confirm(world: World, wishes: Sequence[tuple[int, int, int]], by: int | None) -> Outcome:
    """Import a file where some wishes are confirmed, each so many minutes ago; or not, where negative."""
    now = clock.in_paris(clock.now())
    lines = ["numero_inscription;nom;prenom;code_formation;voeu_confirme_le"]
    for programme, candidate, minutes in wishes:
        at = "" if minutes < 0 else (now - timedelta(minutes=minutes)).isoformat(timespec="seconds")
        lines.append(f"{NUMBERS[candidate]};Essai;N{candidate};{CODES[programme]};{at}")
    return _import(world, "candidates", lines, by)


def confirm_at(world: World, programme: int, candidate: int, instant: str) -> Outcome:
    """Import one confirmation of a given instant, if it is past."""
    if datetime.fromisoformat(instant) > clock.now():
        return NOTHING
    header = "numero_inscription;nom;prenom;code_formation;voeu_confirme_le"
    line = f"{NUMBERS[candidate]};Essai;N{candidate};{CODES[programme]};{instant}"
    return _import(world, "candidates", [header, line], None)


def set_programme(world: World, programme: int, capacity: int, examines: bool, exempt: bool) -> Outcome:
    """Import a programme with another capacity or other settings."""
    line = (
        f"{CODES[programme]};Formation {programme};{('0631985R', '0631986S')[CENTRE_OF[programme]]};"
        f"{capacity};{'oui' if examines else 'non'};{'oui' if exempt else 'non'}"
    )
    header = "code_formation;intitule;uai;capacite;examine_les_dossiers;dispense_de_delai"
    return _import(world, "programmes", [header, line], None)


def replies(world: World, said: Sequence[afterwards.Said], by: int | None) -> Outcome:
    """Import the platform's list of replies; thrice: by then it changes nothing, even if it contradicts itself."""
    lines = afterwards.listed(said)
    first, second, third = (_import(world, "replies", lines, by) for _ in range(3))
    assert "'new'" not in third[1], third
    assert "'changed'" not in third[1], third
    return "done", f"{first[1]} then {second[1]}"


def _import(world: World, kind: str, lines: Sequence[str], by: int | None) -> Outcome:
    with tempfile.NamedTemporaryFile(dir=run_dir(), suffix=".csv") as file:
        file.write("\r\n".join(lines).encode("utf-8-sig"))
        file.flush()
        account_id = None if by is None else world.people[by % 2][2].id
        facts = {"kind": kind, "campaign_id": campaign_row().id, "file_name": "essai.csv", "sha256": "0" * 64}
        run_id = imports.receive({**facts, "account_id": account_id})
        held = imports.take(run_id)
        assert held is not None
        try:
            found = import_jobs.check_file(run_id, Path(file.name), held, confirmed=True)
            if found.counts[NEW] or found.counts[CHANGED]:
                imports.write(run_id, held)
            else:
                imports.conclude(run_id, held)
        except RuleViolation as refusal:
            imports.fail(run_id, refusal.code)
            raise
        finally:
            imports.give_back(held)
        return "done", repr(sorted(found.counts.items()))


def change_campaign(world: World, changes: dict[str, Any]) -> Outcome:
    """Load the campaign again with other dates or rules."""
    from recruitment.rules.calendar import CalendarError

    calendar = campaign_row().calendar()
    try:
        done = load_campaign(replace(calendar, **changes), OPERATOR)
    except CalendarError as error:
        return "refused", f"calendar: {error}"
    return "done", f"{done.changed} {done.deadlines}"


def acknowledge_clock(world: World) -> Outcome:
    """Let an operator take the clock for right."""
    with transaction() as session:
        clock_guard.acknowledge(session, clock.now())
    return "done", ""


def dispute_sweep(world: World) -> Outcome:
    """Ask for the sweep while somebody holds it."""
    with transaction() as session:
        run = jobs.begin(session, "sweep-deadlines", started_by="tick")
    try:
        sweep("person")
    finally:
        with transaction() as session:
            jobs.finish(session, run, "lost")
    return "done", ""


ACTS: dict[str, Callable[..., Outcome]] = {
    act.__name__: act
    for act in (
        refuse,
        retain,
        decide_many,
        enter_contract,
        cancel_contract,
        break_contract,
        add_note,
        request,
        offers.reply,
        offers.withdraw,
        offers.sweep_offers,
        offers.remind_offers,
        offers.answer,
        afterwards.enrol,
        afterwards.undo_enrolment,
        replies,
        run_sweep,
        confirm,
        confirm_at,
        set_programme,
        change_campaign,
        acknowledge_clock,
        dispute_sweep,
    )
}


def first_confirmations(world: World) -> None:
    """Let all candidates but the last confirm each of their wishes."""
    wishes = [
        (programme, candidate, 0) for programme in range(len(CODES)) for candidate in range(CANDIDATES - 1)
    ]
    with time_machine.travel(CONFIRMED, tick=False):
        assert Act("confirm", {"wishes": wishes, "by": None}).on(world)[0] == "done"
