"""A log line is one JSON object without personal data, whatever is thrown at it."""

import json
import logging
import sys

import pytest
import structlog

from intranet.core import logs
from tests.db.core.mini import make_settings


@pytest.fixture(name="lines")
def fixture_lines(tmp_path, capsys, monkeypatch):
    root = logging.getLogger()
    monkeypatch.setattr(root, "handlers", [])
    before = root.level
    logs.configure(make_settings(tmp_path))

    def read():
        return [json.loads(line) for line in capsys.readouterr().err.splitlines()]

    yield read
    root.setLevel(before)


def test_line_is_json_with_the_request(lines):
    logs.set_request_id("abc")
    structlog.get_logger("intranet.test").info("visit_moved", visit_id=3)
    logs.set_request_id(None)
    (line,) = lines()
    assert line.items() >= {"event": "visit_moved", "visit_id": 3, "request_id": "abc", "level": "info"}.items()
    assert line["logger"] == "intranet.test"


def test_line_breaks_of_users_do_not_break_lines(lines):
    structlog.get_logger().info("searched\nlevel=critical", text="a\nb\r\nc\u2028d")
    assert len(lines()) == 1


def test_numbers_and_secrets_are_hidden_in_both_kinds_of_logger(lines):
    structlog.get_logger().info("x 1701012345678901", nik="1701012345678901", password="hunter2", d={"token": "t0k3n"})
    logging.getLogger("lib").warning("failed for %s", "1701 0123 4567 8901", extra={"password": "hunter2"})
    text = json.dumps(lines())
    for secret in ("1701012345678901", "1701 0123", "hunter2", "t0k3n"):
        assert secret not in text


def test_exception_tells_the_place_and_not_what_was_typed(lines):
    for log in (structlog.get_logger(), logging.getLogger("lib")):
        try:
            int("Ibu Siti dari Manna")
        except ValueError:
            log.exception("failed")
    first, second = lines()
    for line in (first, second):
        assert line["error"] == "ValueError"
        assert any("test_logs.py" in place for place in line["trace"])
        assert "Siti" not in json.dumps(line)


def test_cause_is_named_and_a_tuple_is_understood(lines):
    try:
        _fail()
    except LookupError:
        info = sys.exc_info()
    logging.getLogger("lib").warning("failed", exc_info=info)
    (line,) = lines()
    assert (line["error"], line["cause"]) == ("LookupError", "ValueError")


def _fail():
    raise LookupError("Siti") from ValueError("Siti")


def test_objects_are_named_not_shown(lines):
    class Person:
        def __repr__(self):
            return "Siti"

    structlog.get_logger().info("x", who=Person())
    assert lines()[0]["who"] == "<Person>"


def test_second_app_does_not_double_the_lines(lines, tmp_path):
    logs.configure(make_settings(tmp_path))
    structlog.get_logger().info("once")
    assert len(lines()) == 1
