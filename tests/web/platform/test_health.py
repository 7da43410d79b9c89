"""What the watching machine is told."""

import pytest

from intranet.web import health


def test_alive_needs_no_sign_in(lab):
    response = lab.app.test_client().get("/sehat")

    assert response.status_code == 200
    assert response.json == {"status": "sehat"}


def test_not_ready_without_a_worker(lab):
    response = lab.app.test_client().get("/siap")

    assert response.status_code == 503
    assert response.json["basis_data"] == "siap"
    assert response.json["berkas"] == "siap"
    assert response.json["antrean"] == "belum siap"


def test_failing_check_means_not_ready_and_tells_nothing_of_the_inside(lab, monkeypatch):
    def broken():
        raise RuntimeError("kata sandi basis data salah")

    monkeypatch.setitem(health._checks, "basis_data", broken)

    response = lab.app.test_client().get("/siap")

    assert response.status_code == 503
    assert response.json["basis_data"] == "belum siap"
    assert "sandi" not in response.text


def test_metrics_count_by_rule_for_this_machine(lab):
    client = lab.app.test_client()
    client.get("/lab/angka/17")

    text = client.get("/metrics").text

    assert 'rule="/lab/angka/<int:number>"' in text
    assert "/lab/angka/17" not in text
    assert "intranet_jobs_waiting" in text


@pytest.mark.parametrize(
    "headers", [{}, {"Authorization": "Bearer salah"}, {"X-Forwarded-For": "127.0.0.1"}, {"Authorization": "Bearer "}]
)
def test_metrics_do_not_exist_for_others(lab, headers):
    response = lab.app.test_client().get("/metrics", headers=headers, environ_base={"REMOTE_ADDR": "10.1.2.3"})

    assert response.status_code == 404


def test_proxy_on_the_same_machine_opens_no_metrics(lab):
    response = lab.app.test_client().get("/metrics", headers={"X-Forwarded-For": "10.1.2.3"})

    assert response.status_code == 404
