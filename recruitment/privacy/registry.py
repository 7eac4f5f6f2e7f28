"""What becomes of every column that says something of a candidate: when they are erased, when they ask for their data.

`docs/data.md` is written from here. A test walks the database from `candidate`: a column that is not here fails it.
"""

from dataclasses import dataclass

REPLACED, EMPTIED, ROW_GOES = "replaced", "emptied", "row deleted"
GOES = frozenset({REPLACED, EMPTIED, ROW_GOES})
OURS = "stays: a number or an instant of ours, which leads to nobody once the row of the candidate is neutral"
FACT = "stays: a fact of the decision or of the contract; statistics and appeals need it, it says not whose"
EMPLOYER = "stays: says which employer, not who was hired"
TRACE = "stays until its year is over: ids only"
CHAIN = "stays: ids and codes only, never a name; the proof of the journal hangs on it"

NOT_OUT_ID = "not handed out: an internal number"
NOT_OUT_FOLDED = "not handed out: the name again, without accents"
NOT_OUT_CHAIN = "not handed out: the chain's own fingerprint"
NOT_OUT_SENDING = "not handed out: the mechanics of sending"
NOT_OUT_LINK = "not handed out: the mechanics of the personal link"
NOT_OUT_COLLEAGUE = "the colleague's function is handed out, not who"


@dataclass(frozen=True, slots=True)
class Datum:
    """A column: what it tells, what becomes of it with the person, where it is in what the person is given."""

    what: str
    erased: str
    given: str


def _ids(*names: str, erased: str = OURS) -> dict[str, Datum]:
    return {name: Datum("internal number", erased, NOT_OUT_ID) for name in names}


def _row(what: str, given: str) -> Datum:
    return Datum(what, ROW_GOES, given)


_DECISION = "candidatures.décision"
_ENROLMENT = "candidatures.inscriptions administratives"
_DISCREPANCY = "candidatures.écarts avec la plateforme"
_HOLD = "candidatures.suspensions de l’effacement"

CANDIDATE_TABLES: dict[str, dict[str, Datum]] = {
    "candidate": {
        **_ids("id", "campaign_id"),
        "candidate_number": Datum("number on the platform", REPLACED, "identité.numéro d’inscription"),
        "last_name": Datum("family name", REPLACED, "identité.nom"),
        "first_name": Datum("first name", REPLACED, "identité.prénom"),
        "birth_date": Datum("date of birth; not even the year is kept", EMPTIED, "identité.date de naissance"),
        "sex": Datum("title", EMPTIED, "identité.civilité"),
        "ine": Datum("national pupil number", EMPTIED, "identité.INE"),
        "email": Datum("e-mail", EMPTIED, "identité.adresse mail"),
        "phone": Datum("telephone", EMPTIED, "identité.téléphone fixe"),
        "mobile": Datum("mobile telephone", EMPTIED, "identité.téléphone portable"),
        "origin_school": Datum("school", EMPTIED, "identité.établissement d’origine"),
        "origin_uai": Datum("school's code", EMPTIED, "identité.UAI d’origine"),
        "origin_department": Datum("school's department", EMPTIED, "identité.département d’origine"),
        "bac_series": Datum("baccalauréat, series", EMPTIED, "identité.série du baccalauréat"),
        "bac_honours": Datum("baccalauréat, honours", EMPTIED, "identité.mention"),
        "address": Datum("postal address", EMPTIED, "identité.adresse"),
        "postal_code": Datum("postal code", EMPTIED, "identité.code postal"),
        "town": Datum("town", EMPTIED, "identité.commune"),
        "sort_name": Datum("name, folded", REPLACED, NOT_OUT_FOLDED),
        "search_text": Datum("name, number and school, folded", EMPTIED, NOT_OUT_FOLDED),
        "created_at": Datum("when the file was received", OURS, "identité.reçu le"),
        "updated_at": Datum("when it last changed", OURS, "identité.modifié le"),
        "erased_at": Datum("when the person was made anonymous", OURS, "identité.effacé le"),
        "link_generation": Datum("how often the personal link was renewed", OURS, NOT_OUT_LINK),
    },
    "candidate_visit": {
        "id": _row("internal number", NOT_OUT_ID),
        "token_hash": _row("fingerprint of what the browser holds", NOT_OUT_LINK),
        "candidate_id": _row("whose", NOT_OUT_ID),
        "generation": _row("by which personal link", NOT_OUT_LINK),
        "opened_at": _row("when the candidate opened their pages", "visites.ouverte le"),
        "seen_at": _row("when they last used them", "visites.dernière page le"),
        "ended_at": _row("when they closed them", "visites.terminée le"),
    },
    "guardian": {
        "id": _row("internal number", NOT_OUT_ID),
        "candidate_id": _row("whose", NOT_OUT_ID),
        "position": _row("first or second", "responsables.rang"),
        "last_name": _row("guardian's family name", "responsables.nom"),
        "first_name": _row("guardian's first name", "responsables.prénom"),
        "email": _row("guardian's e-mail", "responsables.adresse mail"),
        "phone": _row("guardian's telephone", "responsables.téléphone"),
    },
    "identity_change": {
        "id": _row("internal number", NOT_OUT_ID),
        "candidate_id": _row("whose", NOT_OUT_ID),
        "at": _row("when it was corrected", "corrections.le"),
        "account_id": _row("by whom", "corrections.par"),
        "field": _row("which field", "corrections.champ"),
        "old_value": _row("what was there", "corrections.avant"),
        "new_value": _row("what is there since", "corrections.après"),
        "file_value": _row("what the files said", "corrections.valeur des fichiers"),
    },
    "application": {
        **_ids("id", "campaign_id", "centre_id", "version", "candidate_id"),
        "programme_id": Datum("for which programme", FACT, "candidatures.formation"),
        "state": Datum("where it stands", FACT, "candidatures.état"),
        "received_at": Datum("when it was received", FACT, "candidatures.reçue le"),
        "confirmed_at": Datum("when the wish was confirmed", FACT, "candidatures.vœu confirmé le"),
        "review_deadline": Datum("last day to decide", FACT, "candidatures.dernier jour d’examen"),
        "auto_retain_at": Datum("automatic passage", FACT, "candidatures.passage automatique le"),
        "deadline_rule": Datum("the rule behind both", FACT, "candidatures.règle de la date"),
        "decision": Datum("the decision", FACT, f"{_DECISION}.sens"),
        "decided_at": Datum("when it was taken", FACT, f"{_DECISION}.prise le"),
        "decided_by_id": Datum("by whom", FACT, f"{_DECISION}.par"),
        "decision_origin": Datum("by a person or by the system", FACT, f"{_DECISION}.origine"),
        "decision_rule": Datum("by which rule", FACT, f"{_DECISION}.règle"),
        "decision_late": Datum("after the last day", FACT, f"{_DECISION}.hors délai"),
        "refusal_reason_id": Datum("reason, of the centre's list", FACT, f"{_DECISION}.motif"),
        "refusal_details": Datum("what was written beside it", EMPTIED, f"{_DECISION}.précisions"),
        "withdrawn_at": Datum("when the candidate left", FACT, "candidatures.abandonnée le"),
        "updated_at": Datum("when it last changed", OURS, "candidatures.modifiée le"),
    },
    "contract": {
        **_ids("id", "application_id", "programme_id", "centre_id", "campaign_id"),
        "employer_name": Datum("employer", EMPLOYER, "candidatures.contrats.employeur"),
        "siret": Datum("employer's number", EMPLOYER, "candidatures.contrats.SIRET"),
        "entered_at": Datum("when it was entered", FACT, "candidatures.contrats.saisi le"),
        "entered_local": Datum("the same on the clock of Paris", FACT, "not handed out: `entered_at` again"),
        "entered_by_id": Datum("by whom", FACT, "candidatures.contrats.saisi par"),
        "status": Datum("what became of the offer", FACT, "candidatures.contrats.état"),
        "reply_until": Datum("last instant to reply", FACT, "candidatures.contrats.réponse attendue jusqu’au"),
        "reply_rule": Datum("the rule behind it", FACT, "candidatures.contrats.règle de la réponse"),
        "replied_at": Datum("when the candidate replied", FACT, "candidatures.contrats.réponse du candidat le"),
        "ended_at": Datum("when it ended", FACT, "candidatures.contrats.terminé le"),
        "ended_by_id": Datum("by whom", FACT, "candidatures.contrats.terminé par"),
        "end_reason": Datum("what was written of its end", EMPTIED, "candidatures.contrats.motif de la fin"),
        "broken_on": Datum("the day it was broken", FACT, "candidatures.contrats.rompu le"),
        "reply_siret": Datum(
            "employer's number as the candidate confirmed it", EMPLOYER, "candidatures.contrats.SIRET confirmé"
        ),
        "reply_employer_name": Datum(
            "employer as the candidate confirmed it", EMPLOYER, "candidatures.contrats.employeur confirmé"
        ),
        "reply_origin": Datum("by which way the reply came", FACT, "candidatures.contrats.réponse reçue par"),
        "siret_settled_at": Datum("when somebody looked into it", FACT, "candidatures.contrats.SIRET vérifié le"),
        "siret_settled_by_id": Datum("by whom", FACT, "candidatures.contrats.SIRET vérifié par"),
        "siret_settled_note": Datum("what was found", EMPTIED, "candidatures.contrats.SIRET, constat"),
    },
    "enrolment": {
        **_ids("id", "application_id", "contract_id", "programme_id", "centre_id"),
        "done_at": Datum("when the enrolment was marked done", FACT, f"{_ENROLMENT}.effectuée le"),
        "done_by_id": Datum("by whom", FACT, f"{_ENROLMENT}.effectuée par"),
        "undone_at": Datum("when it was undone", FACT, f"{_ENROLMENT}.annulée le"),
        "undone_by_id": Datum("by whom", FACT, f"{_ENROLMENT}.annulée par"),
        "undo_reason": Datum("why", EMPTIED, f"{_ENROLMENT}.motif de l’annulation"),
        "sent_at": Datum("when it was sent to the platform", FACT, f"{_ENROLMENT}.transmise le"),
        "was_sent_at": Datum("when it had been, before it was cancelled", FACT, f"{_ENROLMENT}.avait été transmise le"),
    },
    "return_detail": {
        "registration_id": _row("of which registration", NOT_OUT_ID),
        "facts": _row("where they were the year before, the days of the contract", "compléments pour les exports"),
        "updated_at": _row("when it was typed", "compléments pour les exports.modifiés le"),
        "updated_by_id": _row("by whom", NOT_OUT_COLLEAGUE),
    },
    "reply_discrepancy": {
        "id": _row("internal number", NOT_OUT_ID),
        "programme_id": _row("internal number", NOT_OUT_ID),
        "centre_id": _row("internal number", NOT_OUT_ID),
        "application_id": _row("of which file", NOT_OUT_ID),
        "candidate_number": _row("number on the platform", "identité.numéro d’inscription"),
        "kind": _row("missing here, missing there, different", f"{_DISCREPANCY}.nature"),
        "facts": _row("what each of the two lists says", f"{_DISCREPANCY}.faits"),
        "import_id": _row("found by which file", NOT_OUT_ID),
        "found_at": _row("when it was found", f"{_DISCREPANCY}.trouvé le"),
        "seen_at": _row("when a file last said something new of it", f"{_DISCREPANCY}.vu le"),
        "settled_at": _row("when it was settled", f"{_DISCREPANCY}.réglé le"),
        "settled_by_id": _row("by whom, or by a later file", f"{_DISCREPANCY}.réglé par"),
        "note": _row("how", f"{_DISCREPANCY}.note"),
    },
    "note": {
        "id": _row("internal number", NOT_OUT_ID),
        "application_id": _row("of which file", NOT_OUT_ID),
        "centre_id": _row("internal number", NOT_OUT_ID),
        "author_id": _row("by whom", "candidatures.notes.par"),
        "written_at": _row("when", "candidatures.notes.le"),
        "body": _row("what the team noted", "candidatures.notes.texte"),
    },
    "refusal_draft": {
        "application_id": _row("of which file", NOT_OUT_ID),
        "programme_id": _row("internal number", NOT_OUT_ID),
        "centre_id": _row("internal number", NOT_OUT_ID),
        "drafted_by_id": _row("by whom", "candidatures.refus préparé.par"),
        "drafted_at": _row("when", "candidatures.refus préparé.le"),
        "reason_id": _row("reason", "candidatures.refus préparé.motif"),
        "details": _row("what was written beside it", "candidatures.refus préparé.précisions"),
    },
    "retention_hold": {
        **_ids("id", "application_id", "centre_id"),
        "reason": Datum("why the file was kept, of a closed list", FACT, f"{_HOLD}.motif"),
        "placed_at": Datum("since when", FACT, f"{_HOLD}.depuis le"),
        "placed_by_id": Datum("by whom", FACT, f"{_HOLD}.par"),
        "lifted_at": Datum("until when", FACT, f"{_HOLD}.levée le"),
        "lifted_by_id": Datum("by whom", FACT, f"{_HOLD}.levée par"),
    },
    "access_entry": {
        **_ids("id", "centre_id", "application_id", erased=TRACE),
        "at": Datum("when somebody saw the details", TRACE, "consultations.le"),
        "account_id": Datum("who", TRACE, "consultations.par"),
        "kind": Datum("how", TRACE, "consultations.geste"),
        "login_id": Datum("by which login", TRACE, NOT_OUT_COLLEAGUE),
    },
    "journal_entry": {
        **_ids("id", "chain", "seq", "programme_id", "candidate_id", "application_id", "contract_id", erased=CHAIN),
        "at": Datum("when", CHAIN, "historique.le"),
        "event": Datum("what happened", CHAIN, "historique.fait"),
        "actor_kind": Datum("a person, the system, the candidate", CHAIN, "historique.par"),
        "actor_id": Datum("who", CHAIN, "historique.par"),
        "details": Datum("ids, codes and dates", CHAIN, "historique.détails"),
        "prev_hash": Datum("fingerprint of the line before", CHAIN, NOT_OUT_CHAIN),
        "hash": Datum("fingerprint of this line", CHAIN, NOT_OUT_CHAIN),
    },
    "outbox": {
        "id": _row("internal number", NOT_OUT_ID),
        "event_key": _row("which event it tells", NOT_OUT_SENDING),
        "template": _row("which mail", "courriels.modèle"),
        "recipient": _row("to whom, by id", "courriels.destinataire"),
        "payload": _row("ids that its text needs", NOT_OUT_SENDING),
        "created_at": _row("when it was written", "courriels.écrit le"),
        "status": _row("waiting, sent, failed", "courriels.état"),
        "sent_at": _row("when it left", "courriels.parti le"),
        "bounced_at": _row("when it came back", "courriels.revenu le"),
        "bounce": _row("what came back with it", "courriels.réponse du serveur"),
        "last_error": _row("what the server said", "courriels.réponse du serveur"),
        **{
            name: _row("how it is sent", NOT_OUT_SENDING)
            for name in (
                "attempts", "next_try_at", "centre_id", "message_id", "first_tried_at", "failed_at", "failure",
                "released_at", "settled_at",
            )
        },
    },
}  # fmt: skip

#: Tables that hold a candidate for a while, or nobody: why they are not above.
ELSEWHERE = {
    "erased_person": "a keyed hash of a number that is gone: tells that somebody was erased, not who",
    "import_row": "lines of a file under way: those written go at once, those not confirmed after 24 hours; what is "
    "refused is kept without a value",
    "import_run": "counts of a file, and its name, which is emptied with the session",
    "submission": "ids of what a form did, 7 days",
    "job_run": "counts and ids, 90 days",
}
