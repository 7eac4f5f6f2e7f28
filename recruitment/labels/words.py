"""One French word, or a few, for each value of the domain."""

from dataclasses import dataclass

from recruitment.rules.vocabulary import (
    ApplicationState,
    ContractStatus,
    DeadlineRule,
    Decision,
    Event,
    LateRefusals,
    Origin,
    Permission,
    Reply,
    ReplyOrigin,
    ReplyRule,
    RequestKind,
    Role,
    SeatRule,
)


@dataclass(frozen=True)
class StateLabel:
    """A state on the screen: its words, its icon, and the slug that gives its colour (`data-etat`)."""

    slug: str
    icon: str
    long: str
    short: str


STATES: dict[ApplicationState, StateLabel] = {
    ApplicationState.CONFIRMED: StateLabel(
        "a-examiner", "eye", "Confirmée, non examinée", "Confirmées, non examinées"
    ),
    ApplicationState.UNCONFIRMED: StateLabel(
        "non-confirmee", "circle-dashed", "Non confirmée", "Non confirmées"
    ),
    ApplicationState.SEEKING_CONTRACT: StateLabel(
        "en-recherche", "briefcase", "En recherche de contrat", "En recherche de contrat"
    ),
    ApplicationState.REFUSED: StateLabel("refusee", "circle-x", "Refusée", "Refusées"),
    ApplicationState.WITHDRAWN: StateLabel("demission", "door-exit", "Démission", "Démissions"),
    ApplicationState.OFFER_PENDING: StateLabel(
        "proposition", "hourglass", "En attente de réponse", "En attente de réponse"
    ),
    ApplicationState.ACCEPTED: StateLabel(
        "oui-definitif", "circle-check", "Oui (définitif)", "Oui (définitif)"
    ),
    ApplicationState.ACCEPTED_KEEPING_WISHES: StateLabel(
        "oui-voeux", "progress-check", "Oui (avec vœux en attente)", "Oui (avec vœux en attente)"
    ),
    ApplicationState.WITHDRAWN_WITH_CONTRACT: StateLabel(
        "demission-contrat", "file-x", "Démission (contrat saisi)", "Démissions"
    ),
}

GROUPS = {"without_contract": "Candidatures sans contrat", "with_contract": "Contrats saisis"}

DECISIONS = {Decision.RETAINED: "En recherche de contrat", Decision.REFUSED: "Refusée"}
ORIGINS = {Origin.PERSON: "par une personne", Origin.SYSTEM: "automatique"}

CONTRACT_STATUSES = {
    ContractStatus.PENDING: "proposition en attente de réponse",
    ContractStatus.ACCEPTED: "proposition acceptée définitivement",
    ContractStatus.ACCEPTED_KEEPING_WISHES: "proposition acceptée, avec vœux en attente",
    ContractStatus.DECLINED: "renonciation du candidat",
    ContractStatus.EXPIRED: "proposition expirée, sans réponse",
    ContractStatus.CANCELLED: "contrat annulé",
    ContractStatus.BROKEN: "contrat rompu",
}

REPLIES = {
    Reply.ACCEPT: "Accepter définitivement",
    Reply.ACCEPT_KEEPING_WISHES: "Accepter et conserver les vœux en attente",
    Reply.DECLINE: "Renoncer à la proposition",
}

REPLY_ORIGINS = {
    ReplyOrigin.CANDIDATE: "les pages du candidat",
    ReplyOrigin.FILE: "un fichier de la plateforme",
}

#: The rule of a deadline in a few words, for a column or an export; `deadlines.py` explains it.
DEADLINE_RULES = {
    DeadlineRule.NO_EXAMINATION: "dossiers non examinés",
    DeadlineRule.EXEMPT: "formation dispensée de délai",
    DeadlineRule.FIXED_LAST_DAY: "date fixe de la session",
    DeadlineRule.ROLLING_DAYS: "nombre de jours après la confirmation",
    DeadlineRule.CALENDAR_INCOMPLETE: "calendrier incomplet",
}

REPLY_RULES = {
    ReplyRule.FIXED_DAY: "date fixe de la session",
    ReplyRule.DAYS_AFTER: "nombre de jours après la proposition",
    ReplyRule.AFTER_PAUSE: "lendemain de la suspension des réponses",
}

REQUEST_KINDS = {
    RequestKind.CLOSURE: "Clôture du recrutement",
    RequestKind.CAPACITY: "Augmentation de la capacité",
}

SEAT_RULES = {
    SeatRule.ACTIVE: "Un contrat annulé, décliné, expiré ou rompu rend sa place aussitôt.",
    SeatRule.ENTERED: "Chaque contrat saisi compte, même s’il n’a pas eu de suite.",
}

LATE_REFUSALS = {
    LateRefusals.ALLOWED: "Un refus hors délai est accepté jusqu’au passage automatique, et noté.",
    LateRefusals.FORBIDDEN: "Aucun refus n’est accepté après la date limite d’examen.",
}

ROLES = {
    Role.ADMINISTRATOR: "Administration",
    Role.MANAGER: "Gestion du recrutement",
    Role.REGISTRAR: "Inscriptions",
    Role.VIEWER: "Consultation",
    Role.REGIONAL: "DRAIO",
}

#: After « Votre rôle ne permet pas de ».
PERMISSIONS = {
    Permission.SEE: "consulter cette page",
    Permission.DECIDE: "décider d’une candidature",
    Permission.ENTER_CONTRACTS: "saisir un contrat",
    Permission.CANCEL_CONTRACTS: "annuler un contrat ou enregistrer sa rupture",
    Permission.EXPORT: "exporter des données",
    Permission.ENROL: "renseigner une inscription administrative",
    Permission.SETTINGS: "modifier le paramétrage",
    Permission.IMPORT_FILES: "importer un fichier",
    Permission.REQUEST_REGIONAL: "adresser une demande à la DRAIO",
    Permission.RUN_JOBS: "lancer une tâche",
    Permission.SUPERVISE: "tenir le bureau d’une DRAIO",
}

#: The acts of the grid of rights, in a word or two.
ACTS = {
    Permission.SEE: "Voir",
    Permission.DECIDE: "Décider",
    Permission.ENTER_CONTRACTS: "Saisir un contrat",
    Permission.CANCEL_CONTRACTS: "Annuler, rompre",
    Permission.EXPORT: "Exporter",
    Permission.ENROL: "Inscrire",
    Permission.SETTINGS: "Paramétrer",
}

#: What happened, as a line of the history says it.
JOURNAL: dict[str, str] = {
    Event.CONFIRM: "Vœu confirmé",
    Event.REFUSE: "Candidature refusée",
    Event.RETAIN: "Placée en recherche de contrat",
    Event.AUTO_RETAIN: "Passage automatique en recherche de contrat",
    Event.ENTER_CONTRACT: "Contrat saisi, proposition d’admission envoyée",
    Event.CANCEL_CONTRACT: "Contrat annulé",
    Event.BREAK_CONTRACT: "Rupture du contrat enregistrée",
    Event.ACCEPT: "Proposition acceptée définitivement",
    Event.ACCEPT_KEEPING_WISHES: "Proposition acceptée, avec vœux en attente",
    Event.DECLINE: "Proposition déclinée",
    Event.EXPIRE: "Proposition expirée, sans réponse",
    Event.WITHDRAW: "Vœu abandonné par le candidat",
    "application_received": "Candidature reçue",
    "note_added": "Note ajoutée",
    "number_looked_up": "Candidat cherché par son numéro",
    "reasons_changed": "Liste des motifs de refus modifiée",
    "request_made": "Demande adressée à la DRAIO",
    "request_withdrawn": "Demande à la DRAIO retirée",
    "request_answered": "Réponse de la DRAIO",
    "centre_opened": "Établissement ouvert par la DRAIO",
    "enrol": "Inscription administrative effectuée",
    "undo_enrolment": "Inscription administrative annulée",
    "uplink_retried": "Remontée à la plateforme renvoyée",
    "cancel_enrolment": "Inscription administrative transmise, puis annulée",
    "siret_settled": "Écart de SIRET réglé",
    "discrepancy_settled": "Écart avec la liste de la plateforme réglé",
    "learner_created": "Apprenant créé depuis une inscription importée",
    "learner_joined": "Inscription importée rattachée à un apprenant connu",
    "learner_confirmed": "Apprenant reconnu à la main, inscription rattachée",
    "learner_updated": "Fiche de l’apprenant mise à jour depuis la liste des admis",
    "learner_changed": "Fiche de l’apprenant modifiée",
    "ine_typed": "INE saisi",
    "ine_answered": "INE reçu par un fichier de réponse",
    "ine_requested": "Immatriculation demandée par lot",
    "registrations_controlled": "Contrôles des inscriptions lancés",
    "registration_validated": "Inscription validée",
    "registration_cancelled": "Inscription annulée",
    "school_year_dated": "Dates de l’année scolaire modifiées",
    "learner_erased": "Données de l’apprenant effacées",
    "learners_merged": "Deux fiches d’un même apprenant réunies",
    "registration_completed": "Inscription de l’apprenant complétée",
    "registration_documents": "Pièces de l’inscription notées",
    "school_year_changed": "Divisions ou pièces de l’année scolaire modifiées",
    "exported": "Fichier exporté",
    "returns_set": "Réglages des exports modifiés",
    "return_detail_set": "Compléments d’une personne pour les exports modifiés",
    "imported": "Fichier importé",
    "connector_changed": "Réglages d’un connecteur modifiés",
    "connector_tested": "Connecteur essayé",
    "connector_switched": "Connecteur activé ou suspendu",
    "connector_push_renewed": "Identifiants de réception remplacés",
    "admitted_taken": "Liste des admis reçue",
    "opi_exported": "Fichiers OPI remis pour Apogée",
    "opi_retried": "Envoi à Apogée redemandé",
    "opi_place_changed": "VET d’une formation modifiées",
    "opi_profile_changed": "Profil des fichiers OPI modifié",
    "bac_results_entered": "Résultats du baccalauréat saisis",
    "paid_enrolments_taken": "Inscriptions payées reçues d’Apogée",
    "admitted_undone": "Réception d’admis annulée",
    "candidate_changed": "Renseignements du candidat mis à jour",
    "deadline_recomputed": "Échéance recalculée",
    "programme_changed": "Formation ou établissement modifié",
    "campaign_loaded": "Calendrier de la session enregistré",
    "account_created": "Compte ouvert",
    "account_closed": "Compte fermé",
    "invitation_sent": "Invitation envoyée",
    "password_reset_asked": "Lien demandé pour un mot de passe oublié",
    "password_changed": "Mot de passe changé",
    "details_changed": "Renseignements du compte modifiés par leur propriétaire",
    "login_closed": "Connexion fermée par son propriétaire",
    "charter_published": "Charte publiée",
    "charter_accepted": "Charte acceptée",
    "factor_added": "Second facteur ajouté",
    "factor_removed": "Second facteur retiré",
    "factor_reset": "Second facteur réinitialisé par un administrateur",
    "codes_renewed": "Codes de secours remplacés",
    "rights_changed": "Droits d’un compte modifiés",
    "seen_as": "Regard par les yeux d’un collègue",
    "refusal_drafted": "Refus préparé, à confirmer par une autre personne",
    "link_renewed": "Lien personnel du candidat remplacé",
    "pre_registration_invited": "Lien de préinscription envoyé",
    "pre_registration_sent": "Préinscription envoyée par la personne admise",
    "pre_registration_settled": "Préinscription traitée",
    "person_arrived": "Arrivée sur place enregistrée",
    "person_left": "Départ sans avoir fini enregistré",
    "station_passed": "Poste passé",
    "station_undone": "Passage à un poste annulé",
    "payment_recorded": "Paiement enregistré",
    "stations_changed": "Postes de l’accueil sur place modifiés",
    "day_closed": "Validés et payés mis en file pour la plateforme",
    "messages_changed": "Messages de la formation aux candidats modifiés",
    "identity_corrected": "Identité ou coordonnées corrigées",
    "person_erased": "Données personnelles effacées",
    "person_exported": "Données de la personne exportées",
    "accesses_exported": "Trace des consultations exportée",
    "hold_placed": "Effacement suspendu",
    "hold_lifted": "Suspension de l’effacement levée",
    "refusal_draft_dropped": "Refus préparé abandonné",
    "feed_opened": "Adresse d’agenda ouverte",
    "feed_renewed": "Adresse d’agenda remplacée",
    "feed_ended": "Adresse d’agenda retirée",
    "report_saved": "Rapport public enregistré",
    "report_published": "Rapport public publié",
    "report_frozen": "Rapport public figé",
    "mail_resent": "Courriel renvoyé",
    "mail_put_aside": "Échec d’un courriel classé",
    "mail_released": "Anciens courriels envoyés",
    "mail_dropped": "Anciens courriels écartés",
    "mail_tested": "Essai d’envoi demandé",
    "mail_text_changed": "Texte d’un courriel modifié",
    "mail_text_reset": "Texte d’un courriel rétabli",
    "mail_settings_changed": "Réglages des courriels modifiés",
}


def journal_event(event: str) -> str:
    """Return the words of an event; an event of a later version is shown by its code rather than hidden."""
    return JOURNAL.get(event, event)
