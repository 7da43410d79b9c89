"""Every test's log lines are searched for what a log must never hold (security.md 61)."""

import re
from collections.abc import Generator
from typing import Any

import pytest

# Passwords of the casts, hashes, identity numbers, cookies.
NEVER = re.compile(
    r"Kembang-Besurek-17-Dusun|Besurek-Rafflesia-Manna-1701|\$argon2|(?<![0-9a-zA-Z])[0-9]{16}(?![0-9a-zA-Z])"
    r"|(?<![0-9a-zA-Z])19[0-9]{16}(?![0-9a-zA-Z])|csrf_token=|session=[.A-Za-z0-9_-]{20}"
)


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport() -> Generator[None, pytest.TestReport, pytest.TestReport]:
    """Fail a passed test whose log lines hold a secret."""
    report = yield
    if report.passed:
        for name, text in report.sections:
            found = _search(name, text)
            if found:
                report.outcome = "failed"
                report.longrepr = f"{name} holds {found[0]!r} (security.md 61):\n{found[1]}"
    return report


def _search(name: str, text: Any) -> tuple[str, str] | None:
    if not name.startswith("Captured stderr"):
        return None
    for line in str(text).splitlines():
        if line.startswith("{") and (hit := NEVER.search(line)):
            return hit.group(), line[:2000]
    return None
