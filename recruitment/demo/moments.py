"""When things happen in the demonstration: the days of the files, of the commissions, of the contracts."""

from datetime import date, datetime, time, timedelta
from random import Random

from recruitment.core import clock
from recruitment.core.clock import PARIS

YEAR = 2025
#: What is read a moment before the instant that is asked for would show the minute before.
HALF_SECOND = timedelta(milliseconds=500)


def at(month: int, day: int, hour: int, minute: int = 0) -> datetime:
    """Return an instant of the year, in Paris."""
    return datetime(YEAR, month, day, hour, minute, tzinfo=PARIS)


#: Where the demonstration's clock starts when nothing else is asked for.
START = at(5, 26, 14, 32)
BEGINNING = at(1, 13, 9)
#: Days on which each centre sends in its file of candidates.
FILES = (
    at(2, 3, 8, 10), at(3, 14, 8, 5), at(3, 24, 8, 5), at(4, 3, 8, 10), at(4, 14, 8, 5), at(4, 28, 8, 5),
    at(5, 5, 8, 5), at(5, 12, 8, 5), at(5, 16, 8, 5), at(5, 19, 8, 5), at(5, 22, 8, 5), at(5, 26, 8, 5),
)  # fmt: skip
#: Sittings in which the files are examined.
SITTINGS = (
    at(3, 27, 10), at(4, 4, 14), at(4, 11, 10), at(4, 17, 15, 30), at(4, 25, 9, 30), at(5, 6, 10),
    at(5, 13, 14), at(5, 19, 10), at(5, 20, 16), at(5, 21, 11), at(5, 22, 9, 30), at(5, 23, 15),
    at(5, 26, 11),
)  # fmt: skip
LAST_EARLY_SITTING = SITTINGS[4]
#: Mornings on which the jobs are shown to have run: the reminders 7 days before 28 May, and today.
MORNINGS = (at(5, 21, 7, 2), at(5, 26, 7, 2))
#: The national terms for answering an offer are published that day; until then four days were given.
CALENDAR_REVISED = at(5, 23, 12)
FIRST_REPLY_DAYS = 4
FIXED_RULE_ENDS = date(YEAR, 5, 9)
#: Instants worth watching: the eves of the fixed last day and of the first admissions, the end of a night.
SHORTCUTS = (
    at(5, 28, 23, 58),
    at(5, 29, 23, 58),
    at(6, 1, 23, 58),
    at(6, 5, 23, 58),
    at(9, 1, 9, 0),  # public reports open
    at(10, 13, 23, 58),
)
OFFICE_HOURS = (9, 10, 11, 13, 14, 15, 16)


def stand_at(instant: datetime) -> None:
    """Let the product's clock stand still at an instant, while the history is played."""
    clock.simulate(lambda: instant + HALF_SECOND - clock.wall())


def file_after(instant: datetime) -> datetime:
    """Return when a centre learns of what happened at an instant."""
    return next(moment for moment in FILES if moment > instant)


def between(rng: Random, first: datetime, last: datetime) -> datetime:
    """Return some instant between two, at any hour that a candidate is awake."""
    whole = int((last - first) / timedelta(minutes=1))
    moment = (first + timedelta(minutes=rng.randint(0, max(whole, 0)))).astimezone(PARIS)
    return max(first, moment.replace(hour=8)) if moment.hour < 7 else moment


def office(rng: Random, first: datetime, last: datetime) -> datetime:
    """Return some instant between two, on a working day in office hours."""
    days = [
        day
        for ahead in range((last.date() - first.date()).days + 1)
        if (day := first.date() + timedelta(days=ahead)).weekday() < 5
    ]
    while True:
        hour = time(rng.choice(OFFICE_HOURS), rng.randrange(60), rng.randrange(60))
        moment = datetime.combine(rng.choice(days), hour, PARIS)
        if first <= moment <= last:
            return moment
