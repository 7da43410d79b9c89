"""Sign-in, the own account, account administration, and the audit trail."""

from intranet.accounts.routes import admin, door, own, trail
from intranet.accounts.routes.blueprint import bp

NAV = admin.NAV + trail.NAV

__all__ = ["NAV", "admin", "bp", "door", "own", "trail"]
