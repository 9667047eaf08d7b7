"""The HTTP API: what its description says is what it does, whatever is sent."""

from __future__ import annotations

import os

import httpx
import pytest
import schemathesis
from hypothesis import HealthCheck, given, settings
from schemathesis.checks import CHECKS

from tests.desk.serving import Served

pytestmark = pytest.mark.xdist_group("desk")

EXAMPLES = int(os.environ.get("DESK_API_EXAMPLES", "8"))
"""Requests to each operation; benchmarks/bench_desk_api.py asks for many more."""
CHECKED = ["not_a_server_error", "status_code_conformance", "content_type_conformance", "response_schema_conformance"]


def test_a_claim_is_corrected_and_the_correction_undone(desk: Served) -> None:
    """A correction through the API changes the claim, keeps what was read, and an undo brings it back."""
    with desk.client("anna") as client:
        claim = client.get("/api/claims?report=oskil-03").json()["claims"][0]["claim"]
        decision = {"decision": "corrected", "changes": {"low": 95, "high": 95}, "reason": "misread"}
        answer = client.post(f"/api/claims/{claim['id']}/decisions", json=decision)
        assert answer.status_code == 201
        assert answer.json()["entry"]["actor"] == "anna"
        whole = client.get(f"/api/claims/{claim['id']}").json()
        assert whole["statement"]["claim"]["low"] == 95
        assert whole["as_read"]["low"] == claim["low"]
        client.post(f"/api/claims/{claim['id']}/decisions", json={"decision": "undone"})
        assert client.get(f"/api/claims/{claim['id']}").json()["statement"]["claim"]["low"] == claim["low"]


def test_a_refused_write_says_why(desk: Served) -> None:
    """A rejection without a reason, a correction of nothing and an unknown claim are refused with what to do."""
    with desk.client("anna") as client:
        claim = client.get("/api/claims?report=oskil-06").json()["claims"][0]["claim"]["id"]
        without = client.post(f"/api/claims/{claim}/decisions", json={"decision": "rejected"})
        assert without.status_code == 422
        assert "reason" in without.json()["detail"]
        empty = client.post(f"/api/claims/{claim}/decisions", json={"decision": "corrected", "changes": {}})
        assert empty.status_code == 422
        assert client.post("/api/claims/none/decisions", json={"decision": "accepted"}).status_code == 404


def test_an_address_on_a_private_network_is_not_fetched(desk: Served) -> None:
    """The desk fetches nothing from its own machine or network, and no files."""
    with desk.client("anna") as client:
        for address in ["http://127.0.0.1/", "http://localhost:1/", "http://169.254.169.254/latest"]:
            outcome = client.post("/api/reports/fetch", json={"address": address})
            assert [o["state"] for o in outcome.json()] == ["refused"]
        assert client.post("/api/reports/fetch", json={"address": "/etc/passwd"}).status_code == 422
        assert client.post("/api/reports/fetch", json={"address": "file:///etc/passwd"}).status_code == 422


def test_a_token_opens_nothing_when_altered(desk: Served) -> None:
    """A token that is wrong by one letter is no token."""
    with desk.client() as client:
        answer = client.get("/api/claims", headers={"authorization": f"Bearer {desk.tokens['anna']}x"})
        assert answer.status_code == 401


def operations(desk: Served) -> list[schemathesis.schemas.APIOperation]:
    """Every operation of the API as its own description has it."""
    with desk.client("anna") as client:
        described = client.get("/api/openapi.json").json()
    schema = schemathesis.openapi.from_dict(described)
    return [result.ok() for result in schema.get_all_operations()]


def test_the_api_does_what_its_description_says(desk: Served) -> None:
    """Generated requests to every operation meet no server error, no undocumented status, no other shape of answer."""
    found = operations(desk)
    checks = CHECKS.get_by_names(CHECKED)
    assert len(found) >= 18
    for operation in found:
        if operation.label == "POST /api/reports/fetch":
            continue

        @settings(max_examples=EXAMPLES, deadline=None, database=None, suppress_health_check=list(HealthCheck))
        @given(case=operation.as_strategy())
        def holds(case: schemathesis.Case) -> None:
            headers = {"authorization": f"Bearer {desk.tokens['anna']}"}
            try:
                answer = case.call(base_url=desk.address, headers=headers, timeout=30)
            except (httpx.InvalidURL, UnicodeError):
                return
            case.validate_response(answer, checks=checks)

        holds()


@pytest.mark.parametrize("path", ["/api/claims?page=0", "/api/claims?measure=nothing", "/api/reports?since=yesterday"])
def test_a_parameter_that_makes_no_sense_is_named(desk: Served, path: str) -> None:
    """A wrong parameter is a 400 that says which."""
    with desk.client("anna") as client:
        answer = client.get(path)
    assert answer.status_code == 400
    assert answer.json()["extra"]
