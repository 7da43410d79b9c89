"""What must never reach a log or the audit trail in the clear: secrets by the name of their key, identity numbers by
their shape.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from typing import Any

from intranet.core.text import hide_long_numbers

HIDDEN = "(disembunyikan)"

_SENSITIVE_KEY = re.compile(
    r"(?:^|[_-])(?:nik|no_?kk|kk|kk_number|password\w*|passwd|sandi|token\w*|secrets?|secret_key|totp_secret|otp|totp|recovery\w*|cookies?|authorization"
    r"|csrf\w*|session_?id|api_?key|health\w*|disability|penyakit|disabilitas)(?:$|[_-])",
    re.IGNORECASE,
)
_SIXTEEN_DIGITS = range(10**15, 10**16)


def mask(value: Any) -> Any:
    """The same value with sensitive parts hidden; mappings, lists and tuples are walked, other objects left alone."""
    if isinstance(value, str):
        return hide_long_numbers(value)
    if isinstance(value, Mapping):
        return {key: HIDDEN if item not in (None, "") and is_sensitive(str(key)) else mask(item) for key, item in value.items()}
    if isinstance(value, list | tuple):
        return [mask(item) for item in value]
    if isinstance(value, int) and value in _SIXTEEN_DIGITS:
        return HIDDEN
    return value


def is_sensitive(key: str) -> bool:
    """True for a key whose value is hidden whatever it holds."""
    return bool(_SENSITIVE_KEY.search(key))
