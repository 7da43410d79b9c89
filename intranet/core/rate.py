"""How often something may be asked: counted per window in the database, so that it holds across processes."""

from __future__ import annotations

from typing import TYPE_CHECKING

from sqlalchemy import Index, String, delete
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.orm import Mapped, mapped_column

from intranet.core import clock, crypto
from intranet.core.base import Base
from intranet.core.errors import TooMany
from intranet.core.transaction import bookkeeping

if TYPE_CHECKING:
    from sqlalchemy.orm import Session

KEEP_SECONDS = 3600


class RateWindow(Base):
    """How many requests one asker made in one window; ``key_hash`` is a keyed hash, so that no address is kept in the clear."""

    __tablename__ = "rate_window"
    __table_args__ = (Index("ix_rate_window_starts", "starts"),)

    key_hash: Mapped[str] = mapped_column(String(64), primary_key=True)
    starts: Mapped[int] = mapped_column(primary_key=True)
    count: Mapped[int]


def hit(kind: str, asker: str, *, limit: int, window_seconds: int = 60) -> None:
    """Count one request, also while answering a GET.

    Args:
        kind: what is asked, e.g. ``verification``.
        asker: who asks, e.g. the address.
        limit: requests allowed in a window.
        window_seconds: length of a window.

    Raises:
        TooMany: with the seconds until the next window.
    """
    now = int(clock.now().timestamp())
    starts = now - now % window_seconds
    with bookkeeping() as session:
        count = _count(session, crypto.keyed_hash(f"{kind}:{asker}"), starts)
    if count > limit:
        raise TooMany(
            "Terlalu banyak permintaan dari jaringan Anda. Tunggu sebentar, lalu coba lagi.", starts + window_seconds - now
        )


def _count(session: Session, key_hash: str, starts: int) -> int:
    table = RateWindow.__table__
    dialect = postgresql if session.get_bind().dialect.name == "postgresql" else sqlite
    statement = (
        dialect.insert(table)
        .values(key_hash=key_hash, starts=starts, count=1)
        .on_conflict_do_update(index_elements=["key_hash", "starts"], set_={"count": table.c.count + 1})
        .returning(table.c.count)
    )
    count = int(session.execute(statement).scalar_one())
    if count == 1:
        session.execute(delete(RateWindow).where(RateWindow.starts < starts - KEEP_SECONDS))
    return count
