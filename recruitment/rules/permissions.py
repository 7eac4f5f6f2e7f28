"""What each role may do (R8.3); on which programmes, and with which exceptions, is the account's own affair."""

from collections.abc import Collection

from recruitment.rules.vocabulary import Permission, Role

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    # Some acts are further kept to administrators of the whole installation; that is checked where they are.
    Role.ADMINISTRATOR: frozenset(Permission) - {Permission.SUPERVISE},
    Role.MANAGER: frozenset(
        {
            Permission.SEE,
            Permission.DECIDE,
            Permission.ENTER_CONTRACTS,
            Permission.EXPORT,
            Permission.REQUEST_REGIONAL,
            Permission.IMPORT_FILES,
        }
    ),
    Role.REGISTRAR: frozenset(
        {
            Permission.SEE,
            Permission.ENROL,
            Permission.EXPORT,
            Permission.IMPORT_FILES,
        }
    ),
    Role.VIEWER: frozenset({Permission.SEE}),
    Role.REGIONAL: frozenset({Permission.SEE, Permission.EXPORT, Permission.SUPERVISE}),
}

#: The acts that the centre's administrator grants or takes away, programme by programme, in the grid's order.
BY_PROGRAMME = (
    Permission.SEE,
    Permission.DECIDE,
    Permission.ENTER_CONTRACTS,
    Permission.CANCEL_CONTRACTS,
    Permission.EXPORT,
    Permission.ENROL,
    Permission.SETTINGS,
)
#: Either of them follows candidates up: reads their files whole, adds to them, handles what their replies ask for.
FOLLOW_UP = (Permission.DECIDE, Permission.ENROL)
#: Whose rights the grid never changes: who supervises several centres, and who could give them back to themselves.
OUT_OF_THE_GRID = frozenset({Role.ADMINISTRATOR, Role.REGIONAL})


def allowed(role: Role, permission: Permission) -> bool:
    """Tell whether a role holds a permission."""
    return permission in PERMISSIONS[role]


def usual_acts(role: Role, *, seen: bool) -> frozenset[Permission]:
    """Return what a role gives on a programme; the account may be limited to others, and not see this one."""
    acts = PERMISSIONS[role].intersection(BY_PROGRAMME)
    return acts if seen else acts - {Permission.SEE}


def exceptions(wanted: Collection[Permission], usual: Collection[Permission]) -> dict[Permission, bool]:
    """Return what is to grant (True) or to take away (False) for these acts and no others to be left (R8.3).

    Without the sight of a programme nothing of it is left: the other acts need not be told.
    """
    if Permission.SEE not in wanted:
        return {Permission.SEE: False} if Permission.SEE in usual else {}
    return {act: act in wanted for act in BY_PROGRAMME if (act in wanted) != (act in usual)}
