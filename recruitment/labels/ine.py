"""The words of batch requests of INE and of their answers: what is wrong with a line, what it did (R6.2)."""

from collections.abc import Sequence

#: What is wrong with a cell of an answer; nothing of the file is taken while one is wrong.
ERRORS = {
    "line_missing": "Le numéro de ligne de la demande manque. Recopiez-le du fichier de demande.",
    "line_form": "Ce numéro de ligne n’est pas un des nôtres, comme « 12-3 ». Recopiez-le du fichier de demande.",
    "line_unknown": (
        "Aucune demande de votre établissement n’a cette ligne : elle vient d’ailleurs, ou la demande a été effacée. "
        "Refaites une demande."
    ),
    "line_twice": "Cette ligne de la demande a déjà une réponse, plus haut dans le fichier. Gardez-en une.",
    "nothing_said": "Ni INE, ni motif. Indiquez l’un des deux, ou supprimez la ligne.",
    "both_said": "Un INE et un motif de refus à la fois. Gardez l’un des deux.",
    "ine": "Cet INE n’est pas valable : sa forme ou sa clé est fausse.",
    "ine_twice": "Cet INE est donné deux fois dans le fichier, à deux personnes. Vérifiez les deux lignes.",
    "ine_two": (
        "Le fichier donne des INE différents à un même apprenant, lignes {lines}. Gardez la ligne de l’INE juste, "
        "supprimez l’autre."
    ),
    "ine_taken": "Cet INE est déjà celui d’un autre apprenant de l’établissement. Rapprochez d’abord les deux fiches.",
    "ine_other": (
        "L’apprenant a déjà un autre INE, qui n’est pas provisoire. Corrigez-le dans sa fiche s’il est faux, ou "
        "supprimez la ligne."
    ),
    "identity_other": "Le nom ou le prénom n’est pas celui de la demande. Les lignes ont peut-être été mélangées.",
    "birth_date_other": (
        "La date de naissance n’est pas celle de la demande. Les lignes ont peut-être été mélangées."
    ),
    "birth_date": "Cette date n’est pas lisible. Écrivez-la 2005-02-03 ou 03/02/2005.",
    "learner_erased": "Cet apprenant a été rendu anonyme. Supprimez la ligne.",
    "text": "Ce texte contient un caractère invisible ou illisible, ou il est trop long.",
    "ragged": "Cette ligne n’a pas autant de cellules qu’il y a d’en-têtes.",
}
#: What an answer did, or would do, to a person.
DONE = {
    "changed": "INE enregistré",
    "unchanged": "INE déjà connu",
    "left_out": "Immatriculation refusée",
}
DOUBTFUL = "INE enregistré ; sa clé ne se retrouve pas, comparez-le à un relevé de notes."
#: Why a learner is not in a request.
LEFT_OUT = {
    "birth_date": "La date de naissance manque : complétez la fiche, puis refaites une demande.",
    "sex": "La civilité manque : complétez la fiche, puis refaites une demande.",
}
FAILED = "{number} erreur{s} dans ce fichier : rien n’a été enregistré."


def error(code: str, lines: Sequence[int] = ()) -> str:
    """Say what is wrong with a cell; `lines` are those that it is wrong with, where they are several."""
    *before, last = [str(line) for line in lines] or [""]
    named = f"{', '.join(before)} et {last}" if before else last
    return ERRORS.get(code, ERRORS["text"]).format(lines=named)


def failed(number: int) -> str:
    """Say that an answer was given up."""
    return FAILED.format(number=number, s="s" if number > 1 else "")
