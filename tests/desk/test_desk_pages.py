"""What anyone meets who asks the desk's pages over HTTP."""

from __future__ import annotations

import io
import json
import re
import time
import xml.etree.ElementTree as ElementTree
import zipfile
from collections.abc import Iterator
from contextlib import contextmanager

import httpx
import pytest

from tests.desk.reports import HOSTILE
from tests.desk.serving import PASSWORDS, Served
from tollbook.desk.addresses import slug

pytestmark = pytest.mark.xdist_group("desk")

PAGES = [
    "/cases", "/cases/case", "/cases/case?as_of=2025-03-20", "/reports", "/reports/oskil-04", "/claims", "/traces",
    "/sources", "/corrections", "/downloads", "/method", "/api", "/cases/case/cite", "/review", "/add",
]  # fmt: skip


@contextmanager
def signed_in(desk: Served, name: str) -> Iterator[httpx.Client]:
    """A client with a session, as a browser has one."""
    with desk.client() as client:
        form = client.get("/sign-in").text
        key = re.search(r'name="sign_in_key" value="([^"]+)"', form)
        assert key
        data = {"name": name, "password": PASSWORDS[name], "sign_in_key": key.group(1)}
        assert client.post("/sign-in", data=data).status_code == 303
        yield client


def form_key(client: httpx.Client) -> str:
    """The key that the forms of the session carry."""
    found = re.search(r'name="form_key" value="([^"]+)"', client.get("/add").text)
    assert found
    return found.group(1)


def test_every_page_is_whole_and_small(desk: Served) -> None:
    """Every page answers, holds no inline script or style, and its first view stays under 300 kB."""
    desk.wait_for_estimate()
    with signed_in(desk, "anna") as client:
        for page in PAGES:
            answer = client.get(page)
            assert answer.status_code == 200, page
            policy = answer.headers["content-security-policy"]
            assert "unsafe" not in policy
            assert "default-src 'none'" in policy
            assert not re.search(r"<script(?![^>]*\bsrc=)(?![^>]*ld\+json)", answer.text), page
            assert not re.search(r"<[^>]+\s(style|on\w+)=", answer.text), page
            assets = set(re.findall(r'(?:src|href)="(/static/[^"]+)"', answer.text))
            weight = len(answer.content) + sum(len(client.get(asset).content) for asset in assets)
            assert weight < 300_000, (page, weight)


def test_no_page_names_an_address_to_load_from_elsewhere(desk: Served) -> None:
    """Nothing on a page is loaded from another host."""
    with signed_in(desk, "anna") as client:
        for page in PAGES:
            loaded = re.findall(
                r'<(?:script|link|img|iframe|source)[^>]+(?:src|href)="(https?:[^"]+)"', client.get(page).text
            )
            assert loaded == [], page


def test_what_is_not_there_is_said_to_be_missing(desk: Served) -> None:
    """An unknown report, claim, case or page is a 404 page."""
    with signed_in(desk, "anna") as client:
        for page in ["/reports/none", "/claims/none", "/cases/none", "/traces/none", "/nothing", "/downloads/none"]:
            answer = client.get(page)
            assert answer.status_code == 404, page
            assert "no such page" in answer.text


def test_readers_must_sign_in_once_there_are_users(desk: Served) -> None:
    """A desk with accounts shows nothing to strangers: pages lead to signing in, the API says 401."""
    with desk.client() as client:
        assert client.get("/reports").headers["location"] == "/sign-in"
        assert client.get("/api/claims").status_code == 401


def test_a_reader_may_read_and_no_more(desk: Served) -> None:
    """The role reader sees reports and is refused reviewing and adding."""
    with signed_in(desk, "rita") as client:
        assert client.get("/reports").status_code == 200
        assert client.get("/review").status_code == 403
    with desk.client("rita") as client:
        assert client.post("/api/reports", json={"text": "Nothing."}).status_code == 403


def test_a_form_without_its_key_or_from_another_site_changes_nothing(desk: Served) -> None:
    """A write needs the session's form key and comes from the desk's own pages."""
    with signed_in(desk, "anna") as client:
        key = form_key(client)
        before = client.get("/api/head").json()["revision"]
        data = {"source": "Somebody", "grade": "B", "reason": "test"}
        assert client.post("/sources/grade", data=data).status_code == 403
        assert client.post("/sources/grade", data={**data, "form_key": "wrong"}).status_code == 403
        foreign = {"origin": "https://elsewhere.example"}
        assert client.post("/sources/grade", data={**data, "form_key": key}, headers=foreign).status_code == 403
        crossed = {"sec-fetch-site": "cross-site"}
        assert client.post("/sources/grade", data={**data, "form_key": key}, headers=crossed).status_code == 403
        assert client.post("/api/sources/grades", json=data).status_code == 403
        assert client.get("/api/head").json()["revision"] == before


def test_guessing_passwords_is_slowed_down(desk: Served) -> None:
    """After five wrong passwords for a name the desk asks to wait, and says how long."""
    with desk.client() as client:
        answers = [client.get("/sign-in")]
        for number in range(6):
            key = re.search(r'name="sign_in_key" value="([^"]+)"', answers[-1].text)
            assert key
            data = {"name": "nobody", "password": f"guess {number}", "sign_in_key": key.group(1)}
            answers.append(client.post("/sign-in", data=data))
    assert [answer.status_code for answer in answers] == [200, *[401] * 5, 429]
    assert int(answers[-1].headers["retry-after"]) > 0


def test_a_foreign_host_name_is_not_answered(desk: Served) -> None:
    """A name that someone else points at this machine (DNS rebinding) gets nothing."""
    with desk.client("anna") as client:
        assert client.get("/api/claims", headers={"host": "evil.example"}).status_code == 421


def test_lists_sort_filter_and_turn_by_their_address(desk: Served) -> None:
    """A list is sorted and filtered by the server alone."""
    with signed_in(desk, "anna") as client:
        upwards = client.get("/reports?sort=published").text
        downwards = client.get("/reports?sort=-published").text
        first, last = "Losses at the crossing, 3 March 2025", "Losses at the crossing, 20 April 2025"
        assert upwards.index(first) < upwards.index(last)
        assert downwards.index(last) < downwards.index(first)
        only = client.get("/reports?publisher=volga").text
        assert "Volga Post" in only
        assert "Dnipro Courier" not in only.split("<tbody>")[1]


def test_known_by_then_uses_nothing_said_later(desk: Served) -> None:
    """With "known by then" the estimate of a date stands on the claims made by that date alone."""
    desk.wait_for_estimate()
    with desk.client("anna") as client:
        address = "/api/cases/case?as_of=2025-03-10&known=then"
        for _ in range(300):
            answer = client.get(address)
            if answer.status_code == 200:
                break
            time.sleep(0.1)
        then = answer.json()
        now = client.get("/api/cases/case").json()
        page = client.get("/cases/case?as_of=2025-03-10&known=then").text
    assert then["until"] == "2025-03-07"
    assert max(mark["said"] for mark in then["marks"]) <= "2025-03-07"
    assert len(now["marks"]) > len(then["marks"])
    assert "only claims made by 7 March 2025" in page


def test_the_original_comes_as_a_download_that_nothing_runs(desk: Served) -> None:
    """Original bytes are an attachment of no type that a browser would run."""
    with signed_in(desk, "anna") as client:
        answer = client.get("/reports/oskil-01/original")
    assert answer.headers["content-disposition"].startswith("attachment")
    assert answer.headers["x-content-type-options"] == "nosniff"
    assert answer.headers["content-type"] == "application/octet-stream"
    assert b"Oskil" in answer.content or b"crossing" in answer.content


@pytest.mark.parametrize("method", ["POST", "PUT", "PATCH", "DELETE"])
def test_the_public_face_refuses_every_write(public: Served, method: str) -> None:
    """No path of the public face takes a write."""
    with public.client() as client:
        before = client.get("/api/head").json()
        for path in ["/sign-in", "/add/text", "/claims/x/decide", "/api/reports", "/api/links", "/"]:
            assert client.request(method, path, json={}).status_code == 403
        assert client.get("/review").status_code == 404
        assert client.get("/api/head").json() == before


def test_the_public_face_can_be_cached(public: Served) -> None:
    """A page has a tag under which it is not sent twice, and sets no cookie."""
    public.wait_for_estimate()
    with public.client() as client:
        first = client.get("/cases/case")
        assert "set-cookie" not in first.headers
        assert first.headers["cache-control"].startswith("public")
        again = client.get("/cases/case", headers={"if-none-match": first.headers["etag"]})
        assert again.status_code == 304
        assert again.content == b""
        other = client.get("/reports", headers={"if-none-match": first.headers["etag"]})
        assert other.status_code == 200


def test_the_public_face_names_nobody(public: Served) -> None:
    """Nothing on public pages says who reviewed, or how sure the reader was."""
    with public.client() as client:
        page = client.get("/reports/oskil-01").text
        assert "Reader's confidence" not in page
        assert "root" not in page.split("History")[-1].split("footer")[0]
        assert client.get("/api/queue").status_code == 404


def test_an_estimate_has_a_permanent_address_and_a_citation(public: Served) -> None:
    """The link to a view opens the same estimate, and can be cited as BibTeX and CSL-JSON."""
    found = public.wait_for_estimate()
    with public.client() as client:
        fixed = client.get(f"/estimates/case/{found['revision']}?as_of=2025-04-09")
        assert fixed.status_code == 200
        assert "9 April 2025" in fixed.text
        assert client.get("/estimates/case/999999").status_code == 404
        cited = client.get("/cases/case/cite?as_of=2025-04-09").text
        assert "@misc{tollbook-case" in cited
        assert f"https://desk.example.org/estimates/case/{found['revision']}?as_of=2025-04-09" in cited
        assert '"type": "dataset"' in cited.replace("&#34;", '"')


def test_metadata_and_feed_can_be_read_by_machines(public: Served) -> None:
    """The case is a schema.org Dataset, a claim a Claim, corrections a well-formed Atom feed."""
    with public.client() as client:
        data = client.get("/cases/case/dataset.jsonld").json()
        assert data["@type"] == "Dataset"
        assert data["measurementTechnique"]
        claim = client.get("/api/claims?report=hostile-script").json()["claims"][0]["claim"]["id"]
        block = re.search(r'<script type="application/ld\+json">(.*?)</script>', client.get(f"/claims/{claim}").text)
        assert block
        assert json.loads(block.group(1))["@type"] == "Claim"
        feed = ElementTree.fromstring(client.get("/corrections.atom").text)
        assert feed.tag == "{http://www.w3.org/2005/Atom}feed"


@pytest.mark.parametrize("form", ["csv", "hxl", "jsonl", "prov", "webannotation"])
def test_every_export_carries_method_and_version(public: Served, form: str) -> None:
    """A download is a ZIP of the export with the method, the version and the revision beside it."""
    with public.client() as client:
        answer = client.get(f"/downloads/{form}")
    with zipfile.ZipFile(io.BytesIO(answer.content)) as archive:
        assert len(archive.namelist()) == 2
        about = archive.read("README.txt").decode()
        export = archive.read(next(name for name in archive.namelist() if name != "README.txt"))
    assert "Tollbook" in about
    assert "revision" in about
    assert "Reported losses are not losses" in about
    assert len(export) > 100


def test_hostile_reports_are_text(public: Served) -> None:
    """Script tags, event handlers and script addresses in a report end up as words on every page that shows it."""
    with public.client() as client:
        listed = client.get("/api/reports").json()["reports"]
        hostile = [report["id"] for report in listed if not report["id"].startswith("oskil")]
        assert len(hostile) == len(HOSTILE)
        claims = [s["claim"]["id"] for r in hostile for s in client.get(f"/api/reports/{slug(r)}").json()["claims"]]
        assert len(claims) >= 4
        pages = ["/cases/case", "/reports", "/claims", "/sources", "/traces", "/corrections"]
        pages += [f"/reports/{slug(report)}" for report in hostile]
        pages += [f"/claims/{claim}" for claim in claims] + [f"/traces/{claim}" for claim in claims]
        for page in pages:
            answer = client.get(page)
            assert answer.status_code == 200, page
            for harm in ("<script>document", "<img src=x", "<svg onload", 'href="javascript:'):
                assert harm not in answer.text, page
            assert len(answer.content) < 300_000, page


def test_a_trace_shows_what_believing_changed_figures_would_do(desk: Served) -> None:
    """Killed or wounded that a relay made killed is set aside; its trace shows the estimate with it believed."""
    said = "The General Staff of Ukraine said on 23 April 2025 that more than 3,300 Russian soldiers had been killed"
    with desk.client("anna") as client:
        reports = [
            {
                "text": f"{said} or wounded at the crossing.",
                "published": "2025-04-23",
                "publisher": "Dnipro Courier",
            },
            {
                "text": f"{said.replace(' on 23 April 2025', '')} at the crossing, the Dnipro Courier reported.",
                "published": "2025-04-24",
                "publisher": "Echo of the Coast",
            },
        ]
        ids = [client.post("/api/reports", json=report).json()[0]["report"] for report in reports]
        desk.wait_for_estimate()
        claims = [client.get(f"/api/reports/{report}").json()["claims"][0]["claim"]["id"] for report in ids]
        for _ in range(300):
            page = client.get(f"/traces/{claims[1]}").text
            if 'aria-busy="true"' not in page:
                break
            time.sleep(0.1)
        for claim in claims:
            reason = {"decision": "rejected", "reason": "other population"}
            client.post(f"/api/claims/{claim}/decisions", json=reason)
    words = re.search(r'aria-label="As used: ([\d,]+) \([^)]*\); At face value: ([\d,]+)', page)
    assert words, page[-4000:]
    used, supposed = (int(figure.replace(",", "")) for figure in words.groups())
    assert supposed > used
