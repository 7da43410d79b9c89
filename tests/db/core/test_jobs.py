"""Jobs join the block that asks for them, run once, come back after an error or a dead worker, and are given up in the end."""

from datetime import UTC, datetime, timedelta

import pytest
from sqlalchemy import select

from intranet.core import clock, job_worker, jobs
from intranet.core.jobs import Job, JobStatus
from intranet.core.settings_store import Setting
from intranet.core.transaction import StrayWrite, bookkeeping, transaction
from intranet.extensions import db

NOW = datetime(2027, 1, 4, 2, 0, tzinfo=UTC)
LEASE = timedelta(seconds=60)


@pytest.fixture(autouse=True)
def fixture_handlers(monkeypatch):
    """Each test registers its own; nothing recurring comes in between."""
    monkeypatch.setattr(jobs, "_handlers", {})
    monkeypatch.setattr(jobs, "_recurring", {})


def enqueue(kind="count", payload=None, **options):
    with transaction():
        return jobs.enqueue(kind, payload or {}, **options)


def work(core_app, **options):
    return job_worker.run(core_app, once=True, signals=False, **options)


def job(job_id):
    db.session.rollback()
    return db.session.execute(select(Job.__table__).where(Job.id == job_id)).one()


def save_setting(key):
    with transaction() as session:
        session.add(Setting(key=key, value=1, updated_at=clock.now()))
        jobs.complete()


def settings():
    db.session.rollback()
    return db.session.scalars(select(Setting.key).order_by(Setting.key)).all()


def test_job_runs_with_its_payload(core_app, core):
    seen = []
    jobs.handler("count")(seen.append)
    job_id = enqueue(payload={"visit_id": 3})
    assert work(core_app) == 1
    assert seen == [{"visit_id": 3}]
    done = job(job_id)
    assert (done.status, done.attempts, done.last_error) == (JobStatus.DONE, 1, None)
    assert done.finished_at is not None
    assert work(core_app) == 0


def test_rolled_back_block_leaves_no_job(core_app, core):
    with pytest.raises(KeyError), transaction():  # noqa: PT012 - the block is what is tested
        jobs.enqueue("count", {})
        raise KeyError
    assert jobs.state().waiting == 0


def test_job_outside_a_block_is_refused(core):
    with pytest.raises(StrayWrite):
        jobs.enqueue("count", {})


def test_key_makes_a_job_happen_once_for_ever(core_app, core):
    seen = []
    jobs.handler("count")(seen.append)
    assert enqueue(key="report:1") is not None
    assert enqueue(key="report:1") is None
    work(core_app)
    assert enqueue(key="report:1") is None
    work(core_app)
    assert seen == [{}]


def test_job_waits_for_its_time(core_app, core):
    seen = []
    jobs.handler("count")(seen.append)
    with clock.frozen(NOW):
        enqueue(not_before=NOW + timedelta(hours=1))
        assert work(core_app) == 0
    with clock.frozen(NOW + timedelta(hours=1)):
        assert work(core_app) == 1
    assert seen == [{}]


def test_jobs_run_in_order_of_their_time(core_app, core):
    seen = []
    jobs.handler("count")(lambda payload: seen.append(payload["n"]))
    with clock.frozen(NOW):
        enqueue(payload={"n": 2}, not_before=NOW - timedelta(minutes=1))
        enqueue(payload={"n": 3})
        enqueue(payload={"n": 1}, not_before=NOW - timedelta(minutes=2))
        work(core_app)
    assert seen == [1, 2, 3]


def test_failing_job_comes_back_later_and_is_given_up_in_the_end(core_app, core):
    @jobs.handler("count")
    def fail(_payload):
        raise ValueError("Ibu Siti, NIK 1701012345678901")

    with clock.frozen(NOW):
        job_id = enqueue(max_attempts=3)
        work(core_app)
    first = job(job_id)
    assert (first.status, first.attempts) == (JobStatus.QUEUED, 1)
    assert first.not_before == NOW + timedelta(seconds=5)
    for minutes in (1, 2):
        with clock.frozen(NOW + timedelta(minutes=minutes)):
            work(core_app)
    last = job(job_id)
    assert (last.status, last.attempts) == (JobStatus.FAILED, 3)
    assert last.last_error.startswith("ValueError at fail:")
    assert "Siti" not in last.last_error
    assert [failed[0] for failed in jobs.list_failed()] == [job_id]
    with clock.frozen(NOW + timedelta(days=1)):
        assert work(core_app) == 0


def test_failed_job_can_be_tried_again(core_app, core):
    seen = []
    job_id = enqueue("unknown", max_attempts=1)
    work(core_app)
    assert job(job_id).status == JobStatus.FAILED
    jobs.handler("unknown")(seen.append)
    with transaction():
        assert jobs.retry(job_id) is True
    work(core_app)
    assert seen == [{}]
    with transaction():
        assert jobs.retry(job_id) is False


def test_pause_grows_to_an_hour():
    assert [jobs.pause_after(n).total_seconds() for n in (1, 2, 3, 12, 500)] == [5, 10, 20, 3600, 3600]


def test_claimed_job_is_not_given_to_a_second_worker(core):
    enqueue()
    with bookkeeping() as session:
        assert jobs.claim(session, LEASE) is not None
    with bookkeeping() as session:
        assert jobs.claim(session, LEASE) is None


def test_job_of_a_dead_worker_runs_again_and_the_dead_one_cannot_commit(core_app, core):
    with clock.frozen(NOW):
        job_id = enqueue()
        with bookkeeping() as session:
            first = jobs.claim(session, LEASE)
    with clock.frozen(NOW + LEASE):
        with bookkeeping() as session:
            second = jobs.claim(session, LEASE)
        assert (second.id, second.attempt) == (job_id, 2)
        jobs.set_current_claim(first)
        with pytest.raises(jobs.LeaseLost):
            save_setting("by the dead")
        jobs.set_current_claim(second)
        save_setting("by the living")
        jobs.set_current_claim(None)
    assert settings() == ["by the living"]
    assert job(job_id).status == JobStatus.DONE


def test_renewed_lease_is_not_taken_over(core):
    with clock.frozen(NOW):
        enqueue()
        with bookkeeping() as session:
            claimed = jobs.claim(session, LEASE)
    with clock.frozen(NOW + LEASE / 2), bookkeeping() as session:
        jobs.renew(session, claimed, LEASE)
    with clock.frozen(NOW + LEASE), bookkeeping() as session:
        assert jobs.claim(session, LEASE) is None


def test_job_that_kills_every_worker_is_given_up(core):
    job_id = enqueue(max_attempts=2)
    for attempt in (1, 2):
        with clock.frozen(clock.now() + LEASE * attempt * 2), bookkeeping() as session:
            assert jobs.claim(session, LEASE).attempt == attempt
    with clock.frozen(clock.now() + LEASE * 9), bookkeeping() as session:
        assert jobs.claim(session, LEASE) is None
    assert (job(job_id).status, job(job_id).last_error) == (JobStatus.FAILED, "worker lost")


def test_completed_inside_the_block_happens_with_it(core_app, core):
    @jobs.handler("count")
    def save(payload):
        save_setting(payload["key"])
        raise RuntimeError("killed after the commit, before the worker could mark the job")

    job_id = enqueue(payload={"key": "report"})
    work(core_app)
    assert settings() == ["report"]
    assert job(job_id).status == JobStatus.DONE
    assert work(core_app) == 0


def test_recurring_job_runs_once_a_span_for_all_workers(core_app, core):
    seen = []
    jobs.recurring("daily", every=timedelta(days=1))(seen.append)
    for at in (NOW, NOW + timedelta(hours=1)):
        with clock.frozen(at):
            work(core_app)
            work(core_app)
    assert len(seen) == 1
    with clock.frozen(NOW + timedelta(days=1)):
        work(core_app)
    assert len(seen) == 2


def test_kinds_are_unique():
    jobs.handler("count")(lambda _payload: None)
    with pytest.raises(ValueError, match="count"):
        jobs.handler("count")(lambda _payload: None)


def test_old_done_jobs_are_forgotten(core_app, core):
    jobs.handler("count")(lambda _payload: None)
    with clock.frozen(NOW):
        enqueue()
        failed = enqueue("unknown", max_attempts=1)
        work(core_app)
    with clock.frozen(NOW + timedelta(days=29)), transaction():
        assert jobs.purge_done() == 0
    with clock.frozen(NOW + timedelta(days=31)), transaction():
        assert jobs.purge_done() == 1
    assert job(failed).status == JobStatus.FAILED


def test_state_tells_what_waits_and_whether_a_worker_lives(core_app, core):
    with clock.frozen(NOW):
        assert jobs.state().worker_alive() is False
        enqueue("unknown", max_attempts=1)
        work(core_app)
        enqueue()
        enqueue(not_before=NOW + timedelta(days=1))
        db.session.rollback()
    with clock.frozen(NOW + timedelta(seconds=30)):
        state = jobs.state()
        assert (state.waiting, state.running, state.failed, state.late_seconds) == (2, 0, 1, 30)
        assert state.worker_alive() is True
    with clock.frozen(NOW + timedelta(minutes=5)):
        assert jobs.state().worker_alive() is False


def test_error_in_a_handler_leaves_nothing_half_done(core_app, core):
    @jobs.handler("count")
    def half(_payload):
        with transaction() as session:
            session.add(Setting(key="half", value=1, updated_at=clock.now()))
            session.flush()
            raise ValueError

    enqueue()
    work(core_app)
    assert settings() == []
