"""The rows that the measures run on: a campaign of a whole country, made by plain SQL in one pass per table.

The same text serves both engines; only the way to count, and to write an instant, differs. Row numbers decide
everything, so that each run measures the same database.
"""

from dataclasses import dataclass

SCHOOLS = 200
DUE_AT = "2025-05-28 22:00:00"  # midnight in Paris, after the fixed last day
LATER_AT = "2025-06-20 22:00:00"
SWEPT_AT = "2025-05-20 22:00:00"
ACTIVE = "('offer_pending', 'accepted', 'accepted_keeping_wishes')"
BEGINNING = 1_737_363_600  # 20 January 2025, 10:00 in Paris
CONFIRMED_FROM = 1_742_200_000  # 17 March 2025
DECIDED_FROM = 1_744_300_000  # 10 April 2025
ENTERED_FROM = 1_747_641_600  # 19 May 2025, 10:00 in Paris


@dataclass(frozen=True, slots=True)
class Scale:
    """How many rows of each: `large` programmes have 244 applications, the others what is left."""

    name: str
    applications: int
    programmes: int
    large: int
    centres: int
    candidates: int
    rounds: int

    @property
    def others(self) -> int:
        """Return the applications of a programme that is not large."""
        return -(-(self.applications - 244 * self.large) // (self.programmes - self.large))


FULL = Scale("full", 1_000_000, 12_000, 100, 600, 400_000, 5)
SMALL = Scale("small", 6_000, 72, 2, 12, 2_400, 1)
TEN_THOUSAND = Scale("ten-thousand", 10_000, 120, 2, 12, 4_000, 5)
SCALES = {"full": FULL, "small": SMALL}


@dataclass(frozen=True, slots=True)
class Words:
    """What the two engines say differently."""

    numbers: str  # {n}: a table n(i) of the numbers from 1
    instant: str  # {s}: seconds since 1970
    fixed: str  # {t}: an instant as text
    true: str
    false: str


SQLITE = Words(
    "(WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < {n}) SELECT i FROM n) n",
    "strftime('%Y-%m-%dT%H:%M:%S.000000Z', {s}, 'unixepoch')",
    "replace('{t}', ' ', 'T') || '.000000Z'",
    "1",
    "0",
)
POSTGRESQL = Words(
    "generate_series(1, {n}) AS n(i)", "to_timestamp({s})", "'{t}+00'::timestamptz", "true", "false"
)

# The share of each state, in hundredths, and what goes with it.
STATE = """CASE WHEN k < 10 THEN 'unconfirmed' WHEN k < 25 THEN 'confirmed' WHEN k < 75 THEN 'seeking_contract'
 WHEN k < 85 THEN 'refused' WHEN k < 88 THEN 'withdrawn' WHEN k < 91 THEN 'offer_pending'
 WHEN k < 95 THEN CASE WHEN i <= {candidates} THEN 'accepted' ELSE 'seeking_contract' END
 WHEN k < 98 AND i <= {candidates} THEN 'accepted_keeping_wishes' ELSE 'withdrawn_with_contract' END"""
BY_PERSON = "(k >= 25 AND k < 55 OR k >= 75 AND k < 85 OR k >= 88)"
BY_SYSTEM = "(k >= 55 AND k < 75)"
WITH_CONTRACT = "(k >= 88 AND NOT (k >= 91 AND k < 95 AND i > {candidates}))"


def statements(scale: Scale, words: Words) -> list[str]:
    """Return what fills an empty, migrated database (its triggers at rest)."""

    def numbers(count: int) -> str:
        return words.numbers.format(n=count)

    def at(seconds: str) -> str:
        return words.instant.format(s=seconds)

    beginning = at(str(BEGINNING))
    capacity = f"CASE WHEN i <= {scale.large} THEN 30 ELSE 60 END"
    return [
        _campaign(beginning),
        f"""INSERT INTO training_centre (id, uai, siret, name, town, department, academie, created_at)
 SELECT i, substr('0000000' || i, length('0000000' || i) - 6, 7) || 'A', NULL, 'CFA des Volcans ' || i,
  'Clermont-Ferrand', '63', 'Académie ' || (i % 15), {beginning} FROM {numbers(scale.centres)}""",
        f"""INSERT INTO account (id, email, email_folded, display_name, role, centre_id, academie, all_programmes,
 password_hash, created_at) SELECT i, 'gestion' || i || '@exemple.fr', 'gestion' || i || '@exemple.fr',
 'Dominique Roux', 'manager', i, NULL, {words.true}, '', {beginning} FROM {numbers(scale.centres)}""",
        f"""INSERT INTO refusal_reason (id, centre_id, label, needs_details, position)
 SELECT i, i, 'Prérequis insuffisants', {words.false}, 1 FROM {numbers(scale.centres)}""",
        f"""INSERT INTO programme (id, campaign_id, centre_id, code, title, town, department, examines, exempt, rncp,
 diploma_code, capacity, seats_taken, seat_rule, board_version, created_at, updated_at)
 SELECT i, 1, (i - 1) * {scale.centres} / {scale.programmes} + 1, CAST(34000 + i AS text),
 'BTS Électrotechnique ' || i, 'Clermont-Ferrand', '63', {words.true}, {words.false}, 'RNCP35349', '32025515',
 {capacity}, 0, 'active', 1, {beginning}, {beginning} FROM {numbers(scale.programmes)}""",
        _candidates(scale, words),
        _applications(scale, words),
        _contracts(scale, words),
        f"""UPDATE programme SET seats_taken = (SELECT count(*) FROM application a WHERE a.programme_id = programme.id
 AND a.state IN {ACTIVE})""",
    ]


def _campaign(beginning: str) -> str:
    return f"""INSERT INTO campaign (id, year, wishes_open, wishes_until, confirmation_until, contact_details_from,
 admissions_from, contracts_from, contracts_until, public_report_from, public_report_until, examination_pivot,
 examination_fixed_last_day, examination_days, lock_timezone, lock_from, lock_until, reply_rules, reply_pauses,
 late_refusals, seat_rule, updated_at) VALUES (1, 2025, '2025-01-15', '2025-09-09', '2025-04-02', '2025-03-14',
 '2025-06-02', '2025-03-17', '2025-10-13', '2025-09-01', '2025-10-13', '2025-05-09', '2025-05-28', 20,
 'Europe/Paris', '00:00:00', '01:00:00',
 '[{{"made_until": "2025-06-04", "reply_until": "2025-06-05"}}, {{"reply_days": 1}}]', '[]', 'allowed', 'active',
 {beginning})"""


def _candidates(scale: Scale, words: Words) -> str:
    beginning = words.instant.format(s=BEGINNING)
    return f"""INSERT INTO candidate (id, campaign_id, candidate_number, last_name, first_name, birth_date, sex, email,
 phone, mobile, origin_school, origin_department, bac_series, address, postal_code, town, sort_name, search_text,
 created_at, updated_at)
 SELECT i, 1, CAST(1000000 + i AS text), 'Lefèvre' || (i % 997), 'Camille' || (i % 89), '2006-03-04',
 CASE WHEN i % 2 = 0 THEN 'F' ELSE 'M' END, 'candidat' || i || '@exemple.fr', NULL,
 '06 39 98 ' || (10 + i % 90) || ' ' || (10 + i % 88), 'Lycée Blaise Pascal ' || (i % {SCHOOLS}), '63', 'Bac général',
 '12 rue des Volcans', '63000', 'Clermont-Ferrand', 'lefevre' || (i % 997) || ' camille' || (i % 89),
 'lefevre' || (i % 997) || ' camille' || (i % 89) || ' ' || (1000000 + i) || ' lycee blaise pascal ' || (i % {SCHOOLS}),
 {beginning}, {beginning} FROM {words.numbers.format(n=scale.candidates)}"""


def _numbered(scale: Scale, words: Words) -> str:
    """Return a table of applications to be: their number, programme and share."""
    large, all_of_them = 244 * scale.large, words.numbers.format(n=scale.applications)
    return f"""(SELECT i, p, (i * 19 + p) % 100 AS k FROM (SELECT i, CASE WHEN i <= {large} THEN (i - 1) / 244 + 1
 ELSE {scale.large} + (i - {large} - 1) / {scale.others} + 1 END AS p FROM {all_of_them}) q) w"""


def _applications(scale: Scale, words: Words) -> str:
    def fixed(text: str) -> str:
        return words.fixed.format(t=text)

    confirmed = words.instant.format(s=f"{CONFIRMED_FROM} + i * 37 % 1700000")
    by_person = words.instant.format(s=f"{DECIDED_FROM} + i * 41 % 2500000")
    decided = f"({BY_PERSON} OR {BY_SYSTEM})"
    beginning = words.instant.format(s=BEGINNING)
    return f"""INSERT INTO application (id, campaign_id, centre_id, programme_id, candidate_id, state, received_at,
 confirmed_at, review_deadline, auto_retain_at, deadline_rule, decision, decided_at, decided_by_id, decision_origin,
 decision_rule, decision_late, refusal_reason_id, withdrawn_at, version, updated_at)
 SELECT i, 1, (p - 1) * {scale.centres} / {scale.programmes} + 1, p, (i - 1) % {scale.candidates} + 1,
 {STATE.format(candidates=scale.candidates)}, {beginning},
 CASE WHEN k >= 10 THEN {confirmed} END,
 CASE WHEN k < 10 THEN NULL WHEN k < 20 OR {BY_PERSON} THEN {_day(words, "2025-05-28")}
  WHEN {BY_SYSTEM} THEN {_day(words, "2025-05-20")} ELSE {_day(words, "2025-06-20")} END,
 CASE WHEN k < 10 THEN NULL WHEN k < 20 OR {BY_PERSON} THEN {fixed(DUE_AT)}
  WHEN {BY_SYSTEM} THEN {fixed(SWEPT_AT)} ELSE {fixed(LATER_AT)} END,
 CASE WHEN k < 10 THEN NULL WHEN k < 20 OR {BY_PERSON} THEN 'fixed_last_day' ELSE 'rolling_days' END,
 CASE WHEN k >= 75 AND k < 85 THEN 'refused' WHEN {decided} THEN 'retained' END,
 CASE WHEN {BY_PERSON} THEN {by_person} WHEN {BY_SYSTEM} THEN {fixed(SWEPT_AT)} END,
 CASE WHEN {BY_PERSON} THEN (p - 1) * {scale.centres} / {scale.programmes} + 1 END,
 CASE WHEN {BY_PERSON} THEN 'person' WHEN {BY_SYSTEM} THEN 'system' END,
 CASE WHEN {BY_SYSTEM} THEN 'rolling_days' END, CASE WHEN {decided} THEN {words.false} END,
 CASE WHEN k >= 75 AND k < 85 THEN (p - 1) * {scale.centres} / {scale.programmes} + 1 END,
 CASE WHEN k >= 85 AND k < 88 THEN {confirmed} END, 1, {beginning} FROM {_numbered(scale, words)}"""


def _day(words: Words, day: str) -> str:
    return f"'{day}'" if words is SQLITE else f"DATE '{day}'"


def _contracts(scale: Scale, words: Words) -> str:
    entered = words.instant.format(s=f"{ENTERED_FROM} + i * 43 % 25000")
    local = (
        f"strftime('%Y-%m-%dT%H:%M:%S', {ENTERED_FROM} + 7200 + i * 43 % 25000, 'unixepoch')"
        if words is SQLITE
        else f"to_char(({entered}) AT TIME ZONE 'Europe/Paris', 'YYYY-MM-DD\"T\"HH24:MI:SS')"
    )
    ended = words.fixed.format(t="2025-05-27 08:00:00")
    reply = words.fixed.format(t="2025-06-05 21:59:59")
    centre = f"(p - 1) * {scale.centres} / {scale.programmes} + 1"
    kept = f"k < 98 AND i <= {scale.candidates}"
    return f"""INSERT INTO contract (id, application_id, programme_id, centre_id, campaign_id, employer_name, siret,
 entered_at, entered_local, entered_by_id, status, reply_until, reply_rule, replied_at, ended_at)
 SELECT i, i, p, {centre}, 1, 'Boulangerie du Puy ' || (i % 5000), CAST(40000000100000 + i AS text), {entered}, {local},
 {centre}, CASE WHEN k < 91 THEN 'pending' WHEN k < 95 THEN 'accepted'
 WHEN {kept} THEN 'accepted_keeping_wishes' ELSE 'declined' END, {reply}, 'fixed_day',
 CASE WHEN k >= 91 THEN {ended} END, CASE WHEN k >= 95 AND NOT ({kept}) THEN {ended} END
 FROM {_numbered(scale, words)} WHERE {WITH_CONTRACT.format(candidates=scale.candidates)}"""
