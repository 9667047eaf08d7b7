"""The parts of a claim in words, for the terminal: nothing of a bound, hedge, rate, measure or relay is left out.

figure_text      "up to 50 %", "11,000-12,000", "at least 100 a day", "24-99 (vague)", "(no figure)"
measure_text     "killed", "casualties, with captured", "equipment: tanks"
population_text  the group in the report's words, else its affiliation and role
source_text      "Seth Jones ← CSIS podcast ← Yonhap", "NIS, confirming The New York Times", "(the report itself)"
place_text       "to Kursk", "from Kursk", "in Kursk"
stance_text      "estimated", "asserted, as of 2025-01-13"
shown            any text from outside on one line, without what could steer a terminal
"""

from __future__ import annotations

import unicodedata

from tollbook.claims import Claim, Period, Source

BEFORE = {
    "approx": "about ",
    "at_least": "at least ",
    "more_than": "more than ",
    "up_to": "up to ",
    "fewer_than": "fewer than ",
}
TOWARDS = {"deployed": "to", "withdrawn": "from"}
LANGUAGES = {
    "ar": "Arabic",
    "de": "German",
    "en": "English",
    "es": "Spanish",
    "fr": "French",
    "he": "Hebrew",
    "it": "Italian",
    "ja": "Japanese",
    "ko": "Korean",
    "pl": "Polish",
    "pt": "Portuguese",
    "ru": "Russian",
    "tr": "Turkish",
    "uk": "Ukrainian",
    "zh": "Chinese",
}


def shown(text: str) -> str:
    """`text` on one line: white space as single spaces, invisible format characters dropped, controls made visible."""
    kept = []
    for character in " ".join(text.split()):
        kind = unicodedata.category(character)
        if kind in ("Cc", "Cs", "Co", "Cn"):
            kept.append(character.encode("unicode_escape").decode("ascii"))
        elif kind != "Cf":
            kept.append(character)
    return "".join(kept)


def number_text(value: float, share: bool = False) -> str:
    """A count with thousands separated, or a fraction as a percentage: 12,000; 3.5; 33 %; 12.5 %."""
    if not share:
        return f"{value:,.0f}" if value == int(value) else f"{value:,.10g}"
    percent = value * 100
    if abs(percent - round(percent, 2)) < 1e-9:
        return f"{round(percent, 2):g} %"
    return f"{percent:.0f} %" if percent >= 10 else f"{percent:.2g} %"


def figure_text(claim: Claim) -> str:
    """The claim's figure with its bound, unit and rate."""
    share = claim.unit == "share"
    low, high = claim.low, claim.high
    if low is None and high is None:
        return "(no figure)"
    if low is None or high is None:
        known = number_text(low if high is None else high or 0, share)  # type: ignore[arg-type]
        bound = BEFORE.get(claim.bound) or (BEFORE["at_least"] if high is None else BEFORE["up_to"])
        text = bound + known
    elif low == high:
        text = BEFORE.get(claim.bound, "") + number_text(low, share)
    else:
        text = f"{number_text(low, share)}-{number_text(high, share)}"
    if claim.bound == "vague":
        text += " (vague)"
    return text + (f" a {claim.rate}" if claim.rate else "")


def measure_text(claim: Claim) -> str:
    """What was counted, with the thing lost and other measures that the words take in."""
    text = claim.measure.replace("_", " ")
    if claim.item:
        text += f": {shown(claim.item)}"
    if claim.includes:
        text += ", with " + " and ".join(measure.replace("_", " ") for measure in claim.includes)
    return text


def population_text(claim: Claim) -> str:
    """The people counted, in the report's words where it has any."""
    group = claim.population
    if group.text:
        return shown(group.text)
    role = "" if group.role == "unknown" else group.role
    return " ".join(part for part in (shown(group.affiliation or ""), role) if part) or "-"


def body_text(source: Source) -> str:
    """One source, by the report's words for it or its name in the directory."""
    return shown(source.text or source.name or source.kind or "-")


def source_text(claim: Claim) -> str:
    """Who said it, then its relays from inner to outer, then whom it is said to confirm."""
    chain = [body_text(source) for source in ([claim.source] if claim.source else []) + claim.via]
    if claim.source is None:
        chain = ["(the report itself)", *chain]
    text = " ← ".join(chain)
    if claim.corroborates:
        text += ", confirming " + " and ".join(body_text(source) for source in claim.corroborates)
    return text


def place_text(claim: Claim) -> str:
    """Where, or whereto for the deployed and wherefrom for the withdrawn; empty when unknown."""
    return f"{TOWARDS.get(claim.measure, 'in')} {shown(claim.place)}" if claim.place else ""


def period_text(period: Period) -> str:
    """The time that a figure covers, as far as it is known; empty when it is not."""
    if period.start and period.end and period.start != period.end:
        text = f"{period.start} to {period.end}"
    elif period.start and period.start == period.end:
        text = period.start
    elif period.start:
        text = f"since {period.start}"
    elif period.end:
        text = f"until {period.end}"
    else:
        text = ""
    if period.as_of and period.as_of != text:
        text += f"{', ' if text else ''}as of {period.as_of}"
    return text


def stance_text(claim: Claim) -> str:
    """What the source commits itself to, and for when."""
    return ", ".join(part for part in (claim.modality, period_text(claim.period)) if part)


def language_text(code: str | None) -> str:
    """The English name of a language, else its code; empty when unknown."""
    return LANGUAGES.get(code or "", code or "")
