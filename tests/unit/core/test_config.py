"""A doubtful configuration does not start, and says why; a fit one does."""

import json
import os
import stat
import subprocess
import sys
from pathlib import Path

import pytest

from intranet.config import ConfigError, Settings
from tests.unit.core.mini_env import FIT


def test_fit_configuration_starts(tmp_path):
    settings = Settings.from_env({**FIT, "INTRANET_DATA": str(tmp_path)})
    assert settings.database_url == f"sqlite:///{tmp_path}/intranet.db"
    assert settings.demo is False
    assert settings.cookie_secure is True
    assert (settings.session_idle_minutes, settings.session_absolute_minutes) == (30, 720)
    assert settings.max_body_bytes == 16 * 1024 * 1024
    assert [key_id for key_id, _ in settings.field_keys] == ["k1"]


@pytest.mark.parametrize(
    ("name", "value"),
    [
        ("INTRANET_SECRET_KEY", ""),
        ("INTRANET_SECRET_KEY", "short"),
        ("INTRANET_SECRET_KEY", "a" * 64),
        ("INTRANET_SECRET_KEY", "please-change-me-please-change-me-please-1"),
        ("INTRANET_SECRET_KEY", "this-is-a-very-secret-key-for-development!"),
        ("INTRANET_FIELD_KEYS", ""),
        ("INTRANET_FIELD_KEYS", "k1"),
        ("INTRANET_FIELD_KEYS", "k1:" + "A" * 43),
        ("INTRANET_FIELD_KEYS", FIT["INTRANET_FIELD_KEYS"] + "," + FIT["INTRANET_FIELD_KEYS"]),
        ("INTRANET_FIELD_KEYS", FIT["INTRANET_FIELD_KEYS"][:-4]),
        ("INTRANET_HASH_KEY", ""),
        ("INTRANET_HASH_KEY", "bukan base64"),
        ("INTRANET_BASE_URL", ""),
        ("INTRANET_BASE_URL", "intranet.example.go.id"),
        ("INTRANET_BASE_URL", "https://intranet.example.go.id/jalur"),
        ("INTRANET_BASE_URL", "https://user@intranet.example.go.id"),
        ("INTRANET_BASE_URL", "https://[bad"),
        ("INTRANET_BASE_URL", "https://a:99999999"),
        ("INTRANET_DATABASE_URL", "mysql://localhost/intranet"),
        ("INTRANET_DATABASE_URL", "sqlite://"),
        ("INTRANET_DATABASE_URL", "sqlite:///:memory:"),
        ("INTRANET_TRUSTED_PROXIES", "-1"),
        ("INTRANET_TRUSTED_PROXIES", "satu"),
        ("INTRANET_SESSION_IDLE_MINUTES", "0"),
        ("INTRANET_PASSWORD_MODE", "mudah"),
        ("INTRANET_DEMO", "mungkin"),
        ("INTRANET_METRICS_TOKEN", "pendek"),
    ],
)
def test_doubtful_configuration_says_what_and_why(tmp_path, name, value):
    with pytest.raises(ConfigError) as caught:
        Settings.from_env({**FIT, "INTRANET_DATA": str(tmp_path), name: value})
    indonesian, english = str(caught.value).splitlines()[:2]
    assert indonesian.startswith(f"{name}: ")
    assert english.startswith(f"{name}: ")
    if len(value) > 20 and "KEY" in name:
        assert value not in str(caught.value)


def test_missing_secrets_say_how_to_make_them(tmp_path):
    for name in ("INTRANET_SECRET_KEY", "INTRANET_FIELD_KEYS", "INTRANET_HASH_KEY"):
        with pytest.raises(ConfigError, match=r"secrets\.token_urlsafe"):
            Settings.from_env({**FIT, "INTRANET_DATA": str(tmp_path), name: ""})


@pytest.mark.parametrize("name", ["INTRANET_SECRET_KEY", "INTRANET_FIELD_KEYS", "INTRANET_HASH_KEY"])
def test_proposed_command_makes_a_fit_secret(tmp_path, name):
    with pytest.raises(ConfigError) as caught:
        Settings.from_env({**FIT, "INTRANET_DATA": str(tmp_path), name: ""})
    code = str(caught.value).split('python -c "')[1].rstrip('"')
    made = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout
    assert Settings.from_env({**FIT, "INTRANET_DATA": str(tmp_path), name: made})


@pytest.mark.parametrize("scheme", ["postgres", "postgresql", "postgresql+psycopg"])
def test_postgresql_address_is_normalised(tmp_path, scheme):
    url = f"{scheme}://u:p@host/db"
    settings = Settings.from_env({**FIT, "INTRANET_DATA": str(tmp_path), "INTRANET_DATABASE_URL": url})
    assert settings.database_url == "postgresql+psycopg://u:p@host/db"
    assert settings.is_sqlite is False


def test_settings_do_not_show_their_secrets(tmp_path):
    url = "postgresql://u:hunter2@host/db"
    settings = Settings.from_env({**FIT, "INTRANET_DATA": str(tmp_path), "INTRANET_DATABASE_URL": url})
    for secret in (FIT["INTRANET_SECRET_KEY"], "hunter2", FIT["INTRANET_HASH_KEY"], str(settings.hash_key)):
        assert secret not in repr(settings)


def test_demo_makes_its_secrets_once(tmp_path):
    env = {"INTRANET_DEMO": "1", "INTRANET_DATA": str(tmp_path / "demo")}
    first, second = Settings.from_env(env), Settings.from_env(env)
    assert first == second
    assert first.base_url == "http://127.0.0.1:8000"
    path = tmp_path / "demo" / "secrets.json"
    assert stat.S_IMODE(path.stat().st_mode) == 0o600
    assert [file.name for file in path.parent.iterdir()] == ["secrets.json"]


def test_damaged_demo_secrets_are_told(tmp_path):
    (tmp_path / "secrets.json").write_text(json.dumps({"SECRET_KEY": "x"}))
    with pytest.raises(ConfigError, match=r"secrets\.json"):
        Settings.from_env({"INTRANET_DEMO": "1", "INTRANET_DATA": str(tmp_path)})


def test_given_secret_wins_in_a_demo(tmp_path):
    settings = Settings.from_env({**FIT, "INTRANET_DEMO": "1", "INTRANET_DATA": str(tmp_path)})
    assert settings.secret_key == FIT["INTRANET_SECRET_KEY"]
    assert settings.base_url == FIT["INTRANET_BASE_URL"]


def test_server_does_not_start_without_a_secret(tmp_path):
    environment = {name: value for name, value in os.environ.items() if not name.startswith("INTRANET_")}
    environment |= FIT | {"INTRANET_DATA": str(tmp_path), "INTRANET_SECRET_KEY": ""}
    run = subprocess.run(
        [sys.executable, "-c", "import wsgi"],
        env=environment,
        cwd=Path(__file__).parents[3],
        capture_output=True,
        text=True,
        check=False,
    )
    assert run.returncode != 0
    assert "INTRANET_SECRET_KEY: belum diisi" in run.stderr
