"""What a typed SIRET is found to be, in words, and its tones."""

from collections.abc import Callable

from recruitment.rules.siret import LENGTH, SiretDiagnosis, SiretKind


def _too_short(found: SiretDiagnosis) -> str:
    typed = len(found.digits)
    if found.missing == 1:
        return f"{typed} chiffres : il en manque un"
    return f"{typed} chiffre{'s' if typed > 1 else ''} sur {LENGTH}, encore {found.missing}"


def _too_long(found: SiretDiagnosis) -> str:
    extra = "un" if found.extra == 1 else str(found.extra)
    return f"{len(found.digits)} chiffres : il y en a {extra} de trop"


def _not_digits(found: SiretDiagnosis) -> str:
    strangers = ", ".join(f"« {character} »" for character in found.strangers[:5])
    return f"Un SIRET n’a que des chiffres : retirez {strangers}."


def _siren_wrong(found: SiretDiagnosis) -> str:
    siren = " ".join(found.groups[:3])
    return (
        f"Clé incorrecte. Erreur dans le SIREN, les 9 premiers chiffres ({siren}). "
        "Cherchez un chiffre faux ou deux chiffres inversés."
    )


def _nic_wrong(found: SiretDiagnosis) -> str:
    return (
        f"Clé incorrecte. SIREN exact, mais erreur dans les 5 derniers chiffres (NIC {found.nic}). "
        "Relisez-les sur le contrat."
    )


def _la_poste(found: SiretDiagnosis) -> str:
    return (
        "SIRET de La Poste : règle particulière vérifiée "
        f"(la somme des {LENGTH} chiffres, {found.digit_sum}, est un multiple de 5)."
    )


SIRET_SENTENCES: dict[SiretKind, Callable[[SiretDiagnosis], str]] = {
    SiretKind.EMPTY: lambda _: "Numéro SIRET manquant. Il a 14 chiffres : recopiez-le du contrat.",
    SiretKind.NOT_DIGITS: _not_digits,
    SiretKind.TOO_SHORT: _too_short,
    SiretKind.TOO_LONG: _too_long,
    SiretKind.ZEROS: lambda _: "Aucun employeur n’a ce SIREN, fait de zéros. Recopiez celui du contrat.",
    SiretKind.SIREN_WRONG: _siren_wrong,
    SiretKind.NIC_WRONG: _nic_wrong,
    SiretKind.VALID: lambda _: "Clé exacte.",
    SiretKind.LA_POSTE: _la_poste,
}

#: The tones of the SIREN, of the NIC and of the sentence; any other kind is still being typed.
_TONES = {
    SiretKind.NOT_DIGITS: ("neutre", "neutre", "bloque"),
    SiretKind.TOO_LONG: ("neutre", "bloque", "bloque"),
    SiretKind.ZEROS: ("bloque", "neutre", "bloque"),
    SiretKind.SIREN_WRONG: ("bloque", "neutre", "bloque"),
    SiretKind.NIC_WRONG: ("ok", "bloque", "bloque"),
    SiretKind.VALID: ("ok", "ok", "ok"),
    SiretKind.LA_POSTE: ("ok", "ok", "ok"),
}


def siret_sentence(found: SiretDiagnosis) -> str:
    """Say what was found."""
    return SIRET_SENTENCES[found.kind](found)


def siret_tones(found: SiretDiagnosis) -> tuple[str, str, str]:
    """Return the tones of the SIREN, of the NIC and of the sentence."""
    return _TONES.get(found.kind, ("neutre", "neutre", "neutre"))
