"""Pages as news sites serve them: an article among scripts, styles, menus, teasers, comments and footers.

    python -m benchmarks.news_pages          the size and make-up of one page

How large: the median home page of the HTTP Archive is 18 kB of HTML as transferred (Web Almanac 2024, chapter Page
Weight), which is 80 to 100 kB when unpacked, and has some 700 elements (the median of the EcoIndex reference). Articles
of news sites are above it: one measured in detail had 485 kB of markup around 4,700 characters of text (Monday Note,
August 2016). The pages here stay near the median: about 100 kB, about 900 elements, 4,500 characters of article. All
words are this project's own.
"""

from __future__ import annotations

import json
import re
from html import escape

LENGTH = 4500
"""Characters of the text of an article: 750 words."""
_SECTIONS = ("World", "Politics", "Business", "Science", "Health", "Sport", "Culture", "Weather", "Travel", "Opinion")
_TOPICS = (
    "Council agrees on a new bridge after nine years of talks",
    "What the price of bread tells about next year's harvest",
    "Rail line closes for the summer while tunnels are widened",
    "Five things to know before the school year starts",
    "Port workers and owners go back to the table on Monday",
    "Museum opens the letters of a forgotten cartographer",
)
_COMMENTS = (
    "Thank you for reporting on this. I wish there were a map with the article.",
    "My cousin lives near there and says that the roads have been closed since the weekend.",
    "Please check the second paragraph, the name of the district is spelled in two ways.",
)


def _menu(depth: int, links: int) -> str:
    """A menu of sections with `links` links in each."""
    parts = []
    for section in _SECTIONS[:depth]:
        entries = "".join(
            f'<li class="nav__item nav__item--level-2"><a class="nav__link" data-track="nav|{section}|{i}" '
            f'href="/{section.lower()}/topic-{i}/">{section} topic {i}</a></li>'
            for i in range(links)
        )
        parts.append(
            f'<li class="nav__item" role="none"><a class="nav__link" href="/{section.lower()}/">{section}</a>'
            f'<ul class="nav__list" role="menu">{entries}</ul></li>'
        )
    return f'<nav class="nav" aria-label="Sections"><ul class="nav__list">{"".join(parts)}</ul></nav>'


def _card(number: int) -> str:
    """A teaser with a picture in several sizes."""
    topic = _TOPICS[number % len(_TOPICS)]
    sizes = ", ".join(f"/img/{number}/{width}.webp {width}w" for width in (240, 480, 720, 960))
    return (
        f'<div class="card" data-id="{1000 + number}"><a class="card__link" href="/news/story-{number}"><picture>'
        f'<source type="image/webp" srcset="{sizes}"><img class="card__image" loading="lazy" alt="" '
        f'src="/img/{number}/480.jpg" width="480" height="270"></picture><h3 class="card__title">{topic}</h3></a>'
        f'<p class="card__meta"><time datetime="2025-01-{number % 28 + 1:02}">{number % 23 + 1} hours ago'
        f"</time></p></div>"
    )


def _comment(number: int) -> str:
    text = _COMMENTS[number % len(_COMMENTS)]
    return (
        f'<li class="comment" id="c{number}"><div class="comment__head"><span class="comment__author">Reader {number}'
        f'</span><time>2 days ago</time></div><div class="comment__body"><p>{text}</p></div>'
        f'<button class="comment__reply" data-parent="{number}">Reply</button></li>'
    )


_STYLE = "".join(
    f".c{i}{{margin:0 {i % 7}px;padding:{i % 11}px;font:400 {12 + i % 9}px/1.4 sans-serif;color:#{i * 7919:06x}}}"
    for i in range(220)
)
_CONFIG = json.dumps({f"flag{i}": {"on": i % 3 == 0, "share": i % 100, "name": f"experiment-{i}"} for i in range(260)})
_TRACKER = "".join(f'window.q=window.q||[];q.push(["slot{i}",{{size:[300,{50 + i}],lazy:true}}]);' for i in range(120))


def news_page(title: str, body: str) -> str:
    """The article with that title and text (paragraphs parted by blank lines) as a page of a news site."""
    paragraphs = [f'<p class="article__text">{escape(p)}</p>' for p in re.split(r"\n\s*\n", body) if p.strip()]
    for place in range(3, len(paragraphs), 4):
        slot = f'<div class="ad" id="slot{place}" data-size="300x250"><script>q.push(["show",{place}]);</script></div>'
        paragraphs[place] = slot + paragraphs[place]
    described = {
        "@context": "https://schema.org",
        "@type": "NewsArticle",
        "headline": title,
        "datePublished": "2025-01-13T09:30:00Z",
        "author": [{"@type": "Person", "name": "Staff writer"}],
        "publisher": {
            "@type": "Organization",
            "name": "The Paper",
            "logo": {"@type": "ImageObject", "url": "/logo.png"},
        },
        "articleBody": body,
    }
    name, first = escape(title), escape(body[:150])
    head = (
        f'<meta charset="utf-8"><title>{name} | The Paper</title><link rel="canonical" href="/news/story">'
        f'<meta property="og:title" content="{name}"><meta name="description" content="{first}">'
        + "".join(f'<link rel="preload" as="script" href="/static/{i}.js">' for i in range(12))
        + f'<script type="application/ld+json">{json.dumps(described)}</script><style>{_STYLE}</style>'
        f"<script>window.config={_CONFIG};</script><script>{_TRACKER}</script>"
    )
    article = (
        f'<article class="article"><header><h1 class="article__title">{name}</h1><p class="byline">By '
        f'<a href="/by/s">Staff writer</a> <time datetime="2025-01-13T09:30:00Z">13 January 2025</time></p>'
        f'<ul class="share">'
        + "".join(
            f'<li><a href="/share/{n}" aria-label="Share"><svg><path d="M0 {n}h24v24z"/></svg></a></li>'
            for n in range(5)
        )
        + f'</ul></header><figure><img src="/img/lead.jpg" alt=""><figcaption>File picture</figcaption></figure>'
        f'{"".join(paragraphs)}<ul class="tags"><li><a href="/t/1">Conflict</a></li></ul></article>'
    )
    related = "".join(map(_card, range(18)))
    comments = "".join(map(_comment, range(20)))
    latest = "".join(f'<li><a href="/news/l{i}">{_TOPICS[i % len(_TOPICS)]}</a></li>' for i in range(20))
    return (
        f'<!doctype html><html lang="en"><head>{head}</head><body class="page"><header>{_menu(10, 12)}</header>'
        f'<div id="consent" class="modal" hidden><p>We and our partners keep cookies.</p><button>Agree</button></div>'
        f'<main><div class="grid"><div class="grid__main">{article}<section class="related"><h2>More on this</h2>'
        f'{related}</section><section class="comments"><h2>Comments</h2><ol>{comments}</ol></section></div>'
        f'<aside class="grid__side"><h2>Latest</h2><ol>{latest}</ol></aside></div></main><footer>{_menu(10, 6)}'
        f"<p>The Paper. All rights reserved.</p></footer><script>window.state={_CONFIG};</script></body></html>"
    )


def main() -> None:
    from lxml import html

    page = news_page("A title", "A sentence of an article. " * (LENGTH // 26))
    print(f"{len(page) / 1000:.0f} kB, {sum(1 for _ in html.fromstring(page).iter())} elements")


if __name__ == "__main__":
    main()
