"""Settings of one installation, read once from the environment. A doubtful one refuses to start and says how to mend
it.
"""

from __future__ import annotations

import base64
import binascii
import json
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlsplit

MIB = 1024 * 1024
KEY_BYTES = 32
SHORTEST_SECRET = 32
FEWEST_DISTINCT = 10

MAKE_SECRET = 'python -c "import secrets; print(secrets.token_urlsafe(48))"'  # noqa: S105 - a command, not a secret
MAKE_FIELD_KEY = "python -c \"import secrets; print('k1:' + secrets.token_urlsafe(32))\""
MAKE_HASH_KEY = 'python -c "import secrets; print(secrets.token_urlsafe(32))"'

_GUESSABLE = re.compile(
    r"change.?me|secret|rahasia|password|sandi|default|example|contoh|ganti|replace|insecure|django|dev.?key|qwerty|12345|your.?key",
    re.IGNORECASE,
)
_KEY_ID = re.compile(r"[A-Za-z0-9_.-]{1,20}")


class ConfigError(Exception):
    """The configuration is not fit to start with. The message names the variable, the reason and the mend, in
    Indonesian and English.
    """

    def __init__(self, name: str, indonesian: str, english: str, mend: str = "") -> None:
        lines = [f"{name}: {indonesian}", f"{name}: {english}"]
        if mend:
            lines.append(f"  {mend}")
        super().__init__("\n".join(lines))
        self.name = name


@dataclass(frozen=True, kw_only=True)
class Settings:
    """Everything that differs between installations. Sizes in bytes, times in the unit of their name."""

    data_dir: Path
    database_url: str = field(repr=False)
    secret_key: str = field(repr=False)
    field_keys: tuple[tuple[str, bytes], ...] = field(repr=False)
    hash_key: bytes = field(repr=False)
    base_url: str
    demo: bool = False
    testing: bool = False
    force_second_factor: bool = True
    port: int = 8000
    demo_password: str | None = field(default=None, repr=False)
    trusted_proxies: int = 0
    session_idle_minutes: int = 30
    session_absolute_minutes: int = 720
    password_mode: str = "nist"  # noqa: S105 - the name of a policy
    max_body_bytes: int = 16 * MIB
    max_form_parts: int = 1000
    photo_limit_bytes: int = 5 * MIB
    scan_limit_bytes: int = 15 * MIB
    metrics_token: str | None = field(default=None, repr=False)
    job_lease_seconds: int = 120
    busy_timeout_ms: int = 5000
    argon2_time_cost: int = 3
    argon2_memory_kib: int = 65536
    argon2_parallelism: int = 2
    log_level: str = "INFO"

    @property
    def cookie_secure(self) -> bool:
        """True when people reach the app over TLS: cookies are then Secure and carry the __Host- prefix."""
        return self.base_url.startswith("https://")

    @property
    def files_dir(self) -> Path:
        """Folder of the content-addressed store."""
        return self.data_dir / "files"

    @property
    def is_sqlite(self) -> bool:
        """True when the database is a SQLite file."""
        return self.database_url.startswith("sqlite:")

    @classmethod
    def from_env(cls, environ: Mapping[str, str] | None = None) -> Settings:
        """Read INTRANET_* variables; raises ConfigError with a reason. In a demo missing secrets are made once and
        kept.
        """
        env = _Environment(os.environ if environ is None else environ)
        demo = env.flag("DEMO")
        data_dir = Path(env.text("DATA") or "instance").expanduser().absolute()
        port = env.number("PORT", 8000, 1, 65535)
        if demo:
            env = env.with_defaults(_demo_secrets(data_dir) | {"BASE_URL": f"http://127.0.0.1:{port}"})
        idle = env.number("SESSION_IDLE_MINUTES", 30, 1, 24 * 60)
        return cls(
            data_dir=data_dir,
            database_url=_database_url(env.text("DATABASE_URL"), data_dir),
            secret_key=_secret_key(env.text("SECRET_KEY")),
            field_keys=_field_keys(env.text("FIELD_KEYS")),
            hash_key=_hash_key(env.text("HASH_KEY")),
            base_url=_base_url(env.text("BASE_URL")),
            demo=demo,
            testing=env.flag("TESTING"),
            force_second_factor=not demo,
            port=port,
            demo_password=env.text("DEMO_PASSWORD") or None,
            trusted_proxies=env.number("TRUSTED_PROXIES", 0, 0, 10),
            session_idle_minutes=idle,
            session_absolute_minutes=env.number("SESSION_ABSOLUTE_MINUTES", max(720, idle), idle, 7 * 24 * 60),
            password_mode=env.choice("PASSWORD_MODE", "nist", ("nist", "bssn")),
            max_body_bytes=env.number("MAX_BODY_MIB", 16, 1, 1024) * MIB,
            max_form_parts=env.number("MAX_FORM_PARTS", 1000, 10, 100_000),
            photo_limit_bytes=env.number("PHOTO_LIMIT_MIB", 5, 1, 1024) * MIB,
            scan_limit_bytes=env.number("SCAN_LIMIT_MIB", 15, 1, 1024) * MIB,
            metrics_token=_optional_token(env.text("METRICS_TOKEN")),
            job_lease_seconds=env.number("JOB_LEASE_SECONDS", 120, 1, 24 * 3600),
            busy_timeout_ms=env.number("BUSY_TIMEOUT_MS", 5000, 10, 120_000),
            argon2_time_cost=env.number("ARGON2_TIME_COST", 3, 1, 100),
            argon2_memory_kib=env.number("ARGON2_MEMORY_KIB", 65536, 8, 4 * 1024 * 1024),
            argon2_parallelism=env.number("ARGON2_PARALLELISM", 2, 1, 64),
            log_level=env.choice("LOG_LEVEL", "INFO", ("DEBUG", "INFO", "WARNING", "ERROR")),
        )


class _Environment:
    """Typed look-ups of INTRANET_* with a reason for every bad value."""

    def __init__(self, values: Mapping[str, str]) -> None:
        self._values = values

    def with_defaults(self, defaults: Mapping[str, str]) -> _Environment:
        """The same environment, with values (named without prefix) where it says nothing."""
        given = {name: value for name, value in self._values.items() if value.strip()}
        return _Environment({f"INTRANET_{name}": value for name, value in defaults.items()} | given)

    def text(self, name: str) -> str:
        return self._values.get(f"INTRANET_{name}", "").strip()

    def flag(self, name: str) -> bool:
        value = self.text(name).lower()
        if value in {"", "0", "false", "no", "tidak"}:
            return False
        if value in {"1", "true", "yes", "ya"}:
            return True
        raise ConfigError(f"INTRANET_{name}", "isi dengan 1 atau 0.", "must be 1 or 0.")

    def number(self, name: str, default: int, lowest: int, highest: int) -> int:
        value = self.text(name)
        if not value:
            return default
        if re.fullmatch(r"[0-9]{1,12}", value) and lowest <= int(value) <= highest:
            return int(value)
        raise ConfigError(
            f"INTRANET_{name}",
            f"harus bilangan bulat antara {lowest} dan {highest}.",
            f"must be a whole number from {lowest} to {highest}.",
        )

    def choice(self, name: str, default: str, options: tuple[str, ...]) -> str:
        value = self.text(name) or default
        for option in options:
            if value.lower() == option.lower():
                return option
        raise ConfigError(f"INTRANET_{name}", f"pilih salah satu: {', '.join(options)}.", f"must be one of: {', '.join(options)}.")


def _database_url(value: str, data_dir: Path) -> str:
    name = "INTRANET_DATABASE_URL"
    if not value:
        return f"sqlite:///{data_dir / 'intranet.db'}"
    scheme, _, rest = value.partition("://")
    if scheme in {"postgres", "postgresql", "postgresql+psycopg"} and rest:
        return f"postgresql+psycopg://{rest}"
    if scheme == "sqlite":
        path = rest.removeprefix("/")
        if not path or path.startswith(":memory:") or "?" in path:
            raise ConfigError(
                name,
                "SQLite harus berupa berkas di disk, misalnya sqlite:////srv/intranet/intranet.db.",
                "SQLite must be a file on disk.",
            )
        return f"sqlite:///{Path(path).absolute()}"
    raise ConfigError(
        name,
        "hanya postgresql://... atau sqlite:///... yang didukung.",
        "only postgresql://... and sqlite:///... are supported.",
    )


def _secret_key(value: str) -> str:
    name, mend = "INTRANET_SECRET_KEY", f"Buat dengan / make one with:  {MAKE_SECRET}"
    if not value:
        raise ConfigError(name, "belum diisi; aplikasi tidak dijalankan.", "is not set; refusing to start.", mend)
    if len(value) < SHORTEST_SECRET:
        raise ConfigError(
            name,
            f"terlalu pendek, paling sedikit {SHORTEST_SECRET} karakter.",
            f"is too short, at least {SHORTEST_SECRET} characters are needed.",
            mend,
        )
    if len(set(value)) < FEWEST_DISTINCT or _GUESSABLE.search(value):
        raise ConfigError(name, "mudah ditebak atau nilai contoh.", "looks guessable or like a default.", mend)
    return value


def _key_bytes(value: str) -> bytes | None:
    """32 random-looking bytes from their base64url form, or None."""
    try:
        key = base64.b64decode(value + "=" * (-len(value) % 4), altchars=b"-_", validate=True)
    except (binascii.Error, ValueError):
        return None
    return key if len(key) == KEY_BYTES and len(set(key)) >= FEWEST_DISTINCT else None


def _field_keys(value: str) -> tuple[tuple[str, bytes], ...]:
    name, mend = "INTRANET_FIELD_KEYS", f"Buat dengan / make one with:  {MAKE_FIELD_KEY}"
    if not value:
        raise ConfigError(name, "belum diisi; NIK dan No. KK tidak dapat disimpan.", "is not set; refusing to start.", mend)
    keys: dict[str, bytes] = {}
    for part in value.split(","):
        key_id, _, text = part.strip().partition(":")
        key = _key_bytes(text)
        if not _KEY_ID.fullmatch(key_id) or key_id in keys or key is None:
            raise ConfigError(
                name,
                "tulis sebagai id:kunci,id:kunci; tiap kunci 32 bita acak (base64url), tiap id satu kali.",
                "must read id:key,id:key with 32 random bytes (base64url) each, and each id once.",
                mend,
            )
        keys[key_id] = key
    return tuple(keys.items())


def _hash_key(value: str) -> bytes:
    name, mend = "INTRANET_HASH_KEY", f"Buat dengan / make one with:  {MAKE_HASH_KEY}"
    if not value:
        raise ConfigError(name, "belum diisi; pencarian NIK ganda memerlukannya.", "is not set; refusing to start.", mend)
    key = _key_bytes(value)
    if key is None:
        raise ConfigError(name, "harus 32 bita acak dalam base64url.", "must be 32 random bytes in base64url.", mend)
    return key


def _base_url(value: str) -> str:
    name = "INTRANET_BASE_URL"
    mend = "Contoh / example:  INTRANET_BASE_URL=https://intranet.daerah.go.id"
    if not value:
        raise ConfigError(
            name,
            "belum diisi; alamat pada QR surat resmi diambil dari sini.",
            "is not set; the addresses in the QR codes of official papers come from it.",
            mend,
        )
    origin = _origin(value)
    if origin is None:
        raise ConfigError(
            name,
            "harus alamat lengkap tanpa jalur, misalnya https://intranet.daerah.go.id.",
            "must be a whole address without a path.",
            mend,
        )
    return origin


def _origin(value: str) -> str | None:
    """Scheme, host and port of an address that has nothing else, or None."""
    try:
        parts = urlsplit(value)
        host, port = parts.hostname, parts.port
    except ValueError:
        return None
    more = parts.path.strip("/") or parts.query or parts.fragment or "@" in parts.netloc
    if parts.scheme not in {"http", "https"} or not host or port == 0 or more:
        return None
    return f"{parts.scheme}://{parts.netloc}"


def _optional_token(value: str) -> str | None:
    if value and len(value) < SHORTEST_SECRET:
        raise ConfigError(
            "INTRANET_METRICS_TOKEN",
            f"terlalu pendek, paling sedikit {SHORTEST_SECRET} karakter; kosongkan bila tidak dipakai.",
            f"is too short, at least {SHORTEST_SECRET} characters; leave it empty when unused.",
            f"Buat dengan / make one with:  {MAKE_SECRET}",
        )
    return value or None


def _demo_secrets(data_dir: Path) -> dict[str, str]:
    """The secrets of a demo: made at the first start, the same for the server and its worker ever after."""
    path = data_dir / "secrets.json"
    if not path.exists():
        data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)
        made = {
            "SECRET_KEY": _strong_secret(),
            "FIELD_KEYS": "demo1:" + secrets.token_urlsafe(KEY_BYTES),
            "HASH_KEY": secrets.token_urlsafe(KEY_BYTES),
        }
        draft = data_dir / f".secrets.{os.getpid()}.{secrets.token_hex(4)}"
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
        with os.fdopen(descriptor, "w") as file:
            json.dump(made, file)
            file.flush()
            os.fsync(file.fileno())
        try:
            os.link(draft, path)  # fails when another process was first: its secrets hold
        except FileExistsError:
            pass
        finally:
            draft.unlink()
    try:
        kept = json.loads(path.read_text())
        return {name: str(kept[name]) for name in ("SECRET_KEY", "FIELD_KEYS", "HASH_KEY")}
    except (ValueError, KeyError, TypeError) as error:
        raise ConfigError(
            "INTRANET_DATA",
            f"berkas {path.name} rusak; hapus folder data demo lalu mulai lagi.",
            f"{path.name} is damaged; remove the demo's data folder and start again.",
        ) from error


def _strong_secret() -> str:
    while True:
        value = secrets.token_urlsafe(48)
        if not _GUESSABLE.search(value):
            return value
