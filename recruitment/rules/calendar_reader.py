"""Reads the values of a calendar file one by one and notes what is wrong with each.

The problems are sentences in French, since they answer a person who wrote a file: the one exception to the
rule that French lives in `labels.py`.
"""

from collections.abc import Mapping
from datetime import date, datetime, time
from enum import StrEnum
from typing import Any
from zoneinfo import ZoneInfo

from recruitment.rules.lockout import NIGHTLY, Lockout
from recruitment.rules.reply_rules import ReplyPause, ReplyTerm

MOST_DAYS = 365


class CalendarReader:
    """Reads values and notes the problems, so that a file is corrected in one go."""

    def __init__(self) -> None:
        self.problems: list[str] = []

    def note(self, problem: str) -> None:
        self.problems.append(problem)

    def refuse_unknown(self, where: str, mapping: Mapping[str, Any], known: set[str]) -> None:
        for key in mapping.keys() - known:
            self.note(f"« {where}{key} » n’est pas une clé du calendrier.")

    def table(self, mapping: Mapping[str, Any], key: str) -> Mapping[str, Any]:
        value = mapping.get(key, {})
        if isinstance(value, Mapping):
            return value
        self.note(f"« {key} » doit être une section.")
        return {}

    def tables(self, mapping: Mapping[str, Any], key: str) -> list[Mapping[str, Any]]:
        value = mapping.get(key, [])
        if isinstance(value, list) and all(isinstance(item, Mapping) for item in value):
            return value
        self.note(f"« {key} » doit être une liste de sections.")
        return []

    def year(self, mapping: Mapping[str, Any]) -> int:
        value = mapping.get("session")
        if isinstance(value, int) and 2000 <= value <= 2999:
            return value
        self.note("« session » doit être l’année de la session, par exemple 2025.")
        return 0

    def day(self, mapping: Mapping[str, Any], key: str, where: str = "") -> date | None:
        value = mapping.get(key)
        if value is None or (isinstance(value, date) and not isinstance(value, datetime)):
            return value
        try:
            return date.fromisoformat(value)
        except (TypeError, ValueError):
            self.note(f"« {where}{key} » doit être une date, par exemple 2025-05-28.")
            return None

    def days(self, mapping: Mapping[str, Any], key: str, where: str) -> int | None:
        value = mapping.get(key)
        if value is None or (type(value) is int and 0 < value <= MOST_DAYS):
            return value
        self.note(f"« {where}{key} » doit être un nombre de jours, de 1 à {MOST_DAYS}.")
        return None

    def hour(self, mapping: Mapping[str, Any], key: str, default: time) -> time:
        value = mapping.get(key, default)
        try:
            hour = value if isinstance(value, time) else time.fromisoformat(value)
        except (TypeError, ValueError):
            hour = None
        if hour is not None and hour.tzinfo is None and not hour.microsecond:
            return hour
        self.note(f"« nightly_lock.{key} » doit être une heure, par exemple 01:00:00.")
        return default

    def choice(self, mapping: Mapping[str, Any], key: str, default: StrEnum) -> StrEnum:
        known = {str(member): member for member in type(default)}
        value = mapping.get(key, default)
        if isinstance(value, str) and value in known:
            return known[value]
        self.note(f"« {key} » doit être l’un de : {', '.join(known)}.")
        return default

    def examination(self, table: Mapping[str, Any]) -> dict[str, Any]:
        where = "examination."
        self.refuse_unknown(where, table, {"pivot", "fixed_last_day", "days"})
        return {
            "examination_pivot": self.day(table, "pivot", where),
            "examination_fixed_last_day": self.day(table, "fixed_last_day", where),
            "examination_days": self.days(table, "days", where),
        }

    def lockout(self, table: Mapping[str, Any]) -> Lockout:
        self.refuse_unknown("nightly_lock.", table, {"timezone", "from", "until"})
        zone = table.get("timezone", NIGHTLY.timezone)
        try:
            ZoneInfo(zone)
        except (TypeError, ValueError, OSError, KeyError, AttributeError):
            self.note("« nightly_lock.timezone » doit être un fuseau horaire, par exemple Europe/Paris.")
            zone = NIGHTLY.timezone
        return Lockout(
            zone, self.hour(table, "from", NIGHTLY.from_), self.hour(table, "until", NIGHTLY.until)
        )

    def reply_rules(self, tables: list[Mapping[str, Any]]) -> tuple[ReplyTerm, ...]:
        terms = []
        for number, table in enumerate(tables, start=1):
            where = f"reply {number}."
            self.refuse_unknown(where, table, {"made_until", "reply_until", "reply_days"})
            made_until, reply_until = (
                self.day(table, "made_until", where),
                self.day(table, "reply_until", where),
            )
            term = ReplyTerm(made_until, reply_until, self.days(table, "reply_days", where))
            self.one_reply_term(number, term, is_last=number == len(tables))
            terms.append(term)
        ends = [term.made_until for term in terms if term.made_until]
        if ends != sorted(set(ends)):
            self.note("« reply » : les dates « made_until » doivent se suivre.")
        return tuple(terms)

    def one_reply_term(self, number: int, term: ReplyTerm, *, is_last: bool) -> None:
        if (term.reply_until is None) == (term.reply_days is None):
            self.note(
                f"« reply {number} » doit avoir « reply_until » ou « reply_days », et un seul des deux."
            )
        if (term.made_until is None) != is_last:
            self.note(f"« reply {number} » : seule la dernière règle n’a pas de « made_until ».")
        self.ordered(f"reply {number}.made_until", term.made_until, "reply_until", term.reply_until)

    def reply_pauses(self, tables: list[Mapping[str, Any]]) -> tuple[ReplyPause, ...]:
        pauses = []
        for number, table in enumerate(tables, start=1):
            where = f"reply_pause {number}."
            self.refuse_unknown(where, table, {"from", "until"})
            first, last = self.day(table, "from", where), self.day(table, "until", where)
            if first is None or last is None:
                self.note(f"« reply_pause {number} » doit avoir « from » et « until ».")
                continue
            self.ordered(f"{where}from", first, "until", last)
            pauses.append(ReplyPause(first, last))
        return tuple(pauses)

    def ordered(self, first: str, a: date | None, second: str, b: date | None) -> None:
        if a is not None and b is not None and a > b:
            self.note(f"« {first} » ({a:%d/%m/%Y}) doit venir avant « {second} » ({b:%d/%m/%Y}).")
