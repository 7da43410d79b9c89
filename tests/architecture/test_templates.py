"""Rules about templates: they compile, nothing inline, blocks stand alone, no decision that belongs to policy."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path

import pytest
from jinja2 import nodes

TEMPLATES = Path(__file__).resolve().parents[2] / "templates"
PATHS = sorted(str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html"))
PAPER = ("pdf/",)
WEB_PATHS = [path for path in PATHS if not path.startswith(PAPER)]


def source(path: str) -> str:
    return (TEMPLATES / path).read_text()


def tree(app, path: str) -> nodes.Template:
    return app.jinja_env.parse(source(path))


@pytest.mark.parametrize("path", PATHS)
def test_compiles_and_names_only_known_filters(app, path):
    app.jinja_env.compile(source(path), path)


@pytest.mark.parametrize("path", PATHS)
def test_user_text_is_always_escaped(path):
    assert re.findall(r"\|\s*safe\b|autoescape\s+false|Markup\(", source(path)) == []


@pytest.mark.parametrize("path", WEB_PATHS)
def test_nothing_inline(path):
    text = re.sub(r"<style>\{\{ critical_css\(\) \}\}</style>", "", source(path))
    assert re.findall(r"\sstyle=|<style|<script(?![^>]*\ssrc=)|\son[a-z]+=\"|hx-on|javascript:|hx-vals=['\"]js:", text) == []


@pytest.mark.parametrize("path", WEB_PATHS)
def test_nothing_comes_from_elsewhere(path):
    assert re.findall(r"(?:src|href|action)=\"(?:https?:)?//", source(path)) == []


@pytest.mark.parametrize("path", WEB_PATHS)
def test_blocks_of_a_page_stand_alone(app, path):
    """A block rendered by itself does not see what stands outside it."""
    parsed = tree(app, path)
    if parsed.find(nodes.Extends) is None:
        return
    outside = [
        node.lineno for node in parsed.body if isinstance(node, nodes.Import | nodes.FromImport | nodes.Assign | nodes.AssignBlock)
    ]
    assert outside == [], f"{path}: import or set inside the block, lines {outside}"


@pytest.mark.parametrize("path", WEB_PATHS)
def test_each_block_imports_what_it_calls(app, path):
    """Also a block inside a block sees nothing of what the outer one imported or set."""
    parsed = tree(app, path)
    everywhere = _bound(parsed, whole=True)
    lost = [
        f"{block.name}: {name}"
        for block in parsed.find_all(nodes.Block)
        for name in sorted((_called(block) & everywhere) - _bound(block))
    ]
    assert lost == []


def _own(node: nodes.Node, *, whole: bool = False) -> Iterator[nodes.Node]:
    for child in node.iter_child_nodes():
        if whole or not isinstance(child, nodes.Block):
            yield child
            yield from _own(child, whole=whole)


def _bound(node: nodes.Node, *, whole: bool = False) -> set[str]:
    names: set[str] = set()
    for each in _own(node, whole=whole):
        if isinstance(each, nodes.FromImport):
            names |= {name[1] if isinstance(name, tuple) else name for name in each.names}
        elif isinstance(each, nodes.Import):
            names.add(each.target)
        elif isinstance(each, nodes.Macro):
            names.add(each.name)
    return names


def _called(node: nodes.Node) -> set[str]:
    return {each.name for each in _own(node) if isinstance(each, nodes.Name) and each.ctx == "load"}


@pytest.mark.parametrize("path", WEB_PATHS)
def test_imported_macros_are_used(app, path):
    parsed = tree(app, path)
    used = {node.name for node in parsed.find_all(nodes.Name)}
    imported = {each[1] if isinstance(each, tuple) else each for node in parsed.find_all(nodes.FromImport) for each in node.names}
    assert sorted(imported - used) == []


@pytest.mark.parametrize("path", WEB_PATHS)
def test_htmx_has_a_plain_way_beside_it(path):
    """Every hx-get/post stands on a link with href, a form with action, or a region that only polls."""
    lone = []
    for tag in re.findall(r"<[a-z][^<>]*\shx-(?:get|post)=[^<>]*>", source(path)):
        polls = "hx-trigger=" in tag and ("every " in tag or "load" in tag or "revealed" in tag)
        inside_form = tag.startswith(("<button", "<input", "<select"))
        if not (" href=" in tag or " action=" in tag or " formaction=" in tag or polls or inside_form):
            lone.append(tag[:120])
    assert lone == []


@pytest.mark.parametrize("path", WEB_PATHS)
def test_targets_of_htmx_are_blocks_or_ids(app, path):
    """The id stands on the page, and some page of the room has a block of that name to fill it."""
    text = source(path)
    ids = set(re.findall(r'\bid="([\w-]+)"', text)) | {"toasts", "isi"}
    if tree(app, path).find(nodes.Extends) is None:
        return
    room = path.split("/")[0]
    blocks = {node.name for each in WEB_PATHS if each.split("/")[0] == room for node in tree(app, each).find_all(nodes.Block)}
    for target in re.findall(r'hx-target="#([\w-]+)"', text):
        assert target in ids, f"{path}: #{target} stands nowhere"
        assert target in blocks or target == "toasts" or "hx-select" in text, f"{path}: no block {target}"


@pytest.mark.parametrize("path", WEB_PATHS)
def test_no_permission_is_decided_here(path):
    """The view hands over booleans; a template never asks who somebody is."""
    assert re.findall(r"\.can\(|\.roles\b|Permission\.|\.grants\b", source(path)) == []


@pytest.mark.parametrize("path", [path for path in WEB_PATHS if not path.startswith(("components/", "layouts/"))])
def test_every_page_has_a_title_and_a_heading(app, path):
    if tree(app, path).find(nodes.Extends) is None:
        return
    blocks = {node.name for node in tree(app, path).find_all(nodes.Block)}
    assert {"title", "main"} <= blocks
    text = source(path)
    # Branches may each hold one; that a page as sent has exactly one is checked by every request of a test
    assert "<h1" in text or re.search(r"\{[{%]\s*(?:call\s*(?:\([^)]*\))?\s*)?head\(", text)


def test_every_template_is_used():
    code = "\n".join(path.read_text() for path in (TEMPLATES.parent / "intranet").rglob("*.py"))
    others = "\n".join(source(path) for path in PATHS)
    assert [path for path in PATHS if path not in code and path not in others] == []
