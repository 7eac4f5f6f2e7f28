"""What each role may do (R8.3); on which programmes is the account's own affair."""

from recruitment.rules.vocabulary import Permission, Role

PERMISSIONS: dict[Role, frozenset[Permission]] = {
    # Some acts are further kept to administrators of the whole installation; that is checked where they are.
    Role.ADMINISTRATOR: frozenset(Permission),
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
    Role.REGIONAL: frozenset({Permission.SEE, Permission.EXPORT}),
}


def allowed(role: Role, permission: Permission) -> bool:
    """Tell whether a role holds a permission."""
    return permission in PERMISSIONS[role]
