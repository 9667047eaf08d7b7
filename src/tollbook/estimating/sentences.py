"""The estimate in one sentence, and what the claims at face value leave possible."""

from __future__ import annotations

from tollbook.estimating.case import Case
from tollbook.estimating.dating import spoken
from tollbook.estimating.results import Bounds, Estimate, Figure
from tollbook.estimating.wording import MEASURE_WORDS, about, number


def ends(figure: Figure) -> str:
    """The 90 % interval: 3,300-5,400."""
    return f"{about(figure.interval.low90)}-{about(figure.interval.high90)}"


def say(estimate: Estimate, case: Case) -> str:
    """ "As of 4 February 2025 the reports support about 4,100 killed or wounded (90 %: 3,300-5,400) among ..." """
    date = spoken(estimate.as_of)
    main = estimate.figure("casualties")
    if main is None:
        rest = list(estimate.figures)
        listed = ", ".join(f"about {about(f.best)} {MEASURE_WORDS[f.measure]} (90 %: {ends(f)})" for f in rest)
        return f"As of {date} the reports support {listed}."
    text = f"As of {date} the reports support about {about(main.best)} {casualty_words(case)} (90 %: {ends(main)})"
    force = estimate.figure("deployed") or estimate.figure("strength")
    if force is not None:
        verb = MEASURE_WORDS[force.measure]
        text += f" among {about(force.best)} {_people(case)} {verb} ({ends(force)})"
    parts: list[str] = []
    for measure in ("killed", "wounded", "captured", "missing"):
        figure = estimate.figure(measure)
        if figure is not None:
            some = "some " if not parts else ""
            shown = f" ({ends(figure)})" if measure in ("killed", "wounded") else ""
            parts.append(f"{some}{about(figure.best)} {measure}{shown}")
    return text + (": " + ", ".join(parts) if parts else "") + "."


def _people(case: Case) -> str:
    """The people counted, as the title of the widest group names them, without where they are."""
    title = case.family()[0].title
    for cut in (" sent ", " in ", " at "):
        title = title.split(cut)[0]
    return title


def casualty_words(case: Case) -> str:
    """killed or wounded; killed, wounded or captured."""
    names = list(case.definitions.casualties)
    return ", ".join(names[:-1]) + " or " + names[-1]


def face_value_words(bounds: list[Bounds]) -> str:
    """What the claims at face value say: "3,667-6,000 killed or wounded, at most 1,000 killed"."""
    parts = []
    for bound in bounds:
        if bound.measure not in ("casualties", "killed"):
            continue
        what = MEASURE_WORDS[bound.measure]
        if bound.low and bound.high is not None:
            ends_text = number(bound.low) if bound.low == bound.high else f"{number(bound.low)}-{number(bound.high)}"
            parts.append(f"{ends_text} {what}")
        elif bound.high is not None:
            parts.append(f"at most {number(bound.high)} {what}")
        elif bound.low:
            parts.append(f"at least {number(bound.low)} {what}")
    return ", ".join(parts)
