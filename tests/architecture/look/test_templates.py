"""What the Content-Security-Policy, screen readers and the set of drawings ask of every template."""

from __future__ import annotations

import importlib
import pkgutil
import re
from pathlib import Path

import pytest
from flask import Flask

import intranet
from intranet.core.status import StatusEnum

ROOT = Path(__file__).resolve().parents[3]
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
TONES = {"ok", "wait", "bad", "info", "mine", "off"}


def _drawn(app: Flask) -> set[str]:
    names: str = str(app.jinja_env.get_template("components/icons.html").module.names())  # type: ignore[attr-defined]
    return set(names.split())


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_template_holds_nothing_inline(path: Path) -> None:
    text = path.read_text()
    assert not re.search(r"\sstyle=", text), "a style attribute is blocked by the CSP"
    assert not re.search(r"<script(?![^>]*\bsrc=)", text), "an inline script is blocked by the CSP"
    assert not re.search(r"\s(on[a-z]+|hx-on[:a-z-]*)=", text), "handlers in attributes are blocked by the CSP"
    assert not re.search(r"\|\s*safe\b", text), "text is escaped everywhere"


@pytest.mark.parametrize("path", TEMPLATES, ids=lambda path: str(path.relative_to(ROOT / "templates")))
def test_template_names_only_icons_that_are_drawn(app: Flask, path: Path) -> None:
    named = set(re.findall(r'\b(?:icon|draw|use)\(\s*"([a-z]+)"', path.read_text()))
    assert named <= _drawn(app)


def test_every_state_has_a_drawing_and_a_tone(app: Flask) -> None:
    for module in pkgutil.walk_packages(intranet.__path__, "intranet."):
        if module.name.endswith((".states", ".gaya")):
            importlib.import_module(module.name)
    states = [state for kind in StatusEnum.__subclasses__() for state in kind]
    assert states
    assert {state.icon for state in states} <= _drawn(app)
    assert {state.tone for state in states} <= TONES


def test_stylesheet_keeps_its_layers() -> None:
    css = (ROOT / "static/css/app.css").read_text()
    assert css.index("/* critical:start */") < css.index("@layer tokens, base, shell, parts, work, utility, print;")
    assert css.count("/* critical:start */") == css.count("/* critical:end */") == 1
