"""Every French word for a value of the domain or a refusal; what is not here is in a template."""

from recruitment.labels.calendar import BLOCKED, DATES, date_names, missing_date
from recruitment.labels.contact import MASKED, contact_sentence
from recruitment.labels.contract_refusals import lock_hours
from recruitment.labels.deadlines import both_dates, why_this_date, why_this_reply_date
from recruitment.labels.enrolments import DISCREPANCIES, REMEDIES
from recruitment.labels.holds import FIELDS, HOLDS
from recruitment.labels.refusals import REFUSALS, permission_refusal, refusal_sentence
from recruitment.labels.siret import siret_sentence, siret_tones
from recruitment.labels.words import (
    ACTS,
    CONTRACT_STATUSES,
    DEADLINE_RULES,
    DECISIONS,
    GROUPS,
    JOURNAL,
    LATE_REFUSALS,
    ORIGINS,
    PERMISSIONS,
    REPLIES,
    REPLY_ORIGINS,
    REPLY_RULES,
    REQUEST_KINDS,
    ROLES,
    SEAT_RULES,
    STATES,
    StateLabel,
    journal_event,
)

__all__ = [
    "ACTS",
    "BLOCKED",
    "CONTRACT_STATUSES",
    "DATES",
    "DEADLINE_RULES",
    "DECISIONS",
    "DISCREPANCIES",
    "FIELDS",
    "GROUPS",
    "HOLDS",
    "JOURNAL",
    "LATE_REFUSALS",
    "MASKED",
    "ORIGINS",
    "PERMISSIONS",
    "REFUSALS",
    "REMEDIES",
    "REPLIES",
    "REPLY_ORIGINS",
    "REPLY_RULES",
    "REQUEST_KINDS",
    "ROLES",
    "SEAT_RULES",
    "STATES",
    "StateLabel",
    "both_dates",
    "contact_sentence",
    "date_names",
    "journal_event",
    "lock_hours",
    "missing_date",
    "permission_refusal",
    "refusal_sentence",
    "siret_sentence",
    "siret_tones",
    "why_this_date",
    "why_this_reply_date",
]
