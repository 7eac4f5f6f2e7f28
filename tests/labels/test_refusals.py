"""Every refusal has a sentence, with the facts that the act found and without them."""

from datetime import UTC, datetime
from typing import Any

import pytest

from recruitment.labels import REFUSALS, lock_hours, permission_refusal, refusal_sentence
from recruitment.rules.calendar import ContractWindow
from recruitment.rules.errors import STATUS, RuleViolation
from recruitment.rules.lockout import NIGHTLY, Lockout
from recruitment.rules.siret import siret_diagnosis
from recruitment.rules.vocabulary import Permission, Role
from tests.rules.campaigns import CALENDAR_2025, paris

AT = paris("2025-05-26 14:31")


def said(code: str, **facts: Any) -> str:
    return refusal_sentence(RuleViolation(code, **facts)).replace("\u00a0", " ")


def test_every_code_has_its_sentence_and_no_sentence_lacks_its_code() -> None:
    assert set(REFUSALS) == set(STATUS)


@pytest.mark.parametrize("code", sorted(STATUS))
def test_a_sentence_is_whole_when_the_database_refuses_without_facts(code: str) -> None:
    """A race ends in a sentence: a constraint knows its name only."""
    sentence = said(code)
    assert sentence[0].isupper()
    assert sentence.endswith(".")
    assert "None" not in sentence
    assert "!" not in sentence


def test_a_number_of_digits_alone_is_told_that_it_is_too_long() -> None:
    """R4.2: saying that a number has digits only helps nobody who typed 25 of them."""
    assert "il est trop long, 20 chiffres au plus." in said("candidate_number_invalid", text="12345 " * 5)
    assert "il n’a que des chiffres." in said("candidate_number_invalid", text="12A")


def test_a_second_decision_is_told_who_decided_what_and_when() -> None:
    """R2.5"""
    sentence = said("already_decided", decision="refused", decided_by="Claire Montagnier", decided_at=AT)
    assert sentence == (
        "Claire Montagnier a refusé cette candidature le 26 mai 2025 à 14 h 31. La première décision compte "
        "et personne ne peut la retirer. Relisez le dossier."
    )


def test_a_decision_after_the_passage_is_told_that_it_was_automatic() -> None:
    """R2.5, R3.5"""
    sentence = said(
        "already_decided", decision="retained", decided_by=None, decided_at=paris("2025-06-02 00:00")
    )
    assert sentence.startswith("Passage automatique en recherche de contrat le 2 juin 2025 à 0 h 00.")


def test_facts_kept_as_text_are_said_the_same() -> None:
    """The line of a bulk act is kept as JSON."""
    facts = {"decision": "retained", "decided_by": "Paul Arnal"}
    assert said("already_decided", **facts, decided_at=AT.isoformat()) == said(
        "already_decided", **facts, decided_at=AT
    )


def test_a_decision_too_late_is_told_since_when() -> None:
    """R3.5"""
    sentence = said("review_deadline_passed", auto_retain_at=paris("2025-06-02 00:00"), late_forbidden=False)
    assert sentence.startswith("Délai d’examen écoulé depuis le 2 juin 2025 à 0 h 00 (heure de Paris).")


def test_a_late_refusal_that_the_campaign_forbids_is_told_the_last_day() -> None:
    """R3.3"""
    sentence = said("review_deadline_passed", last_day="2025-05-28", late_forbidden=True)
    assert "la date limite d’examen était le 28 mai 2025" in sentence


def test_a_full_programme_is_told_its_figures_and_the_two_ways_out() -> None:
    """R4.3, R4.9"""
    assert said("capacity_reached", capacity=18, taken=18) == (
        "Capacité atteinte : 18 contrats pour 18 places. Aucun contrat ne peut plus être saisi. Clôturez le "
        "recrutement pour que les candidats en soient informés, ou demandez des places à la DRAIO."
    )


def test_a_lost_race_is_told_who_took_the_last_seat() -> None:
    """R4.5"""
    sentence = said(
        "capacity_reached", capacity=24, taken=24, candidate="Zoé Thévenin", agent="Paul Arnal", at=AT
    )
    assert sentence.startswith(
        "Contrat non enregistré : la dernière place vient d’être prise par Zoé Thévenin "
        "(Paul Arnal, 26 mai 2025 à 14 h 31). 24 contrats pour 24 places."
    )


def test_a_candidate_with_a_contract_is_told_whose_it_is() -> None:
    """R4.3"""
    sentence = said(
        "already_contracted",
        candidate="Emma Jouve",
        employer_name="Sport Puy Équipement",
        agent="Paul Arnal",
        at=AT,
    )
    assert sentence.startswith("Emma Jouve a déjà un contrat ici (Sport Puy Équipement, saisi par Paul Arnal")


def test_the_nightly_lock_is_told_with_its_hours_and_its_end() -> None:
    """R4.6"""
    sentence = said("locked_out", lockout=NIGHTLY, opens_at=datetime(2025, 5, 26, 23, 0, tzinfo=UTC))
    assert sentence == (
        "Contrat non enregistré : saisie suspendue de 0 h à 1 h (heure de Paris). Votre saisie est gardée en "
        "brouillon. Revenez à 1 h 00 : il ne restera qu’à confirmer."
    )


def test_other_hours_and_another_zone_are_said_as_they_are_set() -> None:
    """R4.6: zone and hours are settings."""
    lockout = Lockout("Indian/Reunion", NIGHTLY.from_.replace(hour=23, minute=30), NIGHTLY.until)
    assert lock_hours(lockout).replace("\u00a0", " ") == "de 23 h 30 à 1 h (fuseau Indian/Reunion)"


def test_the_closed_window_is_told_with_its_two_ends() -> None:
    """R4.3"""
    assert isinstance(CALENDAR_2025.contract_window(), ContractWindow)
    sentence = said("outside_contract_window", window=CALENDAR_2025.contract_window(), before=False)
    assert sentence == (
        "Saisie des contrats fermée. Elle est ouverte du 17 mars au 13 octobre 2025. Vous pouvez consulter "
        "et exporter."
    )


def test_a_window_without_dates_is_told_which_are_missing() -> None:
    sentence = said("outside_contract_window", missing=("contracts_from", "contracts_until"))
    assert "(ouverture de la saisie des contrats, fin de la saisie des contrats)" in sentence


def test_a_bad_siret_is_told_what_is_wrong_with_it() -> None:
    """R4.3"""
    sentence = said("siret_invalid", diagnosis=siret_diagnosis("7328293200007"))
    assert sentence == "13 chiffres : il en manque un. Un SIRET a 14 chiffres : relisez-le."


def test_an_unknown_candidate_is_told_the_number_that_was_typed() -> None:
    """R4.2"""
    assert said("candidate_unknown", candidate_number="2441039").startswith(
        "Aucun dossier pour le n° 2441039."
    )


def test_a_cancelled_contract_is_told_what_became_of_it() -> None:
    """R4.8"""
    assert "(proposition expirée, sans réponse)" in said("contract_not_pending", status="expired")


def test_a_capacity_under_the_contracts_is_told_how_many_there_are() -> None:
    """R4.9"""
    assert "5 contrats" in said("capacity_below_contracts", wanted=4, taken=5)


def test_a_role_without_the_permission_is_told_which_and_whom_to_ask() -> None:
    """R8.3"""
    assert permission_refusal(Role.MANAGER, Permission.CANCEL_CONTRACTS) == (
        "Votre rôle (Gestion du recrutement) ne permet pas d’annuler un contrat ou enregistrer sa rupture. "
        "Adressez-vous à l’administrateur de votre établissement."
    )
    assert "ne permet pas de décider" in permission_refusal("viewer", Permission.DECIDE)
