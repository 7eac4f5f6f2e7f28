"""R9.5: nobody works out from the published lines a count of 1 to 4 that they do not say."""

from collections import defaultdict
from dataclasses import replace
from itertools import product

from recruitment.report.content import content
from recruitment.report.figures import ReportFigures

SMALL = range(1, 5)
AT_LEAST = 3  # values that a reader cannot choose between
INSIDE, INSIDE_UNDECIDED = 7, 3  # the worlds at the edge lack their neighbours
FIGURES = ReportFigures(
    year=2025, code="1", title="BTS", town="", centre="CFA", uai="0000000A", examines=True, exempt=False,
    capacity=24, at="2025-10-13T21:59:59+00:00", wishes=0, confirmed=0, examined=0, retained=0, automatic=0,
    refused=0, contracts=0, accepted=0, refusals={},
)  # fmt: skip


def counted(refused: int, by_person: int, automatic: int, undecided: int, unconfirmed: int) -> ReportFigures:
    """Return the figures of a programme, of which a reader knows how they add up."""
    confirmed = refused + by_person + automatic + undecided
    return replace(
        FIGURES,
        wishes=confirmed + unconfirmed,
        confirmed=confirmed,
        examined=refused + by_person,
        retained=by_person + automatic,
        automatic=automatic,
        refused=refused,
        refusals={"Prérequis": refused},
    )


def published(figures: ReportFigures) -> dict[str, str]:
    return {line.label: line.value for line in content(figures, None, frozen=True).lines}


def test_two_refused_of_seventy_are_not_read_from_the_lines_beside() -> None:
    """R9.5: 70 examined, 88 retained of whom 20 automatically: 70 less 68."""
    lines = published(counted(2, 68, 20, 0, 30))
    assert lines["Candidatures refusées"] == "moins de 5"
    assert lines["Candidatures mises en recherche de contrat"] == "88"
    assert lines["Candidatures reçues"] == "120"
    assert lines["Candidatures examinées par l’équipe"] == "non publié"
    assert lines["Candidatures confirmées"] == "non publié"  # all were decided: 90 less 88


def test_large_counts_are_all_told() -> None:
    """R9.5"""
    assert "non publié" not in published(counted(5, 60, 20, 2, 1)).values()


def test_whoever_tries_every_world_finds_no_small_count() -> None:
    """R9.5: of the worlds that publish the same lines, at least three say something else of each small count."""
    worlds = defaultdict(list)
    for world in product(range(7), range(11), range(11), range(6), range(6)):
        worlds[tuple(published(counted(*world)).values())].append(world)
    found = set()
    for alike in worlds.values():
        inside = [world for world in alike if max(world[1:3]) < INSIDE and world[3] < INSIDE_UNDECIDED]
        for world, rank in product(inside, range(3)):
            if world[rank] in SMALL and len({other[rank] for other in alike}) < AT_LEAST:
                found.add((rank, world))
    assert not found
