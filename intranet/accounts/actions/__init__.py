"""Sessions and passwords of a person, and what administrators do with accounts. No secret ever enters the audit trail."""

from intranet.accounts.actions.administration import (
    Scope,
    create_user,
    disable_user,
    edit_user,
    enable_user,
    grant_role,
    reset_factor,
    reset_password,
    revoke_role,
    sign_out_user,
)
from intranet.accounts.actions.door import Entry, begin_session, check_password, pass_password, take_code
from intranet.accounts.actions.own import (
    change_password,
    check_own_password,
    confirm_session,
    drop_factor,
    end_other_sessions,
    end_session,
    enrol_factor,
    renew_codes,
)
from intranet.accounts.actions.upkeep import purge

__all__ = [
    "Entry",
    "Scope",
    "begin_session",
    "change_password",
    "check_own_password",
    "check_password",
    "confirm_session",
    "create_user",
    "disable_user",
    "drop_factor",
    "edit_user",
    "enable_user",
    "end_other_sessions",
    "end_session",
    "enrol_factor",
    "grant_role",
    "pass_password",
    "purge",
    "renew_codes",
    "reset_factor",
    "reset_password",
    "revoke_role",
    "sign_out_user",
    "take_code",
]
