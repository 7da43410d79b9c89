"""Who gets which answer from which endpoint. The test asks every cell; a new endpoint without a row fails the build.

A row is ``"METHOD endpoint": row(...)``. Everybody who is not named gets 403, somebody who is not signed in 302 (a form: 401).
Forms are sent empty but for the token, so that who may use them gets 422 or 404, and nothing changes.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from typing import Any

from tests.world import CAST, World

ROLES = ("anonymous", *CAST)

Row = Mapping[str, int]


def row(*, anonymous: int | None = None, default: int = 403, **named: int) -> dict[str, int]:
    """One line of the matrix; ``anonymous`` None means sent to sign in."""
    unknown = set(named) - set(ROLES)
    if unknown:
        raise ValueError(f"not in the cast: {unknown}")
    cells = dict.fromkeys(ROLES, default) | named
    cells["anonymous"] = -1 if anonymous is None else anonymous
    return cells


def everybody(status: int = 200) -> dict[str, int]:
    """The same answer for all, signed in or not."""
    return row(anonymous=status, default=status)


def members(status: int = 200, **named: int) -> dict[str, int]:
    """The same answer for all who are signed in."""
    return row(default=status, **named)


# Values for the variables in addresses; a variable that is not named here becomes 1 (a number) or "tidak-ada".
VALUES: dict[str, Callable[[World], Any]] = {
    "opd_id": lambda world: world.opds["a"],
    "desa_id": lambda world: world.desa["far"],
    "employee_id": lambda world: world.employees["a1"],
    "service_id": lambda world: world.services["ktp"],
    "user_id": lambda _world: 99_999,  # nobody: a reset or an end of sessions would sign out somebody of the cast
    "session_id": lambda _world: 99_999,
    "year": lambda _world: 2027,
}

DOCUMENT_READERS = ("planner", "sekda", "clerk", "regent", "op_a", "op_b", "head_a", "head_b")
RESULT_READERS = row(**dict.fromkeys(DOCUMENT_READERS, 404))
RESULT_WRITERS = row(clerk=404, op_a=404, op_b=404)

ACCESS: dict[str, Row] = {
    "GET health.alive": everybody(200),
    "GET health.ready": everybody(503),  # no worker runs beside the tests
    "GET health.show_metrics": everybody(200),  # asked from this machine; test_health asks from elsewhere
    "GET gaya.show": everybody(404),  # stands in a demo only
    # accounts: the door is public, the own account everybody's, accounts of others the administrator's
    "GET accounts.sign_in": row(anonymous=200, default=303),
    "POST accounts.send_sign_in": row(anonymous=400, default=422),  # a stranger is sent without token
    "GET accounts.code": everybody(303),
    "POST accounts.send_code": row(anonymous=400, default=422),
    "POST accounts.sign_out": members(303),
    "GET accounts.own": members(200),
    "GET accounts.own_sessions": members(303),
    "POST accounts.end_session": members(404),
    "POST accounts.end_other_sessions": members(303),
    "GET accounts.own_password": members(200),
    "POST accounts.send_own_password": members(422),
    "GET accounts.factor": members(200),
    "POST accounts.send_factor": members(422),
    "POST accounts.renew_codes": members(303),
    "POST accounts.drop_factor": members(303),
    "GET accounts.confirm": members(200),
    "POST accounts.send_confirm": members(422),
    "GET accounts.users": row(admin=200),
    "GET accounts.new_user": row(admin=200),
    "POST accounts.send_new_user": row(admin=422),
    "GET accounts.user": row(admin=404),
    "POST accounts.send_user": row(admin=404),
    "POST accounts.grant": row(admin=404),
    "POST accounts.revoke": row(admin=404),
    "POST accounts.disable": row(admin=404),
    "POST accounts.enable": row(admin=404),
    "POST accounts.reset": row(admin=404),
    "POST accounts.reset_factor": row(admin=404),
    "POST accounts.sign_out_user": row(admin=404),
    "GET accounts.trail": row(admin=200, planner=200, sekda=200),
    # planning: there is no plan for 2027 in the world
    "GET planning.schedule": members(200),
    "GET planning.releases": members(200),
    "GET planning.release": members(404),
    "GET planning.work": row(planner=302),
    "GET planning.workbench": row(planner=200),
    "POST planning.create": row(planner=422),
    "GET planning.rules": row(planner=404),
    "POST planning.change_rules": row(planner=404),
    "POST planning.draft": row(planner=404),
    "POST planning.submit": row(planner=404),
    "GET planning.line": row(planner=404),
    "POST planning.change_line": row(planner=404),
    "POST planning.remove_line": row(planner=303),  # gone already, which is what was wanted
    "GET planning.add": row(planner=404),
    "POST planning.add_desa": row(planner=404),
    "GET planning.to_decide": row(sekda=200),
    "GET planning.decision": row(planner=404, sekda=404),
    "POST planning.approve": row(sekda=404),
    "GET planning.send_back": row(sekda=404),
    "POST planning.keep_return": row(sekda=404),
    # places: open to all who are signed in, changed by the Sekda's office and the administrator
    "GET places.desa": members(200),
    "GET places.show": members(200),
    "GET places.edit": row(admin=200, planner=200),
    "POST places.send_edit": row(admin=422, planner=422),
    "GET places.calendar": members(200),
    "POST places.load_decree": row(admin=422, planner=422),
    "GET places.new_holiday": row(admin=200, planner=200),
    "POST places.send_new_holiday": row(admin=422, planner=422),
    "GET places.edit_holiday": row(admin=404, planner=404),
    "POST places.send_holiday": row(admin=404, planner=404),
    "POST places.delete_holiday": row(admin=303, planner=303),  # gone already, which is what was wanted
    "GET places.new_period": row(admin=200, planner=200),
    "POST places.send_new_period": row(admin=422, planner=422),
    "GET places.edit_period": row(admin=404, planner=404),
    "POST places.send_period": row(admin=404, planner=404),
    "POST places.delete_period": row(admin=303, planner=303),
    # overview: there is no visit in the world
    "GET overview.door": row(anonymous=302, default=302),
    "GET overview.desk": members(200),
    "GET overview.visit": members(404),
    "GET overview.ask_postpone": row(planner=404),
    "POST overview.postpone": row(planner=404),
    "GET overview.ask_cancel": row(planner=404),
    "POST overview.cancel": row(planner=404),
    "POST overview.close": members(404),
    "GET overview.year": row(planner=200, sekda=200, regent=200, head_a=200, head_b=200),
    "GET overview.guide": members(200),
    "GET overview.guide_of": members(404),
    "GET overview.privacy": everybody(200),
    "GET overview.preferences": row(admin=200),
    "POST overview.save_preferences": row(admin=422),
    "GET overview.arms": row(admin=404),
    "GET overview.emblem": row(admin=404),
    # opd: read by all who are signed in; staff by its own OPD and the Sekda's office
    "GET opd.agencies": members(200),
    "GET opd.agency": members(200),
    "GET opd.edit_opd": row(admin=200, planner=200, op_a=200, op_b=404),
    "POST opd.send_opd": row(admin=422, planner=422, op_a=409, op_b=404),  # no field is required of an operator, but the version
    "GET opd.new_opd": row(admin=200),
    "POST opd.send_new_opd": row(admin=422),
    "GET opd.officials": row(admin=200),
    "GET opd.new_official": row(admin=200),
    "POST opd.send_new_official": row(admin=422),
    "GET opd.edit_official": row(admin=404),
    "POST opd.send_official": row(admin=404),
    "GET opd.staff": row(admin=200, planner=200, sekda=200, clerk=200, op_a=200, op_b=200, head_a=200, head_b=200),
    "GET opd.employee": row(admin=200, planner=200, sekda=200, clerk=200, op_a=200, op_b=404, head_a=200, head_b=404),
    "GET opd.new_employee": row(admin=200, op_a=200, op_b=200),
    "POST opd.send_new_employee": row(admin=422, op_a=422, op_b=422),
    "GET opd.edit_employee": row(admin=200, op_a=200, op_b=404),
    "POST opd.send_employee": row(admin=422, op_a=422, op_b=404),
    "POST opd.deactivate_employee": row(admin=303, op_a=303, op_b=404),
    "POST opd.activate_employee": row(admin=303, op_a=303, op_b=404),
    "GET opd.services": members(200),
    "GET opd.new_service": row(admin=200, planner=200, op_a=200, op_b=200),
    "POST opd.send_new_service": row(admin=422, planner=422, op_a=422, op_b=422),
    "GET opd.edit_service": row(admin=200, planner=200, op_a=200, op_b=404),
    "POST opd.send_service": row(admin=422, planner=422, op_a=422, op_b=404),
    "POST opd.deactivate_service": row(admin=303, planner=303, op_a=303, op_b=404),
    "POST opd.activate_service": row(admin=303, planner=303, op_a=303, op_b=404),
    # participation: who answers for an agency, and who watches over all; there is no visit in the world
    "GET participation.inbox": row(op_a=200, op_b=200, head_a=200, head_b=200),
    "POST participation.repeat_month": row(op_a=303, op_b=303, head_a=303, head_b=303),
    "POST participation.repeat": row(op_a=404, op_b=404, head_a=404, head_b=404),
    "GET participation.answer": row(op_a=404, op_b=404, head_a=404, head_b=404),
    "POST participation.send_answer": row(op_a=404, op_b=404, head_a=404, head_b=404),
    "GET participation.decline": row(op_a=404, op_b=404, head_a=404, head_b=404),
    "POST participation.send_decline": row(op_a=404, op_b=404, head_a=404, head_b=404),
    "GET participation.readiness": row(planner=200, sekda=200, clerk=200, regent=200),
    # fieldwork: many read results, operators and clerks write them
    "GET fieldwork.hub": RESULT_READERS,
    "POST fieldwork.hold": members(404),
    "GET fieldwork.opd_results": RESULT_WRITERS,
    "POST fieldwork.send_opd_results": RESULT_WRITERS,
    "GET fieldwork.residents": RESULT_WRITERS,
    "POST fieldwork.send_residents": RESULT_WRITERS,
    "POST fieldwork.add_remark": RESULT_WRITERS,
    "POST fieldwork.remove_remark": RESULT_WRITERS,
    "POST fieldwork.add_photo": RESULT_WRITERS,
    "POST fieldwork.remove_photo": RESULT_WRITERS,
    "GET fieldwork.show_photo": RESULT_READERS,
    # documents: there is none in the world; the proof is public
    "GET documents.register": RESULT_READERS | dict.fromkeys(DOCUMENT_READERS, 200),
    "GET documents.show": RESULT_READERS,
    "GET documents.paper": RESULT_READERS,
    "GET documents.scanned": RESULT_READERS,
    "POST documents.draft": row(clerk=404),
    "GET documents.wording": row(clerk=404),
    "POST documents.send_wording": row(clerk=404),
    "GET documents.confirm_discard": row(clerk=404),
    "POST documents.discard": row(clerk=404),
    "POST documents.review": row(planner=404, sekda=404),
    "POST documents.issue": row(clerk=404),
    "POST documents.send_back": RESULT_READERS,  # the action asks who may: planner, Sekda and clerk
    "POST documents.correct": row(clerk=404),
    "POST documents.revoke": row(clerk=404),
    "POST documents.sign": row(clerk=404),
    "GET documents.check": everybody(200),
    "POST documents.check_file": row(anonymous=400, default=422),
    "GET documents.proof": everybody(404),
    "POST documents.proof_file": row(anonymous=400, default=422),
}
