"""A stored file is there wholly or not at all, and shows when it was changed."""

import errno
import hashlib
import os
import stat
import threading
from pathlib import Path

import pytest

from intranet.config import Settings
from intranet.core import files
from intranet.core.errors import NotFound, StorageFull
from intranet.core.files import FileDamaged


@pytest.fixture(autouse=True)
def fixture_store(tmp_path, monkeypatch):
    monkeypatch.setattr(files, "_root", tmp_path / "files")
    (tmp_path / "files").mkdir()


def everything():
    return [path for path in files.root().rglob("*") if path.is_file()]


def test_bytes_come_back_under_their_hash():
    name = files.store(b"laporan")
    assert name == hashlib.sha256(b"laporan").hexdigest()
    assert files.read(name) == b"laporan"
    assert files.exists(name)
    assert list(files.names()) == [name]
    assert stat.S_IMODE(files.path(name).stat().st_mode) == 0o600


def test_the_folders_it_makes_are_the_owners_alone(tmp_path):
    settings = Settings(
        data_dir=tmp_path / "a" / "data",
        database_url="sqlite:////unused.db",
        secret_key="s" * 48,
        field_keys=(("k1", b"1" * 32),),
        hash_key=b"h" * 32,
        base_url="http://localhost",
    )
    files.configure(settings)
    assert [stat.S_IMODE(folder.stat().st_mode) for folder in (settings.data_dir, settings.files_dir)] == [0o700, 0o700]


def test_same_bytes_are_kept_once():
    assert files.store(b"laporan") == files.store(b"laporan")
    assert len(everything()) == 1


@pytest.mark.parametrize("name", ["", "x", "../" * 5 + "etc/passwd", "A" * 64, "a" * 63, "a" * 64 + "\n"])
def test_strange_name_is_not_found(name):
    for use in (files.read, files.exists, files.path):
        with pytest.raises(NotFound):
            use(name)


def test_unknown_file_is_not_found():
    with pytest.raises(NotFound):
        files.read("a" * 64)
    assert not files.exists("a" * 64)


def test_changed_file_is_told_and_mended_by_storing_again():
    name = files.store(b"laporan")
    files.path(name).write_bytes(b"palsu")
    with pytest.raises(FileDamaged):
        files.read(name)
    files.store(b"laporan")
    assert files.read(name) == b"laporan"


def test_full_disk_leaves_nothing_behind(monkeypatch):
    def full(_descriptor):
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as patch:
        patch.setattr(os, "fsync", full)
        with pytest.raises(StorageFull):
            files.store(b"laporan")
    assert everything() == []
    assert files.read(files.store(b"laporan")) == b"laporan"


def test_file_is_synced_before_its_name_is_given_out(monkeypatch):
    synced = []
    real = os.fsync
    monkeypatch.setattr(
        os, "fsync", lambda descriptor: (synced.append(str(Path(f"/proc/self/fd/{descriptor}").readlink())), real(descriptor))
    )
    name = files.store(b"laporan")
    drafts = [path for path in synced if f"/.{name}." in path]
    assert len(drafts) == 1
    assert synced[-1] == str(files.path(name).parent)


def test_many_threads_store_the_same_bytes():
    data = [b"laporan %d" % (n % 3) * 5000 for n in range(24)]
    threads = [threading.Thread(target=files.store, args=(each,)) for each in data]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(everything()) == 3
    assert {files.read(name) for name in files.names()} == set(data)


def test_removed_file_is_gone():
    name = files.store(b"foto")
    files.remove(name)
    files.remove(name)
    assert not files.exists(name)


def test_readiness_probe_leaves_nothing():
    assert files.writable() is True
    assert everything() == []
