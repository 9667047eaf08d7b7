"""Figures and measures in words, as an estimate speaks of them."""

from __future__ import annotations

import math

from tollbook.claims import Claim

MEASURE_WORDS = {
    "killed": "killed",
    "wounded": "wounded",
    "casualties": "killed or wounded",
    "captured": "captured",
    "missing": "missing",
    "strength": "present",
    "deployed": "sent",
    "withdrawn": "taken out",
}
BOUND_WORDS = {
    "approx": "about ",
    "at_least": "at least ",
    "more_than": "more than ",
    "up_to": "up to ",
    "fewer_than": "fewer than ",
}


def number(value: float, share: bool = False) -> str:
    """12,000; 33 %."""
    if share:
        return f"{100 * value:.0f} %" if value >= 0.1 or value == 0 else f"{100 * value:.2g} %"
    return f"{value:,.0f}" if value >= 10 or value == int(value) else f"{value:.2g}"


def rounded(value: float) -> float:
    """To two figures, and whole people below 100."""
    if value < 100:
        return float(round(value))
    place = 10 ** (math.floor(math.log10(value)) - 1)
    return float(round(value / place) * place)


def about(value: float, share: bool = False) -> str:
    """An estimated value as it is said, to two figures (three from ten thousand on, where the third still tells)."""
    if share:
        return number(value, True)
    if value >= 10_000:
        place = 10 ** (math.floor(math.log10(value)) - 2)
        return number(round(value / place) * place)
    return number(rounded(value))


def figure(claim: Claim) -> str:
    """The figure of a claim with its bound, measure and rate: "at least 300 killed", "33 %-50 % killed or wounded"."""
    low, high, share = claim.low, claim.high, claim.unit == "share"
    what = MEASURE_WORDS.get(claim.measure, claim.measure)
    if low is None and high is None:
        return f"no figure ({what})"
    if low is not None and high is not None and low != high:
        text = f"{number(low, share)}-{number(high, share)}"
    else:
        value = low if low is not None else high
        default = "" if low is not None and high is not None else "up to " if low is None else "at least "
        text = BOUND_WORDS.get(claim.bound, default) + number(value or 0.0, share)
    return f"{text} {what}" + (f" a {claim.rate}" if claim.rate else "")


def factor_words(low: float, centre: float, high: float) -> str:
    """A source's lean in words: the factor by which its figures sit off the estimate, and its 50 % bounds."""
    if low > 1.0:
        return f"reads high: {centre:.2g} times the estimate"
    if high < 1.0:
        return f"reads low: {centre:.2g} times the estimate"
    return "no clear lean"
