"""The centres of the demonstration, their programmes with the counters to reach, the accounts."""

from dataclasses import dataclass, field
from datetime import date

from recruitment.demo.people import siret, uai
from recruitment.rules.vocabulary import ApplicationState, Role

ACADEMIE = "Clermont-Ferrand"
MAIN_PROGRAMME = "34120"
#: Known to all, and of no use elsewhere: the demonstration holds invented people only.
PASSWORD = "tremplin-en-demonstration"  # noqa: S105 - published on purpose
#: What the neighbours that `make run` starts know the main centre by; they hold invented people only.
NEIGHBOUR_LOGINS = {"platform": "cfa-val-d-artiere", "apogee": "tremplin-opi"}
NEIGHBOUR_PASSWORDS = {"platform": "parcoursup-en-demonstration", "apogee": "mot-de-passe-opi"}

COUNTERS = (
    ApplicationState.CONFIRMED,
    ApplicationState.UNCONFIRMED,
    ApplicationState.SEEKING_CONTRACT,
    ApplicationState.REFUSED,
    ApplicationState.WITHDRAWN,
    ApplicationState.OFFER_PENDING,
    ApplicationState.ACCEPTED,
    ApplicationState.ACCEPTED_KEEPING_WISHES,
    ApplicationState.WITHDRAWN_WITH_CONTRACT,
)
#: How a wish with a contract came to nothing: the offer declined, left without answer, the contract broken,
#: the candidate gone to another centre.
DECLINED, EXPIRED, BROKEN, ELSEWHERE = "declined", "expired", "broken", "elsewhere"


@dataclass(frozen=True, slots=True)
class ProgrammeGoal:
    """A programme, and what its counters are on 26 May.

    `counts` follows COUNTERS. `late` gives the days of those confirmed on or after 9 May, still to be
    decided; `endings` what became of the contracts of the last counter.
    """

    code: str
    title: str
    capacity: int | None
    counts: tuple[int, ...]
    late: tuple[date, ...] = ()
    endings: tuple[str, ...] = ()
    examines: bool = True
    exempt: bool = False
    rncp: str = ""
    diploma: str = ""


@dataclass(frozen=True, slots=True)
class CentreGoal:
    """A training centre."""

    uai: str
    siret: str
    name: str
    town: str
    department: str
    programmes: tuple[ProgrammeGoal, ...]


#: Published on purpose, as the password is: the demonstration shows its codes.
SHOWN_SEED = "GE3TQNRVGM2DKNBVGQ3DMNRVGEZDGNJY"


@dataclass(frozen=True, slots=True)
class Login:
    """An account of the demonstration. `shown` ones are printed when it starts."""

    email: str
    name: str
    role: Role
    shown: str = ""
    centre: str | None = None
    academie: str | None = None
    programmes: tuple[str, ...] = field(default=())
    totp_secret: str | None = None


def _may(*days: int) -> tuple[date, ...]:
    return tuple(date(2025, 5, day) for day in days)


def _bts(branch: str, name: str) -> str:
    return f"BTS – {branch} – {name} – en apprentissage"


def _btsa(name: str) -> str:
    return f"BTSA – Agricole – {name} – en apprentissage"


VAL_D_ARTIERE = CentreGoal(
    uai("63", 101), siret("99910101", "0001"), "CFA Val-d’Artière", "Clermont-Ferrand", "63",
    (
        ProgrammeGoal(MAIN_PROGRAMME, _bts("Services", "Management commercial opérationnel"), 24,
                      (16, 28, 41, 6, 3, 3, 12, 2, 1), _may(10, 10), (DECLINED,), rncp="RNCP38362",
                      diploma="32031212"),
        ProgrammeGoal("34121", _bts("Services", "Négociation et digitalisation de la relation client"), 18,
                      (0, 19, 37, 11, 4, 2, 15, 1, 1), endings=(DECLINED,), rncp="RNCP38368",
                      diploma="32031211"),
        ProgrammeGoal("34125", _bts("Services", "Gestion de la PME"), 15, (4, 22, 18, 2, 1, 1, 3, 0, 0),
                      rncp="RNCP38363", diploma="32032409"),
        ProgrammeGoal("34130", _bts("Services", "Professions immobilières"), 15,
                      (2, 14, 26, 3, 1, 1, 8, 2, 1), _may(10, 10), (BROKEN,), rncp="RNCP38380",
                      diploma="32031309"),
        ProgrammeGoal("34144", _bts("Production", "Conception et réalisation en chaudronnerie industrielle"),
                      12, (3, 6, 11, 0, 0, 2, 7, 0, 0), rncp="RNCP37379", diploma="32025413"),
        ProgrammeGoal("34151", _btsa("Analyse, conduite et stratégie de l’entreprise agricole"), 16,
                      (0, 13, 60, 0, 0, 0, 3, 0, 0), examines=False, rncp="RNCP38229", diploma="32121007"),
        ProgrammeGoal("34160", "D.E. secteur social – Éducateur spécialisé – en apprentissage", 10,
                      (9, 8, 4, 1, 0, 0, 2, 0, 0), exempt=True, rncp="RNCP37676"),
    ),
)  # fmt: skip
BOIS_NOIR = CentreGoal(
    uai("63", 102), siret("99920202", "0001"), "CFA des Ateliers du Bois-Noir", "Thiers", "63",
    (
        ProgrammeGoal("35210", _bts("Production", "Conception des processus de réalisation de produits"), 72,
                      (22, 46, 98, 17, 11, 9, 31, 6, 4), _may(9, 9, 9, 12, 12, 20, 23),
                      (DECLINED, EXPIRED, BROKEN, ELSEWHERE), rncp="RNCP37374", diploma="32025118"),
        ProgrammeGoal("35214", _bts("Production", "Maintenance des systèmes, systèmes de production"), None,
                      (7, 21, 25, 3, 2, 0, 0, 0, 0), _may(9, 15), rncp="RNCP35340", diploma="32025009"),
        ProgrammeGoal("35218", _bts("Services", "Comptabilité et gestion"), 0, (12, 24, 19, 5, 1, 0, 0, 0, 0),
                      _may(9, 12, 16), rncp="RNCP38329", diploma="32031409"),
        ProgrammeGoal("35225", _bts("Production", "Développement et réalisation bois"), 8,
                      (3, 7, 9, 2, 1, 1, 2, 1, 1), _may(12), (EXPIRED,), rncp="RNCP38281",
                      diploma="32023401"),
    ),
)  # fmt: skip
SOURCES = CentreGoal(
    uai("15", 103), siret("99930303", "0001"), "UFA des Sources-Vives", "Aurillac", "15",
    (
        ProgrammeGoal("36301", _btsa("Productions animales"), 20,
                      (0, 18, 44, 0, 3, 1, 6, 1, 1), endings=(ELSEWHERE,), examines=False, rncp="RNCP38243",
                      diploma="32121206"),
        ProgrammeGoal("36305", _bts("Services", "Tourisme"), 12, (0, 15, 23, 8, 3, 1, 10, 1, 2),
                      endings=(DECLINED, DECLINED), rncp="RNCP37890", diploma="32033409"),
        ProgrammeGoal("36310", "BPJEPS – Activités physiques pour tous – en apprentissage", 14,
                      (15, 12, 6, 2, 1, 1, 3, 0, 0), exempt=True, rncp="RNCP37106"),
    ),
)  # fmt: skip
ALLIER_NORD = CentreGoal(
    uai("03", 104), siret("99940404", "0001"), "Campus Allier-Nord", "Moulins", "03",
    (
        ProgrammeGoal("37402", _bts("Production", "Cybersécurité, informatique et réseaux, électronique"), 15,
                      (11, 26, 30, 6, 3, 2, 5, 2, 2), _may(9, 11, 12), (EXPIRED, DECLINED), rncp="RNCP37391",
                      diploma="32025513"),
        ProgrammeGoal("37408", _bts("Production", "Électrotechnique"), 18, (9, 21, 27, 4, 2, 1, 6, 1, 1),
                      _may(9, 13), (BROKEN,), rncp="RNCP35349", diploma="32025515"),
        ProgrammeGoal("37415", _bts("Services", "Support à l’action managériale"), 3,
                      (5, 9, 10, 3, 1, 1, 2, 0, 0), _may(12), rncp="RNCP38364", diploma="32032408"),
    ),
)  # fmt: skip
CENTRES = (VAL_D_ARTIERE, BOIS_NOIR, SOURCES, ALLIER_NORD)
MAIN, OTHER = VAL_D_ARTIERE.uai, BOIS_NOIR.uai

LOGINS = (
    Login("sylvie.garnier@example.org", "Sylvie Garnier", Role.ADMINISTRATOR,
          "Administration de l’installation"),
    Login("marc.delorme@example.org", "Marc Delorme", Role.ADMINISTRATOR,
          "Administration du CFA Val-d’Artière", MAIN),
    Login("claire.montagnier@example.org", "Claire Montagnier", Role.MANAGER,
          "Gestion, toutes les formations du CFA Val-d’Artière", MAIN),
    Login("hugo.barthelemy@example.org", "Hugo Barthélemy", Role.MANAGER,
          "Gestion, deux formations : 34125 et 34130", MAIN, programmes=("34125", "34130")),
    Login("nadia.ferrand@example.org", "Nadia Ferrand", Role.REGISTRAR,
          "Inscriptions du CFA Val-d’Artière", MAIN),
    Login("paul.estival@example.org", "Paul Estival", Role.VIEWER,
          "Consultation du CFA Val-d’Artière", MAIN),
    Login("helene.vialatte@example.org", "Hélène Vialatte", Role.REGIONAL,
          "DRAIO de l’académie de Clermont-Ferrand", academie=ACADEMIE),
    Login("thomas.rochette@example.org", "Thomas Rochette", Role.MANAGER,
          "Gestion d’un autre centre, le CFA des Ateliers du Bois-Noir", OTHER),
    Login("anne.lassagne@example.org", "Anne Lassagne", Role.ADMINISTRATOR, centre=OTHER),
    Login("bruno.cheylade@example.org", "Bruno Cheylade", Role.ADMINISTRATOR, centre=SOURCES.uai),
    Login("odile.trizac@example.org", "Odile Trizac", Role.MANAGER, centre=SOURCES.uai),
    Login("farid.benali@example.org", "Farid Benali", Role.ADMINISTRATOR, centre=ALLIER_NORD.uai),
    Login("lucile.varennes@example.org", "Lucile Varennes", Role.MANAGER, centre=ALLIER_NORD.uai),
    Login("camille.aubert@example.org", "Camille Aubert", Role.VIEWER,
          "Consultation ; un second facteur est demandé, son code s’affiche à l’écran", MAIN,
          totp_secret=SHOWN_SEED),
)  # fmt: skip
