"""Rules about the code that no reader should have to remember."""

from __future__ import annotations

import ast
import re
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
INTRANET = ROOT / "intranet"
SOURCES = sorted(INTRANET.rglob("*.py"))
FEATURE_FILES = {"routes", "forms", "actions", "queries", "policy", "models", "states"}
FORBIDDEN_NAMES = {"utils", "helpers", "misc", "common", "util", "helper", "tools"}
LONGEST = 400
# Files that may be longer, each with its reason.
LONGER: dict[str, str] = {}
SESSION_ENDS = {"commit", "rollback"}
COMMITTERS = {"intranet/core/transaction.py", "intranet/core/database.py"}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


def test_only_the_transaction_commits():
    ends = [
        (name(path), node.func.attr)
        for path in SOURCES
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr in SESSION_ENDS
    ]
    assert sorted({path for path, end in ends if end == "commit"} - COMMITTERS) == []
    assert sorted({path for path, end in ends if end == "rollback"} - COMMITTERS - {"intranet/core/job_worker.py"}) == []


def test_no_file_is_a_drawer_for_everything():
    assert [name(path) for path in SOURCES if path.stem in FORBIDDEN_NAMES] == []


def test_files_stay_readable():
    long = {name(path): len(path.read_text().splitlines()) for path in SOURCES}
    assert {path: lines for path, lines in long.items() if lines > LONGEST and path not in LONGER} == {}


def test_no_logic_in_package_files():
    plain = ast.Import | ast.ImportFrom | ast.Expr | ast.Assign
    found = [
        f"{name(path)}:{node.lineno}"
        for path in INTRANET.rglob("__init__.py")
        for node in ast.parse(path.read_text()).body
        if not isinstance(node, plain)
    ]
    assert found == []


def test_every_action_takes_the_actor_first():
    found = []
    for path in INTRANET.glob("*/actions.py"):
        for node in ast.parse(path.read_text()).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                first = node.args.posonlyargs + node.args.args
                if not first or first[0].arg != "actor":
                    found.append(f"{name(path)}:{node.lineno} {node.name}")
    assert found == []


def test_every_view_has_one_mark_directly_under_its_route():
    found = []
    for path in [*INTRANET.glob("*/routes.py"), *INTRANET.glob("*/routes/*.py"), *INTRANET.glob("web/*.py")]:
        for node in ast.walk(ast.parse(path.read_text())):
            if not isinstance(node, ast.FunctionDef):
                continue
            decorators = [_decorator(each) for each in node.decorator_list]
            routes = [each for each in decorators if re.fullmatch(r"bp\.(get|post|route|put|delete|patch)", each)]
            marks = [each for each in decorators if each in {"public", "signed_in", "requires"}]
            if routes and (len(marks) != 1 or decorators[len(routes)] != marks[0]):
                found.append(f"{name(path)}:{node.lineno} {node.name}: {decorators}")
    assert found == []


def _decorator(node: ast.expr) -> str:
    return ast.unparse(node.func if isinstance(node, ast.Call) else node)


def test_no_sql_is_built_from_text():
    """security.md 19: text() and exec_driver_sql take constants only."""
    schema = {"audit_guard", "database", "database_errors"}  # statements of our own names, no value of anybody
    found = [
        f"{name(path)}:{node.lineno}"
        for path in SOURCES
        if not (path.parts[-2] == "core" and path.stem in schema)
        for node in ast.walk(ast.parse(path.read_text()))
        if isinstance(node, ast.Call)
        and _decorator(node) in {"text", "sa.text", "exec_driver_sql"}
        and node.args
        and not isinstance(node.args[0], ast.Constant)
    ]
    assert found == []


def test_nothing_opens_what_users_name():
    """security.md 18: no template from text, no eval, no pickle."""
    pattern = re.compile(r"render_template_string|from_string\(|\beval\(|\bexec\(|import pickle|yaml\.load\(|\|safe\b|shell=True")
    assert [name(path) for path in SOURCES if pattern.search(path.read_text())] == []


def test_the_clock_is_asked_and_not_the_machine():
    pattern = re.compile(r"datetime\.(now|utcnow|today)\(|date\.today\(")
    assert [name(path) for path in SOURCES if pattern.search(path.read_text()) and path.stem != "clock"] == []


@pytest.mark.slow
def test_layers_hold():
    import subprocess
    import sys

    code = "import sys; from importlinter.cli import lint_imports_command as c; sys.argv[0] = 'lint-imports'; c()"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout[-3000:]


def test_dependencies_are_locked_with_hashes():
    """security.md 67: pinned, hashed, no address, WeasyPrint new enough."""
    for lock in ("requirements.lock", "requirements-dev.lock"):
        text = (ROOT / lock).read_text()
        pinned = re.findall(r"^([a-z0-9._-]+(?:\[[a-z0-9,-]+\])?)==([^\s;\\]+)", text, re.MULTILINE | re.IGNORECASE)
        assert len(pinned) > 20
        assert text.count("--hash=sha256:") >= len(pinned)
        assert "://" not in text
        assert int(dict(pinned)["weasyprint"].split(".")[0]) >= 70
