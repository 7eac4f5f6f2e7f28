"""The words of what keeps a file, of what is corrected, and of the functions that a person's data name."""

HOLDS = {
    "appeal": "Recours du candidat en cours",
    "dispute": "Contentieux en cours",
    "authority": "Demande d’une autorité",
}
FIELDS = {
    "last_name": "nom",
    "first_name": "prénom",
    "birth_date": "date de naissance",
    "email": "adresse mail",
    "mobile": "téléphone portable",
    "phone": "téléphone fixe",
    "address": "adresse postale",
    "postal_code": "code postal",
    "town": "commune",
}
