"""The columns of a list of admitted candidates: standard and « paramétrable » exports, and the years between them.

A column whose cell cannot be read refuses its line when it says who the person is or whether they are admitted; else
the cell alone is left aside, with a warning: nobody is kept out for a telephone number.
"""

from dataclasses import dataclass

from recruitment.admissions import cells as own
from recruitment.transfers import cells, moments, reply_cells
from recruitment.transfers.cells import Reader


@dataclass(frozen=True, slots=True)
class Column:
    """A column: its usual name, what it fills, how a cell is read, the other names that it goes by."""

    name: str
    field: str
    reader: Reader
    aliases: tuple[str, ...] = ()
    strict: bool = False
    repeats: bool = True


def _guardian(rank: int) -> tuple[Column, ...]:
    """Return the columns of a guardian: no list of the platform has them, those of other tools may."""
    told = f"responsable {rank}", f"responsable légal {rank}", f"RL{rank}"

    def names(*words: str) -> tuple[str, ...]:
        return tuple(f"{one} {word}" for word in words for one in told) + tuple(
            f"{word} {one}" for word in words for one in told
        )

    return (
        Column(f"Responsable {rank} - Nom", f"guardian_{rank}.last_name", cells.name, (*names("nom"), f"nomRL{rank}")),
        Column(f"Responsable {rank} - Prénom", f"guardian_{rank}.first_name", cells.name,
               (*names("prénom"), f"prenomRL{rank}")),
        Column(f"Responsable {rank} - Adresse mail", f"guardian_{rank}.email", cells.email,
               (*names("email", "e-mail", "mail", "adresse mail"), f"mailRL{rank}"), repeats=False),
        Column(f"Responsable {rank} - Téléphone", f"guardian_{rank}.phone", cells.phone,
               (*names("téléphone", "tel"), f"telRL{rank}"), repeats=False),
        Column(f"Responsable {rank} - Adresse", f"guardian_{rank}.address", cells.text_up_to(600),
               (*names("adresse"), f"Adresse1RL{rank}"), repeats=False),
    )  # fmt: skip


COLUMNS = (
    Column("Numéro candidat", "candidate_number", cells.candidate_number,
           ("Numéro", "Numéro dossier", "Numéro de dossier", "N° dossier", "N° inscription", "N°Inscription",
            "Numéro d'inscription", "numero_inscription", "Candidat - Code", "codeCandidat", "Numéro du candidat",
            "N° candidat", "Numéro Parcoursup"), strict=True, repeats=False),
    Column("Nom", "last_name", cells.name,
           ("Candidat - Nom", "Nom Candidat", "Nom du candidat", "Nom de naissance", "Nom de famille"), strict=True),
    Column("Prénom", "first_name", cells.name,
           ("Candidat - Prénom", "Prénom Candidat", "Prénom du candidat", "Prénom 1", "Premier prénom"), strict=True),
    Column("Nom et prénom", "full_name", own.full_name, ("Candidat", "Nom Prénom", "Nom, prénom"), strict=True,
           repeats=False),
    Column("Nom d’usage", "usual_name", cells.name, ("Nom d'usage", "Nom usuel")),
    Column("Prénom 2", "first_name_2", cells.name, ("Deuxième prénom", "2e prénom", "2ème prénom", "prenom2")),
    Column("Prénom 3", "first_name_3", cells.name, ("Troisième prénom", "3e prénom", "3ème prénom", "prenom3")),
    Column("Civilité", "sex", own.sex, ("Etat civil", "Sexe", "Candidat - Civilité"), strict=True),
    Column("Date de naissance", "birth_date", moments.birth_date,
           ("Date Naissance", "Candidat - Date de naissance", "Né(e) le", "dateNaissance", "date_naissance"),
           strict=True),
    Column("Ville de naissance", "birth_town", cells.text_up_to(120),
           ("Commune de naissance", "Lieu de naissance", "libelleCommuneNaissance")),
    Column("Code commune de naissance", "birth_town_code", own.town_code,
           ("Code INSEE de naissance", "codeCommuneNaissance")),
    Column("Département de naissance", "birth_department", cells.department, ("departementNaissance",)),
    Column("Pays de naissance", "birth_country", cells.text_up_to(120), ("libellePaysNaissance",)),
    Column("Nationalité", "nationality", cells.text_up_to(120),
           ("Pays de nationalité", "Nationalité - Libellé", "Nationalité - Code", "libellePaysNationalite")),
    Column("Numéro INE", "ine", cells.ine, ("INE", "INA", "INE/INA", "Numéro INA", "N° INE", "Identifiant national"),
           repeats=False),
    Column("Adresse mail", "email", cells.email,
           ("e-mail du candidat", "Adresse mail du candidat", "Coordonnées - Adresse mail", "Courriel", "E-mail",
            "Mail", "Email", "Adresse électronique", "Adresse e-mail"), repeats=False),
    Column("Téléphone fixe", "phone", cells.phone,
           ("Téléphone", "telephone_fixe", "telfixe", "Coordonnées - Téléphone fixe", "Coordonnées - Téléphone"),
           repeats=False),
    Column("Téléphone mobile", "mobile", cells.phone,
           ("Téléphone portable", "telephone_portable", "telmobile", "Portable", "Mobile", "Numéro téléphone",
            "Coordonnées - Téléphone mobile"), repeats=False),
    Column("Adresse 1", "address_1", cells.text_up_to(200), ("Adresse", "Coordonnées - Adresse 1"), repeats=False),
    Column("Adresse 2", "address_2", cells.text_up_to(200), ("Complément d'adresse", "Coordonnées - Adresse 2")),
    Column("Adresse 3", "address_3", cells.text_up_to(200), ("Coordonnées - Adresse 3",)),
    Column("Code postal", "postal_code", cells.postal_code, ("CP", "Coordonnées - Code postal")),
    Column("Commune", "town", cells.text_up_to(120),
           ("Ville", "libelleCommune", "Commune - Libellé", "Coordonnées - Commune")),
    Column("Code commune", "town_code", own.town_code, ("Code INSEE", "Commune - Code", "Code INSEE de la commune")),
    Column("Pays", "country", cells.text_up_to(120), ("Pays de résidence", "libellePaysadresse")),
    Column("UAI Etablissement origine", "origin_uai", cells.uai,
           ("UAI d'origine", "UAI origine", "uai_origine", "codeEtablissementSco", "Code UAI Etablissement origine")),
    Column("Nom Etablissement origine", "origin_school", cells.text_up_to(200),
           ("Etablissement d'origine", "Etablissement origine", "etablissement_origine", "libelleEtablissementSco")),
    Column("Série diplôme", "bac_series", cells.text_up_to(120),
           ("Série Diplôme - Libellé", "Série du bac", "Série", "serieBac", "serie_bac", "Série du diplôme")),
    Column("Mention diplôme", "bac_honours", cells.text_up_to(60),
           ("Mention Obtenue - Libellé", "Mention", "mentionBac", "mention_bac", "Mention du diplôme")),
    Column("Année diplôme", "bac_year", own.bac_year,
           ("Année du bac", "anneeBac", "Année d'obtention", "Année du diplôme", "Année d'obtention du diplôme")),
    Column("Résultat du baccalauréat", "bac_result", own.bac_result,
           ("Résultat bac", "Résultat au baccalauréat", "Baccalauréat obtenu", "Bac obtenu", "Résultat diplôme",
            "Résultat du bac", "Bachelier", "Diplôme obtenu"), strict=True),
    Column("Année de césure", "gap_year", own.gap_year, ("Césure", "Demande de césure", "cesure")),
    Column("Internat", "boarding", own.boarding, ("Internat obtenu", "Internat - Libellé")),
    Column("Date réponse", "answered_at", moments.instant,
           ("Date de la réponse", "Date de réponse", "dateReponse", "Date réponse candidat",
            "Date de la réponse du candidat")),
    Column("Avis", "answer", own.answer,
           ("Avis de l'établissement", "Avis établissement", "Réponse de l'établissement", "Réponse établissement",
            "Proposition", "Type de proposition", "Avis de la formation", "Décision"), strict=True),
    Column("Réponse du candidat", "reply", own.reply, ("Réponse candidat",), strict=True),
    Column("codeSituation", "situation", reply_cells.situation, ("Situation", "Code situation"), strict=True),
    Column("Catégorie oui si", "conditional_category", cells.text_up_to(10), ("codCatOuiSi", "Catégorie du oui si")),
    Column("Motif oui si", "conditional_reason", cells.text_up_to(200), ("mtfCat", "Motif du oui si")),
    Column("Session", "session", own.session, ("Session Parcoursup", "Année de session"), strict=True),
    *_guardian(1),
    *_guardian(2),
)  # fmt: skip
BY_FIELD = {column.field: column for column in COLUMNS}
#: A file needs its number, and the name one way or the other.
NEEDED = ("candidate_number",)
NAMES = ("last_name", "first_name")
