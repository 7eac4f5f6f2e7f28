"""R8.3: what each role may do."""

import pytest

from recruitment.rules.permissions import allowed
from recruitment.rules.vocabulary import Permission, Role

P = Permission


@pytest.mark.parametrize(
    ("role", "permissions"),
    [
        (Role.ADMINISTRATOR, set(Permission) - {P.SUPERVISE}),
        (Role.MANAGER, {P.SEE, P.DECIDE, P.ENTER_CONTRACTS, P.EXPORT, P.REQUEST_REGIONAL, P.IMPORT_FILES}),
        (Role.REGISTRAR, {P.SEE, P.ENROL, P.EXPORT, P.IMPORT_FILES}),
        (Role.VIEWER, {P.SEE}),
        (Role.REGIONAL, {P.SEE, P.EXPORT, P.SUPERVISE}),
    ],
)
def test_each_role_has_its_permissions_and_no_other(role: Role, permissions: set[Permission]) -> None:
    """R8.3"""
    assert {permission for permission in Permission if allowed(role, permission)} == permissions


def test_only_an_administrator_cancels_a_contract() -> None:
    """R4.8"""
    assert [role for role in Role if allowed(role, P.CANCEL_CONTRACTS)] == [Role.ADMINISTRATOR]
