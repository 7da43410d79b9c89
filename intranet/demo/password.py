"""The one password of all demo accounts: the one that ``make run`` prints."""

from __future__ import annotations

import os
import secrets
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from intranet.config import Settings

KEPT_IN = "demo-password"


def current(settings: Settings) -> str:
    """From INTRANET_DEMO_PASSWORD, else the one kept in the data folder, else a new one that is kept there."""
    if settings.demo_password:
        return settings.demo_password
    kept = settings.data_dir / KEPT_IN
    if kept.exists() and (text := kept.read_text().strip()):
        return text
    made = "-".join(secrets.token_hex(2) for _ in range(4))
    with os.fdopen(os.open(kept, os.O_WRONLY | os.O_CREAT | os.O_TRUNC, 0o600), "w") as file:
        file.write(made)
    return made
