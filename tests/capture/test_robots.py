"""robots.txt."""

from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.capture.robots import Rules, fits


@pytest.mark.parametrize(
    ("text", "path", "allowed"),
    [
        ("", "/a", True),
        ("User-agent: *\nDisallow:", "/a", True),
        ("User-agent: *\nDisallow: /", "/a", False),
        ("User-agent: *\nDisallow: /", "/robots.txt", True),
        ("user-agent: TollBook/2.0\ndisallow: /a", "/abc", False),
        ("User-agent: other\nDisallow: /", "/a", True),
        ("User-agent: other\nUser-agent: tollbook\nDisallow: /a", "/a", False),
        ("User-agent: tollbook\nDisallow: /a\n\nUser-agent: *\nDisallow: /b", "/b", True),
        ("User-agent: tollbook\nDisallow: /a\nUser-agent: tollbook\nDisallow: /b", "/b", False),
        ("User-agent: *\nDisallow: /a\nAllow: /a/b", "/a/b/c", True),
        ("User-agent: *\nAllow: /a\nDisallow: /a", "/a", True),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf", False),
        ("User-agent: *\nDisallow: /*.pdf$", "/x/y.pdf?page=2", True),
        ("User-agent: *\nDisallow: /a*z", "/about/z/1", False),
        ("User-agent: *\nDisallow: /q?id=", "/q?id=7", False),
        ("User-agent: *\nDisallow: /%D0%B2%D1%82", "/%d0%b2%d1%82/1", False),
        ("User-agent: *\nDisallow: /\u0432\u0442", "/%D0%B2%D1%82/1", False),
        ("\ufeffUser-agent: * # all\r\nDisallow: /a # this\r\n", "/a", False),
        ("Disallow: /a", "/a", True),
    ],
)
def test_rules(text: str, path: str, allowed: bool) -> None:
    """The examples of RFC 9309 and what sites write in practice."""
    assert Rules(text).allow(path) is allowed


@given(st.text("/ab*$", max_size=12), st.text("/ab", max_size=12))
def test_patterns_fit_as_regular_expressions_would(pattern: str, path: str) -> None:
    """The matching of wildcards agrees with a regular expression of the same meaning."""
    ends = pattern.endswith("$")
    body = pattern.removesuffix("$")
    expression = ".*".join(re.escape(piece) for piece in body.split("*")) + ("$" if ends else "")
    assert fits(pattern, path) == bool(re.match(expression, path))


@given(st.text(), st.text())
def test_any_file_gives_an_answer(text: str, path: str) -> None:
    """No robots.txt and no path make it fail."""
    assert Rules(f"User-agent: *\nDisallow: {text}\n{text}").allow(path) in (True, False)
