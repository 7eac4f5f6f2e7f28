"""The campaign of 2025 as its row holds it, and instants inside its windows."""

from datetime import date, datetime
from typing import Any

from recruitment.core.clock import PARIS

BEGINNING = datetime(2025, 1, 20, 9, 0, tzinfo=PARIS)
CONFIRMED_AT = datetime(2025, 3, 20, 10, 0, tzinfo=PARIS)
DECIDED_AT = datetime(2025, 4, 3, 15, 30, tzinfo=PARIS)
ENTERED_AT = datetime(2025, 5, 20, 11, 0, tzinfo=PARIS)
REPLIED_AT = datetime(2025, 5, 22, 18, 0, tzinfo=PARIS)

CAMPAIGN: dict[str, Any] = {
    "wishes_open": date(2025, 1, 15),
    "wishes_until": date(2025, 9, 9),
    "confirmation_until": date(2025, 4, 2),
    "contact_details_from": date(2025, 3, 14),
    "admissions_from": date(2025, 6, 2),
    "contracts_from": date(2025, 3, 17),
    "contracts_until": date(2025, 10, 13),
    "public_report_from": date(2025, 9, 1),
    "public_report_until": date(2025, 10, 13),
    "examination_pivot": date(2025, 5, 9),
    "examination_fixed_last_day": date(2025, 5, 28),
    "examination_days": 20,
    "lock_timezone": "Europe/Paris",
    "lock_from": "00:00:00",
    "lock_until": "01:00:00",
    "reply_rules": [{"made_until": "2025-06-04", "reply_until": "2025-06-05"}, {"reply_days": 1}],
    "reply_pauses": [{"from": "2025-06-13", "until": "2025-06-20"}],
    "late_refusals": "allowed",
    "seat_rule": "active",
    "updated_at": BEGINNING,
}
