"""Files, folders and JSON Lines."""

from __future__ import annotations

import contextlib
import hashlib
import io
import json
import os
from pathlib import Path

import msgspec
import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.capture import Captured, capture
from tollbook.capture.captured import Found, captured, headed, iso_date, leading_title
from tollbook.capture.decoding import decode
from tollbook.capture.jsonl import read_jsonl
from tollbook.messages import Refusal

STORY = "At least 40 soldiers were killed near Orlyk on Monday, the ministry said."


def only(source: Path, **options: int) -> Captured:
    """The only report of a source."""
    (item,) = capture(str(source), **options)
    assert isinstance(item, Captured), item
    return item


def refusal(source: Path, **options: int) -> Refusal:
    """The only refusal of a source, which names it on one line."""
    (item,) = capture(str(source), **options)
    assert isinstance(item, Refusal)
    assert "\n" not in str(item)
    return item


def test_a_text_file_is_its_decoded_bytes(tmp_path: Path) -> None:
    """Windows line ends become LF, and nothing else of the text changes: not quotes, spaces or broken words."""
    text = "\u201cLosses\u201d of\u00a0the bri\u00adgade\r\n\r\nIt i\nnvolves\u200b 40  men.\r\n"
    path = tmp_path / "a.txt"
    path.write_bytes(text.encode())
    item = only(path)
    assert item.report.text == text.replace("\r\n", "\n")
    assert item.original == text.encode()
    assert item.report.sha256 == hashlib.sha256(text.encode()).hexdigest()
    assert item.identity == f"{tmp_path.name}/a.txt"


@pytest.mark.parametrize("charset", ["utf-8-sig", "utf-16", "utf-32"])
def test_byte_order_marks_are_no_text(tmp_path: Path, charset: str) -> None:
    """A file with a byte order mark reads without it."""
    path = tmp_path / "a.txt"
    path.write_bytes(STORY.encode(charset))
    assert only(path).report.text == STORY


def test_the_same_text_has_the_same_id_everywhere(tmp_path: Path) -> None:
    """The id of a report depends on its content and address alone."""
    (tmp_path / "a.txt").write_text(STORY)
    (tmp_path / "b.txt").write_text(STORY)
    (tmp_path / "c.txt").write_text(STORY + " More.")
    first, second, third = (only(tmp_path / name).report.id for name in ("a.txt", "b.txt", "c.txt"))
    assert first == second != third


def test_a_first_line_that_looks_like_a_title_is_one() -> None:
    """A short line set off from the text is its title; a sentence or a wrapped line is not. The text stays as it is."""
    assert leading_title("Heavy losses near Orlyk\n\n" + STORY) == "Heavy losses near Orlyk"
    assert leading_title("\nHeavy losses near Orlyk \n" + STORY * 3) == "Heavy losses near Orlyk"
    assert leading_title(STORY + "\n\n" + STORY) is None
    assert leading_title("At least 40 soldiers were killed near Orlyk on\nMonday, the ministry said.") is None
    assert leading_title("Heavy losses near Orlyk\n\n") is None
    item = captured(Found(body="Heavy losses\n\n" + STORY), b"", "x")
    assert item.report.title == "Heavy losses"
    assert item.report.text == "Heavy losses\n\n" + STORY


def test_a_separate_title_stands_above_the_text_once() -> None:
    """A title is put above the text unless the text begins with it."""
    assert headed("Heavy losses", STORY) == f"Heavy losses\n\n{STORY}"
    assert headed("Heavy losses", f"Heavy\nlosses\n\n{STORY}") == f"Heavy\nlosses\n\n{STORY}"
    assert headed(None, STORY) == STORY


@pytest.mark.parametrize(
    ("content", "code"),
    [
        (b"", "empty-report"),
        (b" \n\r\n", "empty-report"),
        (b"\xef\xbb\xbf", "empty-report"),
        (bytes(range(256)) * 40, "not-text"),
        (b"\x7fELF\x02\x01\x01\x00\x00" + b"\x90\x05\xff" * 400, "not-text"),
        ("Загинули 40 солдатів біля села.".encode("cp1251"), "unknown-charset"),
        (b"\xff\xfeA", "wrong-charset"),
        ("40 killed".encode("utf-16-le"), "not-text"),
    ],
)
def test_files_that_are_no_text_are_refused(tmp_path: Path, content: bytes, code: str) -> None:
    """Empty, binary and undeclared legacy files are refused by name with what to do."""
    path = tmp_path / "bad.txt"
    path.write_bytes(content)
    refused = refusal(path)
    assert refused.code == code
    assert str(refused).startswith(str(path))


def test_a_legacy_file_is_told_what_it_looks_like(tmp_path: Path) -> None:
    """The refusal of a file in a legacy charset names the charset it seems to be in."""
    path = tmp_path / "bad.txt"
    path.write_bytes(("Міністерство оборони повідомило, що загинули сорок солдатів біля села. " * 5).encode("cp1251"))
    assert "iconv -f cp1251" in str(refusal(path)).replace("windows_1251", "cp1251")


SENTENCES = {
    "uk": ("Міністерство оборони повідомило, що щонайменше сорок солдатів загинули біля села.", ["cp1251", "koi8_u"]),
    "ru": (
        "Министерство обороны сообщило, что у села погибли по меньшей мере сорок солдат.",
        ["cp1251", "koi8_r", "cp866"],
    ),
    "ko": ("국방부는 월요일 마을 근처에서 최소 40명의 군인이 숨졌다고 밝혔다.", ["cp949"]),
    "ar": ("قالت وزارة الدفاع إن أربعين جنديا على الأقل قتلوا قرب القرية يوم الاثنين.", ["cp1256"]),
    "fr": (
        "Au moins quarante soldats ont été tués près du village, a déclaré le ministère, même après la trêve.",
        ["cp1252"],
    ),
    "de": (
        "Mindestens vierzig Soldaten wurden nahe dem Dorf getötet, erklärte das Verteidigungsministerium.",
        ["cp1252"],
    ),
    "es": (
        "Al menos cuarenta soldados murieron cerca del pueblo, según informó el ministerio en la mañana.",
        ["cp1252"],
    ),
}


@pytest.mark.parametrize("language", SENTENCES)
def test_the_charset_of_an_undeclared_page_is_found(language: str) -> None:
    """What a page without any word of its charset is read as has not one wrong letter."""
    sentence, charsets = SENTENCES[language]
    for charset in charsets:
        assert decode((sentence * 2).encode(charset), "x", guess=True) == sentence * 2


def test_missing_and_unreadable_files(tmp_path: Path) -> None:
    """A missing path, an empty folder, a link to itself and a name that no system takes are refused by name."""
    assert refusal(tmp_path / "missing.txt").code == "missing-file"
    assert refusal(tmp_path).code == "no-reports"
    (tmp_path / "loop.txt").symlink_to(tmp_path / "loop.txt")
    assert refusal(tmp_path / "loop.txt").code == "unreadable-file"
    assert refusal(tmp_path / "nul\x00.txt").code in ("missing-file", "unreadable-file")
    assert refusal(tmp_path / ("n" * 300 + ".txt")).code == "unreadable-file"


def test_a_file_whose_name_is_no_text(tmp_path: Path) -> None:
    """A file name that is not UTF-8 gives an identity that can be stored and a message that can be printed."""
    source = tmp_path / "reports"
    source.mkdir()
    (source / os.fsdecode(b"caf\xe9.txt")).write_text(STORY)
    (source / os.fsdecode(b"\xff.txt")).write_bytes(b"\x00")
    good, bad = capture(str(source))
    assert isinstance(good, Captured)
    assert good.identity == "reports/caf\\udce9.txt"
    str(bad).encode()


@pytest.mark.skipif(os.geteuid() == 0, reason="root reads every file")
def test_a_file_without_permission(tmp_path: Path) -> None:
    """A file that may not be read is refused."""
    path = tmp_path / "a.txt"
    path.write_text(STORY)
    path.chmod(0)
    assert refusal(path).code == "unreadable-file"


@pytest.mark.skipif(os.geteuid() == 0, reason="root opens every folder")
def test_a_folder_without_permission(tmp_path: Path) -> None:
    """A folder that may not be opened is named, and the reports beside it are read."""
    (tmp_path / "a").mkdir(mode=0)
    (tmp_path / "b.txt").write_text(STORY)
    items = list(capture(str(tmp_path)))
    assert [isinstance(item, Captured) for item in items] in ([True, False], [False, True])
    assert refusal(tmp_path / "a").code == "unreadable-file"


def test_a_giant_is_refused_unread(tmp_path: Path) -> None:
    """A file of 200 MB is refused by its size; one of exactly the limit is read."""
    giant = tmp_path / "giant.txt"
    with giant.open("wb") as file:
        file.truncate(200_000_000)
    assert refusal(giant).code == "too-large"
    path = tmp_path / "a.txt"
    path.write_bytes(b"x" * 100)
    assert only(path, max_size=100).report.text == "x" * 100
    assert refusal(path, max_size=99).code == "too-large"


def test_a_pipe_that_never_ends_is_refused() -> None:
    """A source without a size is read no further than the limit."""
    assert refusal(Path("/dev/zero"), max_size=10_000).code == "too-large"


def test_a_folder_gives_its_reports_in_order(tmp_path: Path) -> None:
    """All report files under a folder are read by name, hidden and other ones passed over, bad ones named in place."""
    source = tmp_path / "reports"
    (source / "sub").mkdir(parents=True)
    (source / ".hidden").mkdir()
    for name in ("b.txt", "sub/c.txt", "a.txt", ".hidden/x.txt", ".y.txt", "picture.png"):
        (source / name).write_text(STORY + name)
    (source / "aa.txt").write_bytes(b"\x00\x01")
    items = list(capture(str(source)))
    assert [getattr(item, "identity", None) for item in items] == [
        "reports/a.txt",
        None,
        "reports/b.txt",
        "reports/sub/c.txt",
    ]
    assert isinstance(items[1], Refusal)
    with pytest.raises(Refusal):
        list(capture(str(source), strict=True))


def test_json_lines(tmp_path: Path) -> None:
    """Lines become reports with their ids; null is absent; a bad line is named by number and the others go on."""
    lines = [
        json.dumps({"id": "a1", "text": STORY, "title": None, "published": None}),
        "{broken",
        "",
        json.dumps(
            {"text": STORY, "title": "Heavy losses", "published": "2025-02-04", "url": "https://paper.example/1"}
        ),
        json.dumps({"id": "no text"}),
        json.dumps({"id": "empty", "text": " "}),
        json.dumps({"id": 7, "text": STORY, "other": [1]}),
        json.dumps({"text": STORY, "published": "last Tuesday"}),
        json.dumps({"text": 5}),
        '{"text": "\\u0000 40 killed"}',
    ]
    path = tmp_path / "reports.jsonl"
    path.write_text("\ufeff" + "\r\n".join(lines))
    items = list(capture(str(path)))
    reports = [item for item in items if isinstance(item, Captured)]
    refused = [str(item) for item in items if isinstance(item, Refusal)]
    assert [item.report.id for item in reports] == ["a1", reports[1].report.id, "7"]
    assert reports[0].identity == "a1"
    assert reports[1].report.text == f"Heavy losses\n\n{STORY}"
    assert reports[1].identity == "https://paper.example/1"
    assert reports[0].original.decode("utf-8-sig") == lines[0]
    assert [message.partition(", line ")[2].partition(":")[0] for message in refused] == ["2", "5", "6", "8", "9", "10"]
    assert all(message.startswith(str(path)) for message in refused)


def test_the_limit_of_json_lines_is_a_line(tmp_path: Path) -> None:
    """A file may be larger than one report may; a line may not, and the lines after it are read."""
    line = json.dumps({"text": STORY}) + "\n"
    path = tmp_path / "reports.jsonl"
    path.write_text(line * 50 + json.dumps({"text": STORY * 50}) + "\n" + line)
    items = list(capture(str(path), max_size=1000))
    assert [isinstance(item, Captured) for item in items] == [True] * 50 + [False, True]
    assert "line 51" in str(items[50])


def test_a_file_named_for_nothing_is_known_by_its_bytes(tmp_path: Path) -> None:
    """A page without a suffix is read as a page, a message as a message."""
    (tmp_path / "page").write_text(f"<!-- x --><!DOCTYPE html><html><body><p>{STORY}</p></body></html>")
    (tmp_path / "message").write_text(f"From: Press <press@paper.example>\nSubject: Losses\n\n{STORY}\n")
    (tmp_path / "note").write_text(STORY)
    (tmp_path / "page.xml").write_text(f"<?xml version='1.0'?><html><body><p>{STORY}</p></body></html>")
    (tmp_path / "one.json").write_text(json.dumps({"id": "one", "text": STORY}))
    kinds = ["text/html", "message/rfc822", "text/plain", "text/html"]
    assert [only(tmp_path / name).report.media_type for name in ("page", "message", "note", "page.xml")] == kinds
    assert only(tmp_path / "one.json").report.id == "one"


@given(st.binary(max_size=400))
def test_any_bytes_decode_or_are_refused(data: bytes) -> None:
    """Whatever the bytes: a text that encodes again, or a refusal."""
    for guess in (False, True):
        with contextlib.suppress(Refusal):
            decode(data, "x", guess=guess).encode()


@given(st.text(st.characters(exclude_categories=["Cs", "Cc"])), st.sampled_from(["utf-8", "utf-8-sig", "utf-16"]))
def test_unicode_decodes_to_itself(text: str, charset: str) -> None:
    """Text in a Unicode encoding comes back letter by letter."""
    if text.startswith("\ufeff"):
        return
    assert decode(text.encode(charset), "x") == text


@given(st.binary(max_size=300), st.text(max_size=20))
def test_any_declared_charset_decodes_or_is_refused(data: bytes, charset: str) -> None:
    """A hostile charset name (a codec that is no charset, nonsense) does no more than refuse."""
    for declared in (charset, "rot13", "base64", "zlib", "idna", "punycode", "utf-7", "unicode_escape", "undefined"):
        with contextlib.suppress(Refusal):
            decode(data, "x", declared, guess=True)


@given(st.lists(st.binary(max_size=80) | st.dictionaries(st.text(), st.text()).map(lambda d: json.dumps(d).encode())))
def test_any_lines_give_reports_or_refusals(lines: list[bytes]) -> None:
    """Arbitrary bytes as JSON Lines never end the reading early."""
    items = list(read_jsonl(io.BytesIO(b"\n".join(lines)), "x", 1000))
    assert items
    assert all(isinstance(item, Captured | Refusal) for item in items)


@given(st.text(min_size=1), st.none() | st.text(), st.none() | st.text(min_size=1))
def test_a_line_keeps_its_text(text: str, title: str | None, identity: str | None) -> None:
    """The text of a line, CRLF apart, is the end of the report's text, and its id is echoed."""
    line = msgspec.json.encode({"text": text, "title": title, "id": identity})
    (item,) = read_jsonl(io.BytesIO(line), "x", 10_000)
    if isinstance(item, Refusal):
        assert not text.strip() or "\x00" in text + (identity or "")
    else:
        assert item.report.text.endswith(text.replace("\r\n", "\n"))
        assert identity is None or item.report.id == identity


@pytest.mark.parametrize("value", ["2025", "2025-01", "2025-01-13", "2025-01-13T10:00:00Z", "2025-01-13 10:00"])
def test_iso_dates_are_kept_as_given(value: str) -> None:
    """Dates in ISO form stay to the precision that they have."""
    assert iso_date(value) == value


@pytest.mark.parametrize("value", ["", "13.01.2025", "2025-13", "2025-02-30", "yesterday", "20250113x", "0000"])
def test_other_dates_are_none(value: str) -> None:
    """What is no date in ISO form is not taken for one."""
    assert iso_date(value) is None
