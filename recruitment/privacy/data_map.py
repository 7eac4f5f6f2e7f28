"""The data map: every table, what it holds of whom, why, how long, who reads it. `docs/data.md` is this, printed.

Columns of candidates come from the registry; those of colleagues, and the tables that hold nobody, are named here. A
table that is in neither fails a test.
"""

from collections.abc import Iterator
from dataclasses import dataclass

from recruitment.privacy.registry import CANDIDATE_TABLES, GOES

TEAM = "the team of the centre, within their programmes; contact details as R2.8 says"
ADMINISTRATOR = "the administrator of the centre"
SELF = "the colleague, and the administrator of their centre"
NOBODY = "nobody: the machine"
OPERATOR = "the installation's administrator"
SESSION = "3 months after the session's end for who was refused or left, 2 years for the others"

LEARNER = (
    "2 years after the session's end of the last registration; without any, 2 years after the last change"
)
POOL = "3 months after the session's end for who left the list, 2 years for the others; its facts stay, without a name"


@dataclass(frozen=True, slots=True)
class Held:
    """What a table is for, how long its rows stay, who reads them; `of` names its personal columns, if any."""

    why: str
    kept: str
    read_by: str
    of: tuple[str, ...] = ()


CANDIDATES = {
    "candidate": Held("to examine the file, and to help towards a contract (D612-1-13)", SESSION, TEAM),
    "guardian": Held("to reach a minor's guardians", SESSION, TEAM),
    "identity_change": Held("to show what was corrected, and keep it from being undone", SESSION, TEAM),
    "candidate_visit": Held("to keep the candidate's own pages open to them alone", "30 days", NOBODY),
    "application": Held("the procedure itself", SESSION + "; its facts stay, without a name", TEAM),
    "contract": Held("the procedure itself", SESSION + "; its facts stay, without a name", TEAM),
    "enrolment": Held("the procedure itself", SESSION + "; its facts stay, without a name", TEAM),
    "admitted": Held("to enrol whom the platform, or an acceptance here, says admitted (R6.2)", POOL, TEAM),
    "admitted_guardian": Held("to reach a minor's guardians", POOL, TEAM),
    "learner": Held("to know a learner again year after year, to enrol them (R6.2)", LEARNER, TEAM),
    "learner_guardian": Held("to reach a minor's guardians", LEARNER, TEAM),
    "registration": Held(
        "the enrolment of a school year (R6.2)", LEARNER + "; its facts stay, without a name", TEAM
    ),
    "registration_document": Held(
        "to know which documents are still awaited", LEARNER + "; its facts stay", TEAM
    ),
    "pre_registration": Held(
        "to prepare the enrolment from a personal link (R6.8)", POOL.partition(";")[0], TEAM
    ),
    "pre_registration_visit": Held("to keep the person's own pages open to them alone", "30 days", NOBODY),
    "arrival": Held("to receive people in their order (R6.8)", POOL, TEAM),
    "passage": Held("to know who passed which station, before whom (R6.8)", POOL, TEAM),
    "payment": Held("to account for what was paid (R6.8)", POOL, TEAM),
    "return_detail": Held("what the returns to the State ask of a registration", SESSION, TEAM),
    "reply_discrepancy": Held(
        "to find out which of two lists is right",
        SESSION
        + "; of a number that is nobody's here, 90 days after the last file that said something new of it",
        TEAM,
    ),
    "exchange_line": Held(
        "to see what an exchange with another system did to each person, and undo it (R6.4)",
        "90 days after the exchange",
        TEAM,
    ),
    "uplink_entry": Held(
        "to tell the platform of an enrolment, once (R6.2)",
        SESSION + "; its facts stay, without a number",
        TEAM,
    ),
    "opi_row": Held("to tell Apogée who was admitted, once, and what changed (R7.1)", SESSION, TEAM),
    "opi_told": Held("to know whom Apogée was told of", SESSION, NOBODY),
    "paid_enrolment": Held(
        "to tell the platform who enrolled at the university (R7.4)",
        SESSION + "; its facts stay, without a number",
        TEAM,
    ),
    "note": Held("to follow up the search of a contract", SESSION, TEAM),
    "refusal_draft": Held(
        "a refusal that two people sign",
        "until it is confirmed or dropped; one that another decision overtook, until the night after",
        TEAM,
    ),
    "retention_hold": Held(
        "to keep a file while an appeal is open", "as long as the application", ADMINISTRATOR
    ),
    "access_entry": Held("to know who saw whom (I14)", "1 year", ADMINISTRATOR),
    "journal_entry": Held("to prove who decided what", "for ever: ids only", TEAM),
    "outbox": Held("to tell the candidate, once", "3 months once sent", OPERATOR),
}
_WHO = ("account_id",)
COLLEAGUES = {
    "account": Held(
        "to sign in, to know who acted", "as long as what the person did is kept", SELF,
        ("email", "email_folded", "display_name", "role", "password_hash", "mobile"),
    ),
    "account_link": Held("invitations and forgotten passwords", "until used or past", NOBODY, _WHO),
    "account_programme": Held("rights", "as long as the account", ADMINISTRATOR, _WHO),
    "programme_right": Held("rights", "as long as the account", ADMINISTRATOR, _WHO),
    "backup_code": Held("the second factor", "as long as the factor", NOBODY, ("account_id", "digest")),
    "factor": Held("the second factor", "as long as it is used", SELF, ("account_id", "label", "sealed")),
    "factor_attempt": Held("against guessing", "30 days", NOBODY, ("account_id", "ip")),
    "known_place": Held("to ask the second factor at new places", "30 days after the last time", NOBODY, ("prefix",)),
    "login": Held("to know who is signed in, from where", "1 year; the last one", SELF, ("ip", "user_agent")),
    "login_attempt": Held("against guessing", "30 days", NOBODY, ("email_folded", "ip")),
    "number_search": Held("against trying candidates' numbers", "30 days", NOBODY, ("account_id",)),
    "reset_request": Held("against guessing", "30 days", NOBODY, ("email_folded", "ip")),
    "mail_code": Held("the second factor by mail", "until used or past", NOBODY, ("login_id",)),
    "charter_acceptance": Held("to know who accepted it", "as long as the account", ADMINISTRATOR, _WHO),
    "access_alert": Held("to see that somebody opens very many files", "1 year", ADMINISTRATOR, _WHO),
    "submission": Held("so that a form counts once", "7 days", NOBODY, _WHO),
    "job_run": Held("to see what ran", "90 days", OPERATOR, _WHO),
    "mail_text": Held(
        "how a centre words its mails", "as long as the centre keeps it", ADMINISTRATOR, ("updated_by_id",)
    ),
    "on_site": Held("how a centre receives people on site", "as long as the centre", ADMINISTRATOR, ("updated_by_id",)),
    "uplink_moment": Held(
        "when a centre's validations go up to the platform", "as long as the centre", ADMINISTRATOR, ("updated_by_id",)
    ),
    "return_setting": Held(
        "what the returns to the State ask of a centre and its programmes", "as long as the centre", ADMINISTRATOR,
        ("updated_by_id",),
    ),
    "agenda_feed": Held("one's deadlines in one's calendar", "until revoked, or the account's end", NOBODY, _WHO),
    "registration_report": Held(
        "what the controls, or a validation of many, said of each registration: numbers and codes",
        "90 days", TEAM, ("made_by_id",),
    ),
    "public_report": Held(
        "the report that a programme owes the public (R9.5)", "with the session's programmes", TEAM,
        ("updated_by_id", "published_by_id"),
    ),
    "opi_programme": Held(
        "where a programme is in Apogée", "with the session's programmes", ADMINISTRATOR, ("updated_by_id",)
    ),
    "opi_profile": Held(
        "how a centre's flat files are written", "as long as the centre keeps it", ADMINISTRATOR, ("updated_by_id",)
    ),
    "connector": Held(
        "how a centre reaches its neighbours; what is secret in it is sealed", "as long as the centre keeps it",
        ADMINISTRATOR, ("tested_by_id", "updated_by_id"),
    ),
    "exchange": Held(
        "to see what was exchanged with other systems, by whom (R6.4)",
        "with the session; the file's name is emptied then", TEAM, ("account_id", "file_name", "undone_by_id"),
    ),
    "import_run": Held(
        "to see what was imported, by whom", "with the session; the file's name is emptied then", TEAM,
        ("account_id", "file_name"),
    ),
    "regional_request": Held(
        "what the centre asked of the regional authority", "with the session's programmes", TEAM, ("made_by_id",)
    ),
}  # fmt: skip
#: What is a candidate's for a while.
PASSING = {
    "import_row": Held("to show a file before it is written", "24 hours, or until written", TEAM),
    "candidate_attempt": Held("against guessing who has which personal link (`ip`)", "30 days", NOBODY),
}
NOBODYS = {
    "campaign": "a calendar",
    "charter": "a text",
    "clock_guard": "an instant",
    "erased_person": "keyed hashes of numbers that are gone: they lead to nobody without SECRET_KEY",
    "job_lease": "which process works",
    "journal_chain": "fingerprints",
    "mail_route": "how the mail server answers",
    "mapping_profile": "which header of a centre's files holds what",
    "opi_preparation": "what the messages to Apogée were made from: a fingerprint",
    "programme": "programmes and counts",
    "programme_message": "what a programme tells its candidates",
    "purge_permit": "empty at every commit",
    "refusal_reason": "the centre's list",
    "retention_mark": "an instant",
    "simulated_clock": "the demonstration's clock",
    "training_centre": "centres",
    "school_year": "a calendar",
    "station": "the centre's list",
    "required_document": "the centre's list",
    "division": "classes of a school year",
}
HEAD = """# The data map

Who is held here, why, how long, and who reads it. Written by `flask privacy map` from `privacy/registry.py` and
`privacy/data_map.py`; a test holds this page, both lists and the database against each other, so that no column is
forgotten.

- The session's end is the later of the last day of contract entry and the last day of the public report.
- “3 months after” is a day of Paris, counted in months of the calendar: for a session that ends on 13 October 2025,
  what goes goes from 14 January 2026 at midnight on.
- A hold, set by the administrator while an appeal is open, keeps a file whole past any date.
- Whoever is erased is listed as a keyed hash, in the database and in `personnes-effacees.txt` of the data folder.
  After a backup is restored, `flask privacy purge --again` erases them again: keep that file out of the backup of the
  database. The hashes are made with SECRET_KEY: after a change, keep the former one in the fallbacks.
- What a person is given names every column below; contact details, guardians and what was corrected of them show there
  as R2.8 lets the reader see them on the file page, else the reason stands in their place.
- Backups are to be rotated within 35 days: until then they hold what was erased since.
- Logs of the server hold no personal datum: ids, addresses of pages without their query, durations.
"""
BREACH = """## When data may have leaked

1. `flask privacy accesses --from 2025-05-26T14:00 --until 2025-05-27 [--account EMAIL]` prints who saw, printed or
   exported whose contact details, with the files that were taken (hours of Paris). The administrator of a centre has
   the same on the page *Consultations*.
2. Close the account: its logins end with the next request. Reset its second factor.
3. The 72 hours of the notification to the CNIL run from the moment somebody knew.
"""


def render() -> str:
    """Return the page."""
    return "\n".join((HEAD, *_candidates(), *_colleagues(), *_others(), BREACH)).rstrip() + "\n"


def _candidates() -> Iterator[str]:
    yield "## Candidates and their guardians\n"
    for table, held in CANDIDATES.items():
        yield f"### `{table}`\n"
        yield f"Why: {held.why}. Kept: {held.kept}. Read by: {held.read_by}.\n"
        yield "| column | what it says | when the person is erased | in what the person is given |"
        yield "|---|---|---|---|"
        for name, datum in CANDIDATE_TABLES[table].items():
            erased = f"**{datum.erased}**" if datum.erased in GOES else datum.erased
            yield f"| `{name}` | {datum.what} | {erased} | {datum.given} |"
        yield ""
    yield "For a while:\n"
    for table, held in PASSING.items():
        yield f"- `{table}`: {held.why}; kept {held.kept}; read by {held.read_by}."
    yield ""


def _colleagues() -> Iterator[str]:
    yield "## Colleagues\n"
    yield "| table | personal columns | why | kept | read by |"
    yield "|---|---|---|---|---|"
    for table, held in COLLEAGUES.items():
        columns = ", ".join(f"`{name}`" for name in held.of)
        yield f"| `{table}` | {columns} | {held.why} | {held.kept} | {held.read_by} |"
    yield ""


def _others() -> Iterator[str]:
    yield "## Tables that hold nobody\n"
    for table, what in NOBODYS.items():
        yield f"- `{table}`: {what}"
    yield ""
