"""HTML, PDF, mail and feeds, each written by the tests themselves."""

from __future__ import annotations

import contextlib
import io
from email.message import EmailMessage
from pathlib import Path
from typing import Any

import pikepdf
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tollbook.capture import Captured, capture
from tollbook.capture.feed import read_feed
from tollbook.capture.fragments import fragment_text
from tollbook.capture.html import read_html
from tollbook.capture.mail import read_mail
from tollbook.capture.pdf import read_pdf
from tollbook.messages import Refusal

STORY = "At least 40 soldiers were killed near Orlyk on Monday, the ministry said."
MENU = "".join(f'<li><a href="/{i}">Section {i} of the paper</a></li>' for i in range(30))
HEAD = """<meta charset="utf-8"><title>Losses near Orlyk | The Paper</title>
<meta property="og:title" content="Losses near Orlyk"><meta property="og:site_name" content="The Paper">
<meta name="author" content="Jane Roe"><meta property="article:published_time" content="2025-02-04T10:00:00Z">
<link rel="canonical" href="https://paper.example/2025/story?utm_medium=feed">"""


def page(body: str, head: str = HEAD) -> bytes:
    """A page with menus around `body`."""
    menu = f"<ul>{MENU}</ul>"
    return f"<!doctype html><html><head>{head}</head><body>{menu}{body}<footer>{menu}</footer></body></html>".encode()


def refused(data: bytes, reader: Any) -> str:
    """The code with which `reader` refuses `data`."""
    with pytest.raises(Refusal) as refusal:
        reader(data, "x")
    assert "\n" not in str(refusal.value)
    return refusal.value.code


def test_a_page_says_what_it_is(tmp_path: Path) -> None:
    """Title, publisher, author, date and canonical address come from the page; the address is its identity."""
    path = tmp_path / "story.html"
    path.write_bytes(page(f"<article><h1>Losses near Orlyk</h1><p>{STORY}</p><p>It gave no names.</p></article>"))
    (item,) = capture(str(path))
    assert isinstance(item, Captured)
    report = item.report
    assert (report.title, report.publisher, report.author) == ("Losses near Orlyk", "The Paper", "Jane Roe")
    assert report.published == "2025-02-04"
    assert report.url == item.identity == "https://paper.example/2025/story"
    assert report.text == f"Losses near Orlyk\n\n{STORY}\n\nIt gave no names."


def test_a_title_with_the_site_behind_it_stands_once() -> None:
    """A page's title that is its heading with the site's name added does not double the heading."""
    head = "<title>Losses near Orlyk: the morning after - The Paper</title>"
    found = read_html(
        page(f"<article><h1>LOSSES near Orlyk: the morning after</h1><p>{STORY}</p></article>", head), "x"
    )
    assert found.title == "LOSSES near Orlyk: the morning after"
    assert found.body.count("near Orlyk: the") == 1


def test_a_front_page_is_no_canonical_address() -> None:
    """A site that names its front page as the address of each story does not make them one report."""
    head = (
        '<link rel="canonical" href="https://paper.example/"><meta property="og:url" content="https://paper.example/7">'
    )
    assert read_html(page(f"<p>{STORY}</p>", head), "x").url == "https://paper.example/7"


def test_a_date_in_the_story_is_not_its_publication() -> None:
    """A page that does not say when it was published has no date, whatever dates its text and footer hold."""
    story = (
        f"<article><h1>Losses</h1><p>{STORY} The war began on 24 February 2022.</p></article><p>© 2021 The Paper</p>"
    )
    assert read_html(page(story, ""), "x").published is None
    assert read_html(page(f'<time datetime="2025-02-04T10:00Z">x</time>{story}', ""), "x").published == "2025-02-04"


@pytest.mark.parametrize("sentences", [1, 2, 5, 20])
def test_articles_short_and_long_come_without_menus(sentences: int) -> None:
    """The article is taken whole and the menus around it are left, even for an article of one sentence."""
    paragraphs = [f"<p>Sentence {i}: {STORY}</p>" for i in range(sentences)]
    body = read_html(page(f"<article><h1>Losses near Orlyk</h1>{''.join(paragraphs)}</article>"), "x").body
    assert body.count(STORY) == sentences
    assert "Section" not in body


@pytest.mark.parametrize(
    "markup",
    [
        b"<html><body></body></html>",
        page(""),
        page("<form><p>Log in</p><input></form>"),
        b"<html><head><title>App</title></head><body><div id=app></div><script>start('Now.')</script></body></html>",
        b"<html><body>" + b"<div>" * 100_000,
    ],
)
def test_pages_without_an_article_are_refused(markup: bytes) -> None:
    """An empty page, a menu, a login, a page that scripts draw: each is refused."""
    assert refused(markup, read_html) == "no-article"


def test_the_charset_that_a_page_names_is_taken() -> None:
    """A meta element decides for bytes that are no UTF-8, and one that does not fit is refused."""
    story = "Щонайменше 40 військових загинули біля Орлика в понеділок, повідомило міністерство."
    for meta in ("<meta charset=windows-1251>", '<meta http-equiv="Content-Type" content="text/html; charset=cp1251">'):
        text = page(f"<article><p>{story}</p></article>", meta).decode()
        assert story in read_html(text.encode("cp1251"), "x").body
    wrong = page(f"<p>{story}</p>", '<meta charset="euc-kr">').decode().encode("cp1251")
    assert refused(wrong, read_html) == "wrong-charset"


def pdf(lines: list[str], title: str = "", **saved: Any) -> bytes:
    """A PDF with one page of `lines`; an empty line is a gap."""
    document = pikepdf.new()
    page = document.add_blank_page(page_size=(612, 792))
    shown = " ".join(f"({line}) Tj T*" if line else "T*" for line in lines)
    page.Contents = document.make_stream(f"BT /F1 12 Tf 72 720 Td 14 TL {shown} ET".encode("latin-1"))
    font = pikepdf.Dictionary(Type=pikepdf.Name.Font, Subtype=pikepdf.Name.Type1, BaseFont=pikepdf.Name.Helvetica)
    page.Resources = pikepdf.Dictionary(Font=pikepdf.Dictionary(F1=font))
    if title:
        document.docinfo["/Title"] = title
    out = io.BytesIO()
    document.save(out, **saved)
    return out.getvalue()


def test_a_pdf_gives_its_lines_and_paragraphs(tmp_path: Path) -> None:
    """Lines stay lines, gaps part paragraphs, a broken word gets a soft hyphen and a broken range keeps its own."""
    path = tmp_path / "briefing.pdf"
    lines = [
        "Losses of the day",
        "",
        "The strategy in-",
        "volves 11,000-",
        "12,000 men, it said.",
        "No names.",
        "",
        "More later.",
    ]
    path.write_bytes(pdf(lines, title="Briefing of 4 February"))
    (item,) = capture(str(path))
    assert isinstance(item, Captured)
    assert item.report.title == "Briefing of 4 February"
    assert item.report.text == (
        "Briefing of 4 February\n\nLosses of the day\n\nThe strategy in\u00advolves 11,000-12,000 men, it said.\n"
        "No names.\n\nMore later."
    )


def test_pdfs_that_cannot_be_read_are_refused() -> None:
    """Encrypted, broken, cut and scanned PDFs are told apart."""
    good = pdf([STORY])
    assert STORY in read_pdf(good, "x").body
    locked = pdf([STORY], encryption=pikepdf.Encryption(user="secret", owner="secret"))
    assert refused(locked, read_pdf) == "encrypted-pdf"
    assert refused(b"%PDF-1.7\nnothing", read_pdf) == "broken-pdf"
    assert refused(good[:200], read_pdf) == "broken-pdf"
    assert refused(pdf([]), read_pdf) == "pdf-without-text"
    with pytest.raises(Refusal) as refusal:
        read_pdf(good, "x", max_text=10)
    assert refusal.value.code == "too-large"


def message(**parts: str) -> EmailMessage:
    """A message with the given bodies by subtype (plain, html)."""
    mail = EmailMessage()
    mail["From"] = "Defence Press Service <press@ministry.example>"
    mail["Subject"] = "Втрати біля Орлика"
    mail["Date"] = "Tue, 04 Feb 2025 23:30:00 +0200"
    mail["Message-ID"] = "<abc.1@ministry.example>"
    for place, (kind, text) in enumerate(parts.items()):
        if place:
            mail.add_alternative(text, subtype=kind, charset="utf-8")
        else:
            mail.set_content(text, subtype=kind, charset="utf-8", cte="quoted-printable")
    return mail


def test_a_message_with_two_forms_gives_the_plain_one(tmp_path: Path) -> None:
    """Quoted-printable plain text is taken before its HTML twin; sender, date and message id come along."""
    path = tmp_path / "a.eml"
    path.write_bytes(message(plain=f"{STORY}\n\nПовідомили у вівторок.\n", html=f"<p>{STORY}</p>").as_bytes())
    (item,) = capture(str(path))
    assert isinstance(item, Captured)
    assert item.report.text == f"Втрати біля Орлика\n\n{STORY}\n\nПовідомили у вівторок."
    assert item.report.publisher == "Defence Press Service"
    assert item.report.published == "2025-02-04"
    assert item.identity == "mid:abc.1@ministry.example"
    assert item.report.url is None
    archived = b"Archived-At: <https://ministry.example/a/1>\n" + path.read_bytes()
    assert read_mail(archived, "x").url == "https://ministry.example/a/1"


def test_a_message_in_html_alone() -> None:
    """A message without plain text is read from its HTML, paragraph by paragraph, styles left out."""
    mail = message(
        html=f"<html><head><style>p {{}}</style></head><body><p>{STORY}</p><div>No&nbsp;names.<br>Later.</div></body>"
    )
    assert read_mail(mail.as_bytes(), "x").body == f"{STORY}\n\nNo\u00a0names.\nLater."


def test_a_stub_in_plain_text_is_not_the_message() -> None:
    """A plain part that only says where to read the message gives way to the HTML one."""
    mail = message(plain="View this message in a browser.", html=f"<p>{STORY}</p>" * 5)
    assert read_mail(mail.as_bytes(), "x").body.count(STORY) == 5


def test_attachments_and_empty_messages() -> None:
    """An attached text is no part of the message, and a message of attachments alone is refused."""
    mail = message(plain=STORY)
    mail.add_attachment("Other text.", filename="other.txt")
    assert read_mail(mail.as_bytes(), "x").body == STORY
    bare = EmailMessage()
    bare["Subject"] = "Picture"
    bare.add_attachment(b"\x89PNG", maintype="image", subtype="png")
    assert refused(bare.as_bytes(), read_mail) == "mail-without-text"
    assert refused(b"just a line", read_mail) == "bad-mail"


def test_a_message_in_a_legacy_charset() -> None:
    """The charset of a part is the one it names."""
    data = (
        b"Subject: x\nContent-Type: text/plain; charset=koi8-r\nContent-Transfer-Encoding: 8bit\n\n"
        + "Погибли 40 солдат.".encode("koi8-r")
    )
    assert read_mail(data, "x").body == "Погибли 40 солдат."


RSS = f"""<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>The Paper</title>
<item><title>Losses &amp; gains</title><link>https://paper.example/1</link>
<pubDate>Tue, 04 Feb 2025 10:00:00 GMT</pubDate>
<description>Short.</description><content:encoded><![CDATA[<p>{STORY}</p><p>No names.</p>]]></content:encoded></item>
<item><title>Headline with 5 killed</title><link>javascript:alert(1)</link></item>
<item></item></channel></rss>""".encode()


def test_each_entry_of_a_feed_is_a_report() -> None:
    """Entries give their longest text, own address and the feed's name; an empty one is named, the rest go on."""
    first, second, third = read_feed(RSS, "feed.xml")
    assert isinstance(first, Captured)
    assert isinstance(second, Captured)
    assert isinstance(third, Refusal)
    assert first.report.text == f"Losses & gains\n\n{STORY}\n\nNo names."
    assert (first.report.url, first.report.publisher) == ("https://paper.example/1", "The Paper")
    assert first.report.published == "2025-02-04"
    assert second.report.text == "Headline with 5 killed"
    assert second.report.url is None
    assert "entry 3" in str(third)


def test_an_atom_feed_in_a_file(tmp_path: Path) -> None:
    """An Atom file is read by its suffix, and its entries are known by their addresses."""
    path = tmp_path / "feed.atom"
    path.write_text(
        '<feed xmlns="http://www.w3.org/2005/Atom"><title>Agency</title><entry><title>Losses</title>'
        f'<link href="https://agency.example/2"/><updated>2025-02-04T09:00:00Z</updated><summary>{STORY}</summary></entry></feed>'
    )
    (item,) = capture(str(path))
    assert isinstance(item, Captured)
    assert item.identity == "https://agency.example/2"


@pytest.mark.parametrize("charset", ["windows-1251", "utf-16"])
def test_a_feed_in_another_charset(charset: str) -> None:
    """A feed is decoded as its XML declaration or byte order mark says."""
    title = "Втрати біля Орлика"
    item = f"<rss version='2.0'><channel><item><title>{title}</title></item></channel></rss>"
    text = f'<?xml version="1.0" encoding="{charset}"?>{item}'
    (entry,) = read_feed(text.encode(charset), "x")
    assert isinstance(entry, Captured)
    assert entry.report.text == title


def test_files_that_are_no_feed_are_refused() -> None:
    """Other XML, an empty feed and a feed that unfolds without end are refused."""
    bomb = "".join(f'<!ENTITY a{i} "{f"&a{i - 1};" * 20 if i else "boom"}">' for i in range(9))
    assert refused(b"<svg/>", lambda *a: list(read_feed(*a))) == "bad-feed"
    assert refused(b"<rss version='2.0'><channel/></rss>", lambda *a: list(read_feed(*a))) == "no-entries"
    data = (
        f"<!DOCTYPE rss [{bomb}]><rss version='2.0'><channel><item><title>&a8;</title></item></channel></rss>".encode()
    )
    for item in read_feed(data, "x"):
        assert isinstance(item, Refusal) or len(item.report.text) < 10_000


def test_pieces_of_html_become_plain_text() -> None:
    """Blocks part paragraphs, breaks part lines, scripts go, and text without markup stays untouched."""
    assert fragment_text("a  < b\n & c") == "a  < b\n & c"
    assert (
        fragment_text("<p>One <b>two</b></p><p>three<br/>four</p><script>x()</script>five")
        == "One two\n\nthree\nfour\n\nfive"
    )
    assert fragment_text("3 &lt; 4 &amp; 5") == "3 < 4 & 5"


@given(
    st.binary(max_size=500),
    st.sampled_from(
        [
            b"",
            b"<html><p>",
            b"<meta charset=utf-16>",
            b"From: a\nSubject: b\n\n",
            b"%PDF-1.4\n",
            b"<rss><channel><item>",
        ]
    ),
)
@settings(max_examples=150, deadline=None)
def test_any_bytes_are_read_or_refused(data: bytes, start: bytes) -> None:
    """No reader fails on hostile bytes with anything but a refusal."""
    for reader in (read_html, read_mail, read_pdf, lambda *given: list(read_feed(*given))):
        with contextlib.suppress(Refusal):
            reader(start + data, "x")


HEADERS = ["From", "Subject", "Date", "Message-ID", "Content-Type", "Content-Transfer-Encoding", "Content-Disposition"]
VALUES = [
    "multipart/mixed; boundary=b",
    "text/plain; charset=utf-7",
    "text/html",
    "base64",
    "=?utf-8?b?4?=",
    "message/rfc822",
    "attachment",
]


@given(
    st.lists(st.tuples(st.sampled_from(HEADERS), st.sampled_from(VALUES) | st.text(max_size=30)), max_size=6),
    st.lists(
        st.sampled_from(["--b", "--b--", "", "Content-Type: text/html", "PHA+", "40 killed.", "=FF="])
        | st.text(max_size=20)
    ),
)
@settings(deadline=None)
def test_any_message_is_read_or_refused(headers: list[tuple[str, str]], lines: list[str]) -> None:
    """Messages with broken headers, parts and encodings give a text or a refusal."""
    data = "\n".join([*(f"{key}: {value}" for key, value in headers), "", *lines]).encode("utf-8", "surrogatepass")
    with contextlib.suppress(Refusal):
        assert read_mail(data, "x").body.strip()


def test_a_message_nested_without_end_is_refused() -> None:
    """Messages within messages thousands deep do no harm."""
    data = b"Content-Type: message/rfc822\n\n" * 5000
    with contextlib.suppress(Refusal):
        read_mail(data, "x")


@given(st.text(st.characters(exclude_categories=["Cs"]), max_size=200))
@settings(deadline=None)
def test_any_markup_becomes_text(markup: str) -> None:
    """Arbitrary markup gives plain text."""
    assert isinstance(fragment_text(f"<p>{markup}</p>"), str)
