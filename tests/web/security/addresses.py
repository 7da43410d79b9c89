"""Addresses of every endpoint, with the ids of a story in them."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

from flask import Flask
from werkzeug.routing import Rule

from tests.story import Story

VALUES: dict[str, Callable[[Story], Any]] = {
    "visit_id": lambda story: story.visits["drafted"],
    "document_id": lambda story: story.papers["issued"],
    "opd_id": lambda story: story.world.opds["a"],
    "desa_id": lambda story: story.world.desa["far"],
    "employee_id": lambda story: story.world.employees["a1"],
    "service_id": lambda story: story.world.services["ktp"],
    "user_id": lambda story: story.world.people["carer"].id,
    "photo_id": lambda story: story.photo,
    "remark_id": lambda story: story.remark,
    "code": lambda story: story.codes["issued"],
    "year": lambda _story: 2027,
}


def rules(app: Flask, method: str) -> Iterator[Rule]:
    """All rules that answer the method, in the order of their addresses."""
    for rule in sorted(app.url_map.iter_rules(), key=lambda each: each.rule):
        if method in (rule.methods or ()):
            yield rule


def path_of(app: Flask, rule: Rule, story: Story) -> str:
    """The address, with what the story holds; a variable that it does not know becomes 1."""
    values = {name: VALUES[name](story) if name in VALUES else 1 for name in rule.arguments}
    with app.test_request_context():
        built = rule.build(values)
    assert built is not None, rule.rule
    return str(built[1])
