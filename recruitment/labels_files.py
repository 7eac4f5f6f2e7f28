"""Every French word for a file, a row or a text that is refused."""

from recruitment.core.tabular_limits import TableRefused

_SAVE_AS = "Enregistrez le tableau en XLSX ou en CSV, puis recommencez."

FILE_REFUSALS = {
    "file_missing": "Ce fichier n’existe pas.",
    "not_a_file": "Ce chemin ne mène pas à un fichier.",
    "file_unreadable": "Ce fichier ne peut pas être lu : vérifiez les droits d’accès.",
    "empty": "Ce fichier est vide.",
    "no_rows": "Ce fichier n’a qu’une ligne d’en-têtes : il ne contient aucune donnée.",
    "too_big": "Ce fichier pèse {size}, plus que les {bound} acceptés. Partagez-le en plusieurs fichiers.",
    "too_many_rows": "Ce fichier a plus de {bound} lignes. Partagez-le en plusieurs fichiers.",
    "too_many_columns": "Cette ligne a {columns} colonnes, plus que les {bound} acceptées.",
    "not_a_table": "Ce fichier n’est pas un tableau ({kind}). " + _SAVE_AS,
    "not_text": "Ce fichier n’est pas un tableau : il contient autre chose que du texte. " + _SAVE_AS,
    "nul_byte": "Un caractère nul s’y trouve : le fichier est abîmé, ou ce n’est pas un tableau. " + _SAVE_AS,
    "old_workbook": (
        "Ce classeur est d’un ancien format (.xls, .xlsb) ou protégé par un mot de passe. Ôtez le mot de "
        "passe et enregistrez en XLSX ou CSV."
    ),
    "open_document": "Ce classeur est au format OpenDocument (.ods) : enregistrez en XLSX ou CSV.",
    "zip_archive": (
        "Ce fichier est une archive ZIP, pas un classeur. Sortez-en le tableau, puis envoyez-le seul."
    ),
    "encoding_utf16": (
        "Ce texte est codé en UTF-16 (« texte Unicode »). Enregistrez en « CSV UTF-8 » ou en XLSX."
    ),
    "encoding_mixed": (
        "Les caractères accentués de ce fichier sont codés de deux façons, ou abîmés : des noms seraient "
        "faussés. Enregistrez à nouveau le tableau en « CSV UTF-8 » ou en XLSX."
    ),
    "no_separator": (
        "Aucune colonne reconnue : les en-têtes doivent être séparés par des points-virgules, des "
        "virgules ou des tabulations."
    ),
    "line_too_long": (
        "Cette ligne dépasse {bound} sans fin de ligne : ce n’est pas un tableau, ou il est abîmé."
    ),
    "cell_too_long": "Cette cellule dépasse {bound} caractères.",
    "quote_unclosed": (
        "Un guillemet ouvert ici n’est jamais refermé : les lignes suivantes seraient avalées. Fermez-le "
        "ou supprimez-le."
    ),
    "quote_misplaced": (
        "Du texte suit un guillemet fermant. Supprimez les guillemets de cette cellule, ou doublez-les."
    ),
    "row_unreadable": "Cette ligne ne peut pas être lue.",
    "ragged_rows": (
        "À partir d’ici, trop de lignes ({count}) n’ont pas autant de cellules qu’il y a d’en-têtes "
        "({expected}). Vérifiez le séparateur et les guillemets."
    ),
    "workbook_broken": (
        "Ce classeur est abîmé ou n’est pas un vrai fichier XLSX. Ouvrez-le dans votre tableur et "
        "enregistrez-le à nouveau."
    ),
    "workbook_locked": "Ce classeur est protégé par un mot de passe. Ôtez-le, puis recommencez.",
    "workbook_members": "Ce classeur contient {count} fichiers internes, plus que les {bound} acceptés.",
    "workbook_bomb": (
        "Ce classeur pèserait {size} une fois déplié : trop pour être ouvert. Enregistrez en CSV, ou "
        "partagez-le."
    ),
    "workbook_lies": "Ce classeur ment sur la taille de son contenu : il n’a pas été ouvert.",
    "workbook_entities": "Ce classeur contient des définitions XML interdites : il n’a pas été ouvert.",
    "workbook_too_large": (
        "Ce classeur demande trop de mémoire : trop de cellules, ou une cellule très loin des autres. "
        "Supprimez les lignes et colonnes vides, ou enregistrez en CSV."
    ),
    "workbook_too_slow": "Ce classeur est trop long à lire. Enregistrez en CSV, puis recommencez.",
    "workbook_without_sheet": "Ce classeur n’a aucune feuille de calcul visible.",
}

TEXT_REFUSALS = {
    "control": "contient un caractère invisible",
    "bidirectional": "contient un caractère invisible qui inverse le sens de lecture",
    "unreadable": "contient un caractère illisible (�), reste d’une mauvaise conversion",
    "marks": "contient trop d’accents sur une même lettre",
    "too_long": "est trop long",
}

_SIZES = {"too_big", "workbook_bomb", "line_too_long"}


def file_refusal_sentence(refusal: TableRefused) -> str:
    """Say why the file is given up, after the place where it shows."""
    put = file_size if refusal.code in _SIZES else _number
    facts = {name: put(fact) if isinstance(fact, int) else fact for name, fact in refusal.details.items()}
    return place(refusal.line, refusal.column) + FILE_REFUSALS[refusal.code].format(**facts)


def place(line: int | None, column: int | None = None) -> str:
    """« Ligne 12, colonne C (3) : »: spreadsheets name columns by letters, people count them."""
    if line is None:
        return ""
    return f"Ligne {line}, colonne {column_letters(column)} ({column}) : " if column else f"Ligne {line} : "


def column_letters(column: int) -> str:
    """Name a column as spreadsheets do: 1 is A, 27 is AA."""
    letters = ""
    while column:
        column, rest = divmod(column - 1, 26)
        letters = chr(ord("A") + rest) + letters
    return letters


def file_size(size: int) -> str:
    """Say a size in the unit that keeps it short."""
    units = ("octets", "ko", "Mo", "Go", "To")
    amount, unit = float(size), 0
    while amount >= 1024 and unit < len(units) - 1:
        amount, unit = amount / 1024, unit + 1
    return f"{amount:.1f}".removesuffix(".0").replace(".", ",") + " " + units[unit]


def _number(number: int) -> str:
    return f"{number:,}".replace(",", " ")
