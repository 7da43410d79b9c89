"""The file store: bytes under their SHA-256, written once, never changed. A file is there wholly or not at all, also
after a power cut.
"""

from __future__ import annotations

import hashlib
import os
import re
import secrets
from collections.abc import Iterator
from pathlib import Path

from intranet.config import Settings
from intranet.core.database_errors import translated
from intranet.core.errors import NotFound

_SHA = re.compile(r"[0-9a-f]{64}")

_root: Path | None = None


class FileDamaged(RuntimeError):
    """The stored bytes no longer match their name: disk fault or tampering. Restore the file from a backup."""


def configure(settings: Settings) -> None:
    """Take the folder from the settings and make it, readable by the owner only."""
    global _root  # noqa: PLW0603 - one store per process
    settings.data_dir.mkdir(parents=True, exist_ok=True, mode=0o700)  # of its own: parents made on the way get no mode
    settings.files_dir.mkdir(exist_ok=True, mode=0o700)
    _root = settings.files_dir


def root() -> Path:
    """Folder of the store."""
    if _root is None:
        raise RuntimeError("files.configure() was not called")
    return _root


def store(data: bytes) -> str:
    """Keep the bytes and give back their SHA-256 in hex; the same bytes are kept once. Synced before it returns.

    Storing inside or before a block is safe: a file without a row harms nobody. Raises StorageFull.
    """
    digest = hashlib.sha256(data).hexdigest()
    target = path(digest)
    try:
        if not _holds(target, digest):
            _write(target, data)
    except OSError as error:
        refusal = translated(error)
        if refusal is None:
            raise
        raise refusal from error
    return digest


def read(sha256: str) -> bytes:
    """The bytes. Raises NotFound for an unknown name, FileDamaged when they were changed."""
    try:
        data = path(sha256).read_bytes()
    except FileNotFoundError as error:
        raise NotFound("Berkas tidak ditemukan.") from error
    if hashlib.sha256(data).hexdigest() != sha256:
        raise FileDamaged(sha256)
    return data


def exists(sha256: str) -> bool:
    """True when the store has a file of this name."""
    return path(sha256).is_file()


def path(sha256: str) -> Path:
    """Where the file is or would be. Raises NotFound for anything but 64 hex digits."""
    if not _SHA.fullmatch(sha256):
        raise NotFound("Berkas tidak ditemukan.")
    return root() / sha256[:2] / sha256[2:4] / sha256


def remove(sha256: str) -> None:
    """Delete a file that nothing refers to any more (retention); nothing happens when it is gone already."""
    path(sha256).unlink(missing_ok=True)


def names() -> Iterator[str]:
    """SHA-256 of every stored file, for backups and for finding files without a row."""
    for found in root().glob("??/??/*"):
        if _SHA.fullmatch(found.name):
            yield found.name


def writable() -> bool:
    """True when a file can be written and read back now; for the readiness check."""
    probe = root() / f".probe.{os.getpid()}.{secrets.token_hex(4)}"
    try:
        probe.write_bytes(b"ok")
        return probe.read_bytes() == b"ok"
    except OSError:
        return False
    finally:
        probe.unlink(missing_ok=True)


def _holds(target: Path, digest: str) -> bool:
    """A damaged copy does not count: storing the same bytes again mends it."""
    try:
        return hashlib.sha256(target.read_bytes()).hexdigest() == digest
    except FileNotFoundError:
        return False


def _write(target: Path, data: bytes) -> None:
    _make_folders(target.parent)
    draft = target.with_name(f".{target.name}.{os.getpid()}.{secrets.token_hex(4)}")
    try:
        descriptor = os.open(draft, os.O_WRONLY | os.O_CREAT | os.O_EXCL | os.O_CLOEXEC, 0o600)
        with os.fdopen(descriptor, "wb") as file:
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        draft.rename(target)
    except BaseException:
        draft.unlink(missing_ok=True)
        raise
    _sync_folder(target.parent)


def _make_folders(folder: Path) -> None:
    missing = [part for part in (folder.parent, folder) if not part.is_dir()]
    for part in missing:
        part.mkdir(mode=0o700, exist_ok=True)
        _sync_folder(part.parent)


def _sync_folder(folder: Path) -> None:
    """A new name is durable only once its folder is synced."""
    descriptor = os.open(folder, os.O_RDONLY | os.O_DIRECTORY | os.O_CLOEXEC)
    try:
        os.fsync(descriptor)
    finally:
        os.close(descriptor)
