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
_UPLINK = "remontées à la plateforme"
_HOLD = "candidatures.suspensions de l’effacement"
_ADMITTED = "admissions"
_PRE = f"{_ADMITTED}.préinscription"
_PAID = f"{_ADMITTED}.postes.paiement"
_LEARNER = "apprenants"
_REGISTRATION = f"{_LEARNER}.inscriptions"
_DETAIL = f"{_REGISTRATION}.compléments pour les exports"
_PIECE = f"{_REGISTRATION}.pièces"

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
    "learner": {
        **_ids("id", "centre_id", "version", "merged_into_id"),
        "last_name": Datum("family name", REPLACED, f"{_LEARNER}.nom"),
        "usual_name": Datum("name in use", EMPTIED, f"{_LEARNER}.nom d’usage"),
        "first_name": Datum("first name", REPLACED, f"{_LEARNER}.prénom"),
        "first_name_2": Datum("second first name", EMPTIED, f"{_LEARNER}.deuxième prénom"),
        "first_name_3": Datum("third first name", EMPTIED, f"{_LEARNER}.troisième prénom"),
        "sex": Datum("title", EMPTIED, f"{_LEARNER}.civilité"),
        "birth_date": Datum("date of birth", EMPTIED, f"{_LEARNER}.date de naissance"),
        "birth_town": Datum("town of birth", EMPTIED, f"{_LEARNER}.commune de naissance"),
        "birth_department": Datum("department of birth", EMPTIED, f"{_LEARNER}.département de naissance"),
        "birth_country": Datum("country of birth", EMPTIED, f"{_LEARNER}.pays de naissance"),
        "birth_town_code": Datum("town of birth, its code", EMPTIED, f"{_LEARNER}.code de la commune de naissance"),
        "nationality": Datum("nationality", EMPTIED, f"{_LEARNER}.nationalité"),
        "ine": Datum("national pupil number", EMPTIED, f"{_LEARNER}.ine"),
        "ine_origin": Datum("where it came from", EMPTIED, f"{_LEARNER}.INE obtenu par"),
        "email": Datum("e-mail", EMPTIED, f"{_LEARNER}.adresse mail"),
        "phone": Datum("telephone", EMPTIED, f"{_LEARNER}.téléphone fixe"),
        "mobile": Datum("mobile telephone", EMPTIED, f"{_LEARNER}.téléphone portable"),
        "address_1": Datum("postal address", EMPTIED, f"{_LEARNER}.adresse"),
        "address_2": Datum("postal address", EMPTIED, f"{_LEARNER}.adresse, 2e ligne"),
        "address_3": Datum("postal address", EMPTIED, f"{_LEARNER}.adresse, 3e ligne"),
        "postal_code": Datum("postal code", EMPTIED, f"{_LEARNER}.code postal"),
        "town": Datum("town", EMPTIED, f"{_LEARNER}.commune"),
        "town_code": Datum("town's code", EMPTIED, f"{_LEARNER}.code de la commune"),
        "country": Datum("country", EMPTIED, f"{_LEARNER}.pays"),
        "last_school_uai": Datum("school's code", EMPTIED, f"{_LEARNER}.uai d’origine"),
        "last_school": Datum("school", EMPTIED, f"{_LEARNER}.établissement d’origine"),
        "bac_series": Datum("baccalauréat, series", EMPTIED, f"{_LEARNER}.série du baccalauréat"),
        "bac_honours": Datum("baccalauréat, honours", EMPTIED, f"{_LEARNER}.mention"),
        "bac_year": Datum("baccalauréat, year", EMPTIED, f"{_LEARNER}.année du baccalauréat"),
        "ine_doubtful": Datum("whether its key leaves a doubt", EMPTIED, f"{_LEARNER}.INE douteux"),
        "match_key": Datum("letters of the name, and date of birth", REPLACED, NOT_OUT_FOLDED),
        "sort_name": Datum("name, folded", REPLACED, NOT_OUT_FOLDED),
        "search_text": Datum("name, number and town, folded", EMPTIED, NOT_OUT_FOLDED),
        "merged_at": Datum("when it was put together with another file", OURS, f"{_LEARNER}.réunie à une autre le"),
        "erased_at": Datum("when the person was made anonymous", OURS, f"{_LEARNER}.effacée le"),
        "created_at": Datum("when the file was made", OURS, f"{_LEARNER}.créée le"),
        "updated_at": Datum("when it last changed", OURS, f"{_LEARNER}.modifiée le"),
    },
    "learner_guardian": {
        "learner_id": _row("whose", NOT_OUT_ID),
        "position": _row("first or second", f"{_LEARNER}.responsables.rang"),
        "last_name": _row("guardian's family name", f"{_LEARNER}.responsables.nom"),
        "first_name": _row("guardian's first name", f"{_LEARNER}.responsables.prénom"),
        "email": _row("guardian's e-mail", f"{_LEARNER}.responsables.adresse mail"),
        "phone": _row("guardian's telephone", f"{_LEARNER}.responsables.téléphone"),
        "address": _row("guardian's address", f"{_LEARNER}.responsables.adresse"),
    },
    "registration": {
        **_ids("id", "centre_id", "campaign_id", "learner_id", "admitted_id", "admitted_version", "enrolment_id"),
        **_ids("version"),
        "programme_id": Datum("for which programme", FACT, f"{_REGISTRATION}.formation"),
        "school_year": Datum("for which school year", FACT, f"{_REGISTRATION}.année scolaire"),
        "admitted_seen": Datum("fingerprints of what the platform said", EMPTIED, NOT_OUT_CHAIN),
        "division_id": Datum("in which class", FACT, f"{_REGISTRATION}.division"),
        "regime": Datum("day pupil, half board or boarder", FACT, f"{_REGISTRATION}.régime"),
        "options": Datum("options", EMPTIED, f"{_REGISTRATION}.options"),
        "controlled_at": Datum("when the controls last ran", FACT, f"{_REGISTRATION}.contrôlée le"),
        "findings": Datum("what they found, by code", EMPTIED, f"{_REGISTRATION}.constats"),
        "validated_at": Datum("when it was validated", FACT, f"{_REGISTRATION}.validée le"),
        "validated_by_id": Datum("by whom", FACT, f"{_REGISTRATION}.validée par"),
        "validated_on": Datum("the day that the validation bears", FACT, f"{_REGISTRATION}.date de validation"),
        "platform_state": Datum("principal, double or parallel", FACT, f"{_REGISTRATION}.nature"),
        "cancelled_at": Datum("when it was cancelled", FACT, f"{_REGISTRATION}.annulée le"),
        "cancelled_by_id": Datum("by whom", FACT, f"{_REGISTRATION}.annulée par"),
        "cancel_reason": Datum("why", REPLACED, f"{_REGISTRATION}.motif de l’annulation"),
        "created_at": Datum("when it was made", OURS, f"{_REGISTRATION}.créée le"),
        "updated_at": Datum("when it last changed", OURS, f"{_REGISTRATION}.modifiée le"),
    },
    "registration_document": {
        **_ids("registration_id"),
        "document_id": Datum("which document was asked for", FACT, f"{_PIECE}.pièce"),
        "state": Datum("asked for, received, refused, waived", FACT, f"{_PIECE}.où elle en est"),
        "changed_at": Datum("since when", FACT, f"{_PIECE}.depuis le"),
        "changed_by_id": Datum("by whom it was noted", FACT, f"{_PIECE}.notée par"),
    },
    "pre_registration": {
        "admitted_id": _row("internal number", NOT_OUT_ID),
        "programme_id": _row("internal number", NOT_OUT_ID),
        "centre_id": _row("internal number", NOT_OUT_ID),
        "version": _row("internal number", NOT_OUT_ID),
        "link_generation": _row("how often the personal link was renewed", NOT_OUT_LINK),
        "invited_at": _row("when the link was last sent", f"{_PRE}.invitée le"),
        "invited_by_id": _row("by whom", NOT_OUT_COLLEAGUE),
        "answers": _row("what the person saved: identity, address, guardians, payment", f"{_PRE}.enregistré"),
        "saved_at": _row("when they last saved something", f"{_PRE}.enregistré le"),
        "sent": _row("the same as they sent it", f"{_PRE}.envoyé"),
        "sent_at": _row("when they sent it", f"{_PRE}.envoyé le"),
        "sent_times": _row("how often they sent it", f"{_PRE}.envois"),
        "settled": _row("what was taken into the learner's file", f"{_PRE}.traitement"),
        "settled_at": _row("when somebody chose", f"{_PRE}.traitée le"),
        "settled_by_id": _row("who chose", NOT_OUT_COLLEAGUE),
    },
    "pre_registration_visit": {
        "id": _row("internal number", NOT_OUT_ID),
        "token_hash": _row("fingerprint of what the browser holds", NOT_OUT_LINK),
        "admitted_id": _row("whose", NOT_OUT_ID),
        "generation": _row("by which personal link", NOT_OUT_LINK),
        "opened_at": _row("when the person opened their pages", f"{_ADMITTED}.visites.ouverte le"),
        "seen_at": _row("when they last used them", f"{_ADMITTED}.visites.dernière page le"),
        "ended_at": _row("when they closed them", f"{_ADMITTED}.visites.terminée le"),
    },
    "arrival": {
        **_ids("id", "admitted_id", "programme_id", "centre_id"),
        "day": Datum("which day they came", FACT, f"{_ADMITTED}.venues.jour"),
        "rank": Datum("in which order", FACT, f"{_ADMITTED}.venues.ordre"),
        "arrived_at": Datum("when they came", FACT, f"{_ADMITTED}.venues.arrivée le"),
        "arrived_by_id": Datum("who noted it", FACT, NOT_OUT_COLLEAGUE),
        "left_at": Datum("when they left before the end", FACT, f"{_ADMITTED}.venues.départ le"),
        "left_by_id": Datum("who noted it", FACT, NOT_OUT_COLLEAGUE),
        "left_reason": Datum("why", EMPTIED, f"{_ADMITTED}.venues.motif du départ"),
    },
    "passage": {
        **_ids("id", "arrival_id", "admitted_id", "centre_id"),
        "station_id": Datum("which station was passed", FACT, f"{_ADMITTED}.postes.poste"),
        "passed_at": Datum("when", FACT, f"{_ADMITTED}.postes.passé le"),
        "passed_by_id": Datum("before whom", FACT, NOT_OUT_COLLEAGUE),
        "undone_at": Datum("when it was undone", FACT, f"{_ADMITTED}.postes.annulé le"),
        "undone_by_id": Datum("by whom", FACT, NOT_OUT_COLLEAGUE),
        "undo_reason": Datum("why", EMPTIED, f"{_ADMITTED}.postes.motif de l’annulation"),
    },
    "payment": {
        **_ids("passage_id", "centre_id"),
        "receipt_number": Datum("number of the receipt", FACT, f"{_PAID}.reçu"),
        "method": Datum("how it was paid", FACT, f"{_PAID}.moyen"),
        "payer": Datum("by whom: the learner, a guardian, the employer", FACT, f"{_PAID}.payé par"),
        "amount_cents": Datum("how much", FACT, f"{_PAID}.centimes"),
        "reference": Datum("number of a cheque or of a transfer; never of a card", EMPTIED, f"{_PAID}.référence"),
    },
    "return_detail": {
        "registration_id": _row("of which registration", NOT_OUT_ID),
        "facts": _row("where they were the year before, the days of the contract", f"{_DETAIL}.faits"),
        "updated_at": _row("when it was typed", f"{_DETAIL}.modifiés le"),
        "updated_by_id": _row("by whom", NOT_OUT_COLLEAGUE),
    },
    "admitted": {
        **_ids("id", "campaign_id", "centre_id", "application_id", "exchange_id", "gone_exchange_id", "version"),
        "programme_id": Datum("to which programme", FACT, f"{_ADMITTED}.formation"),
        "candidate_number": Datum("number on the platform", REPLACED, f"{_ADMITTED}.numéro d’inscription"),
        "origin": Datum("by a file, a call, our own acceptance", FACT, f"{_ADMITTED}.origine"),
        "imported_at": Datum("when it first came", FACT, f"{_ADMITTED}.reçue le"),
        "updated_at": Datum("when it last changed", OURS, f"{_ADMITTED}.modifiée le"),
        "gone_at": Datum("when the list held them no more", FACT, f"{_ADMITTED}.sortie de la liste le"),
        "gone_because": Datum("why", FACT, f"{_ADMITTED}.sortie de la liste parce que"),
        "erased_at": Datum("when the person was made anonymous", OURS, f"{_ADMITTED}.effacée le"),
        "bac_result_at": Datum("when it was known", FACT, f"{_ADMITTED}.résultat du baccalauréat connu le"),
        "sort_name": Datum("name, folded", REPLACED, NOT_OUT_FOLDED),
        "search_text": Datum("name, number, INE and town, folded", EMPTIED, NOT_OUT_FOLDED),
        "last_name": Datum("family name", REPLACED, f"{_ADMITTED}.nom"),
        "first_name": Datum("first name", REPLACED, f"{_ADMITTED}.prénom"),
        **{
            name: Datum(what, FACT, f"{_ADMITTED}.{word}")
            for name, what, word in (
                ("situation", "accepted for good, keeping wishes, resigned", "situation"),
                ("answer", "oui, oui si", "réponse"),
                ("answered_at", "when they accepted", "date de réponse"),
                ("bac_result", "passed, second round, failed", "résultat du baccalauréat"),
                ("gap_year", "gap year", "année de césure"),
                ("boarding", "boarding asked for", "internat"),
            )
        },
        **{
            name: Datum(what, EMPTIED, f"{_ADMITTED}.{word}")
            for name, what, word in (
                ("conditional_category", "category of a oui si", "catégorie du « oui si »"),
                ("conditional_reason", "reason of a oui si", "motif du « oui si »"),
                ("usual_name", "usual name", "nom d’usage"),
                ("first_name_2", "second first name", "2e prénom"),
                ("first_name_3", "third first name", "3e prénom"),
                ("sex", "title", "sexe"),
                ("birth_date", "date of birth", "date de naissance"),
                ("birth_town", "town of birth", "ville de naissance"),
                ("birth_town_code", "code of the town of birth", "code de la commune de naissance"),
                ("birth_department", "department of birth", "département de naissance"),
                ("birth_country", "country of birth", "pays de naissance"),
                ("nationality", "nationality", "nationalité"),
                ("ine", "national pupil number", "INE"),
                ("email", "e-mail", "adresse électronique"),
                ("phone", "telephone", "téléphone fixe"),
                ("mobile", "mobile telephone", "téléphone mobile"),
                ("address_1", "postal address", "adresse 1"),
                ("address_2", "postal address", "adresse 2"),
                ("address_3", "postal address", "adresse 3"),
                ("postal_code", "postal code", "code postal"),
                ("town", "town", "commune"),
                ("town_code", "code of the town", "code de la commune"),
                ("country", "country", "pays"),
                ("origin_uai", "school's code", "UAI d’origine"),
                ("origin_school", "school", "établissement d’origine"),
                ("bac_series", "baccalauréat, series", "série du diplôme"),
                ("bac_honours", "baccalauréat, honours", "mention du diplôme"),
                ("bac_year", "baccalauréat, year", "année du diplôme"),
            )
        },
    },
    "admitted_guardian": {
        "admitted_id": _row("whose", NOT_OUT_ID),
        "position": _row("first or second", f"{_ADMITTED}.responsables.rang"),
        "last_name": _row("guardian's family name", f"{_ADMITTED}.responsables.nom"),
        "first_name": _row("guardian's first name", f"{_ADMITTED}.responsables.prénom"),
        "email": _row("guardian's e-mail", f"{_ADMITTED}.responsables.adresse mail"),
        "phone": _row("guardian's telephone", f"{_ADMITTED}.responsables.téléphone"),
        "address": _row("guardian's address", f"{_ADMITTED}.responsables.adresse"),
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
    "exchange_line": {
        "exchange_id": _row("of which exchange", "échanges.source"),
        "line": _row("line of the file or of the answer", NOT_OUT_ID),
        "action": _row("what the exchange did", "échanges.devenu"),
        "candidate_number": _row("number on the platform", "identité.numéro d’inscription"),
        "payload": _row("name, and what was there before", "échanges.contenu"),
        "message": _row("what was said of the person", "échanges.message"),
    },
    "uplink_entry": {
        **_ids("id", "centre_id", "campaign_id", "programme_id", "source_id", "exchange_id", "same_as_id"),
        "event_key": Datum("which act it tells", FACT, NOT_OUT_SENDING),
        "candidate_number": Datum("number on the platform", REPLACED, "identité.numéro d’inscription"),
        "platform_state": Datum("state of the enrolment that the platform is told", FACT, f"{_UPLINK}.état"),
        "source": Datum("kind of act", FACT, NOT_OUT_SENDING),
        "created_at": Datum("when the act was done", FACT, f"{_UPLINK}.écrite le"),
        "status": Datum("waiting, sent, withdrawn", FACT, f"{_UPLINK}.devenue"),
        "sent_at": Datum("when the platform took it", FACT, f"{_UPLINK}.transmise le"),
        "answer": Datum("what the platform said", EMPTIED, f"{_UPLINK}.réponse"),
        **{
            name: Datum("how it is sent", FACT, NOT_OUT_SENDING)
            for name in ("attempts", "next_try_at", "claimed_until", "claim_token", "maybe_received")
        },
    },
    "opi_row": {
        **{
            name: _row("internal number", NOT_OUT_ID)
            for name in ("id", "centre_id", "campaign_id", "exchange_id")
        },
        "candidate_number": _row("number on the platform", "identité.numéro d’inscription"),
        "status": _row("whether Apogée has it", "apogée.envois.état"),
        "wanted": _row("the decision on each wish, in codes", "apogée.envois.décisions"),
        "sent_at": _row("when Apogée took it", "apogée.envois.envoyée le"),
        "answer": _row("what Apogée said", "apogée.envois.réponse"),
        **{
            name: _row("how it is sent", NOT_OUT_SENDING)
            for name in (
                "problem", "wanted_digest", "wishes", "sent_digest", "attempts", "next_try_at", "claim_token",
                "claimed_until", "answered_at", "created_at", "updated_at",
            )
        },
    },
    "opi_told": {
        "admitted_id": _row("whom Apogée was told of", NOT_OUT_ID),
        "row_id": _row("by which message", NOT_OUT_ID),
    },
    "paid_enrolment": {
        **_ids("id", "centre_id", "campaign_id", "programme_id", "exchange_id"),
        "candidate_number": Datum("number on the platform", REPLACED, "identité.numéro d’inscription"),
        "platform_state": Datum("state of the enrolment at the university", FACT, "apogée.inscriptions.état"),
        "told_on": Datum("its day", FACT, "apogée.inscriptions.du"),
        "received_at": Datum("when Apogée told it", FACT, "apogée.inscriptions.reçue le"),
        "queued_at": Datum("when it was handed to the uplink", FACT, NOT_OUT_SENDING),
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
