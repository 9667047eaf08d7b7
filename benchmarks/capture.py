"""What capture takes out of pages: shipped reports, cut short or whole, in four layouts with menus and teasers.

    python -m benchmarks.capture

Precision: the share of the words taken that belong to report or headline. Recall: the share of the report's words.
Charsets: the share of undeclared pages in legacy charsets that are decoded without a wrong letter.
"""

from __future__ import annotations

import json
import statistics
import time
from collections import Counter
from collections.abc import Callable
from html import escape

from tollbook.capture import Captured, capture
from tollbook.capture.decoding import decode
from tollbook.capture.html import read_html
from tollbook.cases import case_path
from tollbook.messages import Refusal

MENU = "".join(f'<li><a href="/s/{i}">Section {i} and more news</a></li>' for i in range(20))
TEASERS = "".join(
    f'<div class="teaser"><a href="/n/{i}"><h3>Headline {i}: 40 soldiers killed</h3><p>Teaser {i}.</p></a></div>'
    for i in range(8)
)
LAYOUTS: list[Callable[[str, str], str]] = [
    lambda title, text: f"<main><article><h1>{title}</h1>{text}</article><aside>{TEASERS}</aside></main>",
    lambda title, text: (
        f'<div><div class="story-body"><h1>{title}</h1>{text}</div><div class="related">{TEASERS}</div></div>'
    ),
    lambda title, text: f"<table><tr><td>{TEASERS}</td><td><h2>{title}</h2>{text}</td></tr></table>",
    lambda title, text: f'<div><h1>{title}</h1>{text}<p>Read also: <a href="/x">Something else</a></p></div>',
]
CHARSETS = {
    "Міністерство оборони повідомило, що біля села загинули щонайменше сорок солдатів.": ["cp1251", "koi8_u"],
    "Министерство обороны сообщило, что у села погибли по меньшей мере сорок солдат.": ["cp1251", "koi8_r", "cp866"],
    "국방부는 월요일 마을 근처에서 최소 40명의 군인이 숨졌다고 밝혔다.": ["cp949"],
    "قالت وزارة الدفاع إن أربعين جنديا على الأقل قتلوا قرب القرية يوم الاثنين.": ["cp1256"],
    "Au moins quarante soldats ont été tués près du village, même après la trêve.": ["cp1252"],
    "Mindestens vierzig Soldaten wurden nahe dem Dorf getötet, erklärte das Ministerium.": ["cp1252"],
    "Al menos cuarenta soldados murieron cerca del pueblo, según informó el ministerio.": ["cp1252"],
}


def reports(limit: int = 40) -> list[tuple[str, str]]:
    """Title and body of shipped reports."""
    found = []
    with case_path("kursk") as folder:
        for item in capture(str(folder / "reports")):
            if isinstance(item, Captured) and item.report.title:
                body = item.report.text.removeprefix(item.report.title).replace("\u00ad", "").strip()
                found.append((item.report.title, body))
    return found[:limit]


def page(title: str, body: str, layout: Callable[[str, str], str]) -> bytes:
    """The report in a page, a paragraph for each two sentences."""
    sentences = escape(body).replace("\n", " ").split(". ")
    title = escape(title)
    text = "".join(f"<p>{'. '.join(sentences[i : i + 2])}.</p>" for i in range(0, len(sentences), 2))
    menus = f"<nav><ul>{MENU}</ul></nav>"
    head = f'<meta charset="utf-8"><title>{title} | The Paper</title><meta property="og:title" content="{title}">'
    content = f"{menus}{layout(title, text)}<footer>{menus}</footer>"
    return f"<!doctype html><html><head>{head}</head><body>{content}</body></html>".encode()


def extraction(sentences: int | None) -> tuple[float, float, float]:
    """Mean precision and recall over all reports and layouts, and milliseconds a page (median)."""
    precisions, recalls, times = [], [], []
    for title, body in reports():
        body = ". ".join(body.replace("\n", " ").split(". ")[:sentences])
        wanted = Counter(body.replace(".", " ").split())
        for layout in LAYOUTS:
            markup = page(title, body, layout)
            began = time.perf_counter()
            try:
                words = Counter(read_html(markup, "page").body.replace(".", " ").split())
            except Refusal:
                words = Counter()
            times.append((time.perf_counter() - began) * 1000)
            belonging = (words & (wanted + Counter(title.replace(".", " ").split()))).total()
            precisions.append(belonging / max(1, words.total()))
            recalls.append((words & wanted).total() / wanted.total())
    return statistics.mean(precisions), statistics.mean(recalls), statistics.median(times)


def charsets() -> float:
    """The share of undeclared texts, of one and three sentences, that are decoded right."""
    right = []
    for sentence, names in CHARSETS.items():
        for name in names:
            for times in (1, 3):
                text = sentence * times
                try:
                    right.append(decode(text.encode(name), "page", guess=True) == text)
                except Refusal:
                    right.append(False)
    return statistics.mean(right)


def scores() -> dict[str, float]:
    """The scores that benchmarks/floors.toml holds."""
    short, short_recall, _ = extraction(1)
    whole, whole_recall, _ = extraction(None)
    return {
        "one_sentence_precision": short,
        "one_sentence_recall": short_recall,
        "whole_precision": whole,
        "whole_recall": whole_recall,
        "charsets_right": charsets(),
    }


if __name__ == "__main__":
    print(json.dumps(scores(), indent=1))
    print(f"{extraction(None)[2]:.1f} ms a page")
