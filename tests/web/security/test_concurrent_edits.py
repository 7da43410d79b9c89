"""Two people save at once: no write is lost in silence, and no number is given twice (security.md 57)."""

from __future__ import annotations

import threading

import pytest
from sqlalchemy import func, select

from intranet.core.errors import Busy, Conflict
from intranet.core.transaction import transaction
from intranet.documents import numbers
from intranet.documents.states import DocumentKind
from intranet.extensions import db
from intranet.participation import actions, queries
from intranet.participation.models import Participation
from tests.story import Story, actor_of

pytestmark = pytest.mark.slow

ROUNDS = 200


def test_the_later_of_two_savers_is_told(app, story: Story):
    actor = actor_of(story.world, "op_a")
    visit_id, staff = story.visits["free"], {story.world.employees["a2"]: "Petugas"}
    start = threading.Barrier(2)
    outcomes: dict[str, list[str]] = {"Ani": [], "Budi": []}

    def write(name: str) -> None:
        for turn in range(ROUNDS):
            with app.app_context():
                row = queries.get_answer(actor, visit_id, story.world.opds["a"])
                start.wait(timeout=60)
                try:
                    with transaction():
                        actions.confirm(
                            actor,
                            participation_id=row.id,
                            version=row.version,
                            staff=staff,
                            services={},
                            note=f"{name} {turn}",
                        )
                    outcomes[name].append("saved")
                except Conflict:
                    outcomes[name].append("told")
                except Busy:
                    outcomes[name].append("busy")
                db.session.remove()

    threads = [threading.Thread(target=write, args=(name,)) for name in outcomes]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=180)

    saved = sum(each.count("saved") for each in outcomes.values())
    told = sum(each.count("told") for each in outcomes.values())
    assert saved + told == 2 * ROUNDS
    assert saved >= ROUNDS
    assert told > 0
    with app.app_context():
        version = db.session.scalar(
            select(Participation.version).where(Participation.visit_id == visit_id, Participation.opd_id == story.world.opds["a"])
        )
        assert version == 1 + saved
        assert db.session.scalar(select(func.count()).select_from(Participation)) > 0


def test_a_number_is_given_once(app, story: Story):
    """Two desks issue as fast as they can; each number is one paper's, and none is left out."""
    del story
    taken: list[int] = []
    start = threading.Barrier(2)

    def desk() -> None:
        with app.app_context():
            start.wait(timeout=60)
            mine = 0
            while mine < ROUNDS // 2:
                expected = numbers.next_number(DocumentKind.VISIT_REPORT, 2028)
                try:
                    with transaction():
                        if numbers.take(expected):
                            taken.append(expected.sequence)
                            mine += 1
                except Busy:
                    continue
            db.session.remove()

    threads = [threading.Thread(target=desk) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join(timeout=180)

    assert sorted(taken) == list(range(1, ROUNDS + 1))
