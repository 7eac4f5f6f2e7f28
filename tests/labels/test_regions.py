"""The départements of each académie, and how they are named."""

from collections import Counter

from recruitment.labels import regions


def test_each_departement_is_of_one_academie() -> None:
    codes = Counter(code for codes in regions.ACADEMIES.values() for code in codes)
    assert codes == Counter(list(regions.DEPARTMENTS))
    assert {name for names in regions.REGIONS.values() for name in names} <= set(regions.ACADEMIES)


def test_names_and_titles() -> None:
    assert regions.department_name("63") == "Puy-de-Dôme (63)"
    assert regions.department_name(None) == "Département non renseigné"
    assert regions.region_title("Lyon") == "région académique Auvergne-Rhône-Alpes – site de Lyon"
    assert regions.region_title("Ailleurs") == "académie : Ailleurs"


def test_corsica_comes_after_correze_and_overseas_last() -> None:
    codes = sorted(["971", "2B", "21", "2A", "19", "01"], key=regions.department_order)
    assert codes == ["01", "19", "2A", "2B", "21", "971"]


def test_an_academie_offers_its_own_departements_an_unknown_one_all() -> None:
    assert [code for code, _name in regions.departments_of("Clermont-Ferrand")] == ["03", "15", "43", "63"]
    assert len(regions.departments_of("Ailleurs")) == len(regions.DEPARTMENTS)
