"""The columns of both files: what is asked of each learner, what an answer says (R6.2)."""

from recruitment.transfers import cells, moments
from recruitment.transfers.columns import Column

#: In the request, in this order.
REQUEST = (
    "ligne", "nom", "nom_usage", "prenom", "prenom2", "prenom3", "sexe", "date_naissance", "commune_naissance",
    "departement_naissance", "pays_naissance", "nationalite", "uai", "code_formation", "ine_provisoire",
)  # fmt: skip

ANSWER = (
    Column("ligne", "line", cells.text_up_to(40), ("N° de ligne", "Ligne de la demande"), needed=True, example="12-3"),
    Column("ine", "ine", cells.ine, ("INA", "Numéro INE", "INE attribué"), needed=True, example="0494004062M"),
    Column("motif", "reason", cells.text_up_to(300), ("Motif de refus", "Erreur")),
    Column("nom", "last_name", cells.name, ("Nom de naissance",), example="ROCHE"),
    Column("prenom", "first_name", cells.name, example="Inès"),
    Column("date_naissance", "birth_date", moments.birth_date, ("Date de naissance",), example="2005-02-03"),
)  # fmt: skip
NAMES = {column.field: column.name for column in ANSWER}
