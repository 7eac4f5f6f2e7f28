"""The calendar's terms for answering an offer (R5.1): data, read and used by others."""

from dataclasses import dataclass
from datetime import date, timedelta


@dataclass(frozen=True)
class ReplyTerm:
    """For offers made up to a day (open-ended without one): a fixed last day, or a number of days."""

    made_until: date | None = None
    reply_until: date | None = None
    reply_days: int | None = None

    def covers(self, day: date) -> bool:
        """Tell whether an offer made on this day falls under the term."""
        return self.made_until is None or day <= self.made_until

    def last_day(self, made_on: date) -> date:
        """Return the last day to answer an offer made on this day, pauses aside."""
        return self.reply_until or made_on + timedelta(days=self.reply_days or 0)


@dataclass(frozen=True)
class ReplyPause:
    """Days, both included, in which no reply falls due."""

    from_: date
    until: date

    def covers(self, day: date) -> bool:
        """Tell whether a reply that ends on this day ends in the pause."""
        return self.from_ <= day <= self.until
