"""Templates compiled once for all processes."""

from __future__ import annotations

from pathlib import Path

import pytest

from intranet.web import templating


@pytest.fixture
def kept(another_app, tmp_path) -> Path:
    templating.read_all(another_app(data_dir=tmp_path))
    return tmp_path / "templates"


def compiled(folder: Path) -> list[Path]:
    return [path for path in folder.rglob("*") if path.is_file()]


def test_they_are_kept_for_the_next_process_and_only_for_the_owner(kept, another_app, monkeypatch, tmp_path):
    known = compiled(kept)
    assert len(known) > 60
    assert {path.stat().st_mode & 0o077 for path in (*known, *kept.iterdir())} == {0}
    second = another_app(data_dir=tmp_path)
    monkeypatch.setattr(second.jinja_env, "_generate", lambda *_: pytest.fail("compiled again"))
    templating.read_all(second)


def test_those_of_an_older_compiler_are_gone(kept, another_app, tmp_path):
    older = kept / "0123456789ab"
    older.mkdir()
    (older / "x").write_bytes(b"old")
    another_app(data_dir=tmp_path)
    assert not older.exists()
    assert compiled(kept)


def test_without_room_for_them_pages_go_on(another_app, tmp_path, monkeypatch):
    app = another_app(data_dir=tmp_path)

    def full(*_args: object, **_kwargs: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr("jinja2.bccache.tempfile.NamedTemporaryFile", full)
    assert app.jinja_env.get_template("overview/privacy.html").render is not None
    assert compiled(tmp_path / "templates") == []
    with app.test_client().get("/masuk") as response:
        assert response.status_code == 200


def test_a_spoilt_one_is_compiled_again(kept, another_app, tmp_path):
    for path in compiled(kept):
        path.write_bytes(path.read_bytes()[:100])
    templating.read_all(another_app(data_dir=tmp_path))
