"""The cascade: a report's text becomes claims, step by step."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from math import prod

from tollbook.claims import Claim, Measure, Modality, Population, Reading, Report, Role, Unit, claim_id
from tollbook.reading.agreement import AFFILIATION, ROLE, agreed
from tollbook.reading.attribution import Attribution, attributions
from tollbook.reading.confidence import confidence
from tollbook.reading.context import Context, Past, Scene
from tollbook.reading.dates import Dated, Periods, periods
from tollbook.reading.document import Document
from tollbook.reading.features import features, head
from tollbook.reading.figures import Figure
from tollbook.reading.groups import Groups
from tollbook.reading.hedges import Hedges
from tollbook.reading.identify import identify
from tollbook.reading.incidents import incidents
from tollbook.reading.language import available, language
from tollbook.reading.linear import model
from tollbook.reading.links import links
from tollbook.reading.losses import losses
from tollbook.reading.qualitative import qualitative
from tollbook.reading.relations import likeness, place, rate, repeated, share_of
from tollbook.reading.roles import Roles
from tollbook.reading.ruling import COUNTS_THINGS, ruled
from tollbook.reading.scan import tells_of_losses
from tollbook.reading.victims import VICTIM, victims

PLAIN = {"whole": 1.4, "toll": 1.4}
"""Rules that leave little doubt: by so much likelier is what they say than the model alone holds it."""
SURE_ONE, SURE_TOGETHER = 0.85, 0.98
"""A report holds claims where its surest one is this probable, or it is that probable that any of them is right; where
soldiers are spoken of, less will do."""
WITHOUT_FIGURE = 0.6
"""Probability that a claim without a figure is right, on the development reports."""


@dataclass(slots=True)
class Finding:
    """A figure that was read as a claim, before it is written down."""

    figure: Figure
    scene: Scene
    measure: str
    probability: float
    affiliation: str | None = None
    affiliation_kind: str = ""
    role: str = "unknown"
    dated: Dated = field(default_factory=Dated)
    chances: tuple[float, ...] = ()
    part: bool = False
    """Whether the figure is part of one said before."""
    total: Finding | None = None
    """The finding that the figure is a part of."""
    word: int | None = None
    """Token of the word that names the measure."""
    rules: list[str] = field(default_factory=list)


def compose(report: Report, *, count_perpetrators: bool) -> Reading:
    """The claims of `report` with its incidents and totals."""
    code = readable(report)
    if code is None:
        return Reading(report)
    document = Document(report.text, language(code))
    context = Context(document)
    found = measures(context)
    told = [
        Finding(figure, scene, measure, WITHOUT_FIGURE, rules=["without-figure"])
        for figure, scene, measure in qualitative(context)
    ]
    numbered = {id(finding.figure) for finding in found if finding.figure.kind != "single"}
    told += [
        Finding(figure, scene, measure, VICTIM, rules=["victim-of-deed"])
        for figure, scene, measure in victims(context, [(f.figure, f.scene, f.measure) for f in found])
        if id(figure) not in numbered
    ]
    found = sorted(found + told, key=lambda finding: finding.figure.first)
    if not found:
        return Reading(report)
    groups(context, found, periods(document, report))
    claims = written(report, context, found)
    lost = losses(context, [(claim, f.figure, f.scene, f.part) for f, claim in claims])
    events = incidents(lost, count_perpetrators=count_perpetrators)
    return Reading(report, [claim for _, claim in claims], events[0] if events else None, events)


def readable(report: Report) -> str | None:
    """The language of a report that tells of losses in a language that can be read; None of any other.

    The words of loss are looked for first, because that costs less than finding out the language.
    """
    known = [report.lang] if report.lang else available()
    telling = [code for code in known if code in available() and tells_of_losses(report.text, code)]
    code = report.lang or (identify(report.text) if telling else None)
    return code if code in telling else None


def measures(context: Context) -> list[Finding]:
    """The figures of a report that count people lost, with what they count, in text order."""
    chooser = model("measure")
    past = Past()
    found: list[Finding] = []
    for scene in context.scenes():
        for figure in scene.figures:
            ruling = ruled(context, scene, figure, past)
            if ruling and ruling.rule == COUNTS_THINGS:
                past.append((figure, scene, "none"))
                continue
            situation = features(context, scene, figure, past)
            chances = chooser.choose(situation, links(context, scene, figure, past, ruling))
            if ruling and ruling.rule in PLAIN:
                chances[ruling.measure] = PLAIN[ruling.rule] * chances.get(ruling.measure, 0.0)
            measure = max(chances, key=chances.__getitem__)
            if figure.change == "new" and past.last is not None and past.last[0].change == "old":
                measure = past.last[2]
                chances[measure] = max(chances[measure], found[-1].probability if found else 0.0)
            past.append((figure, scene, measure))
            if measure != "none":
                finding = Finding(figure, scene, measure, chances[measure])
                if ruling and ruling.measure == measure:
                    finding.rules.append(ruling.rule)
                    finding.word = ruling.token
                    finding.part = ruling.rule in ("part", "partition") or _of_the(scene, figure, ruling.rule)
                    if finding.part and found and _may_be_part(found[-1], finding):
                        finding.total = found[-1].total if _may_be_part(found[-1].total, finding) else found[-1]
                found.append(finding)
    if any("military" in scene.classes for scene in context.scenes()):
        return found if any(finding.probability >= 0.5 for finding in found) else []
    surest = max((finding.probability for finding in found), default=0.0)
    together = 1.0 - prod(1.0 - finding.probability for finding in found)
    return found if surest >= SURE_ONE or together >= SURE_TOGETHER else []


def _of_the(scene: Scene, figure: Figure, rule: str) -> bool:
    """Whether the figure counts some of those told of: "two of the wounded"."""
    return rule == "noun" and "of" in scene.at(figure.last) and "determiner" in scene.at(figure.last + 1)


def _may_be_part(total: Finding | None, part: Finding) -> bool:
    """Whether `part` can be part of `total`: same measure, and a share or no larger."""
    if total is None or total.measure != part.measure or total.figure.unit != "people":
        return False
    whole = total.figure.high if total.figure.high is not None else total.figure.low
    size = part.figure.low if part.figure.low is not None else part.figure.high
    return part.figure.unit == "share" or (whole is not None and size is not None and size <= whole)


def groups(context: Context, found: list[Finding], times: Periods) -> None:
    """Write the affiliation, the role and the time of the people counted into each finding."""
    document, book = context.document, Groups(context)
    names, roles = model("affiliation"), model("role")
    places = [book.place(finding.scene, finding.figure, finding.measure) for finding in found]
    counted = [(finding.figure, finding.scene, finding.measure) for finding in found]
    chances = agreed([book.chances(place, names) for place in places], counted, AFFILIATION)
    for finding, each in zip(found, chances, strict=True):
        figure = finding.figure
        start, end = document.starts[figure.first], document.ends[figure.last - 1]
        finding.dated = times.at(start, end, finding.measure, None)
        name = max(each, key=each.__getitem__)
        finding.affiliation, finding.affiliation_kind = name or None, book.kinds.get(name, "none")
        finding.chances = (finding.probability, each[name])
    told = Roles(context, book)
    own = [
        roles.choose(told.features(place, finding.affiliation, finding.dated.period.kind), {})
        for place, finding in zip(places, found, strict=True)
    ]
    for finding, each in zip(found, agreed(own, counted, ROLE), strict=True):
        finding.role = max(each, key=each.__getitem__)
        finding.chances = (*finding.chances, each[finding.role])


def written(report: Report, context: Context, found: list[Finding]) -> list[tuple[Finding, Claim]]:
    """The findings as claims, in text order."""
    document = context.document
    sources, hedges = attributions(document, report), Hedges(document)
    ordinals: Counter[tuple[str, int, int]] = Counter()
    alike: dict[tuple[object, ...], list[Claim]] = {}
    ids: dict[int, str] = {}
    out: list[tuple[Finding, Claim]] = []
    for finding in found:
        figure = finding.figure
        start, end = document.starts[figure.first], document.ends[figure.last - 1]
        attribution = sources.at(start, end)
        made = claim(report, context, finding, attribution, hedges, ordinals)
        if figure.unit == "share":
            made.share_of = share_of(context, finding.scene, figure, _beside(finding, out))
        if finding.total is not None:
            made.population.part_of = ids.get(id(finding.total))
        made.repeats = repeated(made, alike.get(likeness(made), ()))
        ids[id(finding)] = made.id
        told = [made]
        for rejecter in attribution.rejected_by:
            denied = claim(report, context, finding, attribution, hedges, ordinals)
            denied.source, denied.via, denied.modality = rejecter, [], "denied"
            told.append(denied)
        for one in told:
            alike.setdefault(likeness(one), []).append(one)
            out.append((finding, one))
    return out


def _beside(finding: Finding, out: list[tuple[Finding, Claim]]) -> list[tuple[Figure, Claim]]:
    """The claims of `out`, which is in text order, in the sentence of `finding`, in text order."""
    here: list[tuple[Figure, Claim]] = []
    for other, told in reversed(out):
        if other.scene is not finding.scene:
            break
        here.append((other.figure, told))
    return here[::-1]


def claim(
    report: Report,
    context: Context,
    finding: Finding,
    attribution: Attribution,
    hedges: Hedges,
    ordinals: Counter[tuple[str, int, int]],
) -> Claim:
    """One finding as a claim; `ordinals` counts the claims of each measure on the same words."""
    document, figure = context.document, finding.figure
    start, end = document.starts[figure.first], document.ends[figure.last - 1]
    hedged = hedges.at(start, end, finding.measure, attribution.verb)
    dated = finding.dated
    noun = head(context, finding.scene, figure)
    evidence = [document.evidence(start, end)]
    modality: Modality = "denied" if figure.kind == "zero" else hedged.modality
    name = finding.affiliation
    if name and finding.role == "civilian" and finding.affiliation_kind == "country":
        name = f"civilian {name}"
    population = Population(text=_group_words(context, figure, noun), affiliation=name, role=_role(finding.role))
    measure = _measure(finding.measure)
    key = measure, evidence[0].start, evidence[0].end
    ordinal = ordinals[key]
    ordinals[key] += 1
    unit: Unit = "share" if figure.unit == "share" else "people"
    made = Claim(
        id=claim_id(report.id, measure, evidence[0].start, evidence[0].end, ordinal),
        report=report.id,
        measure=measure,
        evidence=evidence,
        unit=unit,
        low=figure.low,
        high=figure.high,
        bound=figure.bound,
        modality=modality,
        population=population,
        source=attribution.source,
        via=list(attribution.via),
        corroborates=list(attribution.corroborates),
        period=dated.period,
        rate=rate(context, finding.scene, figure) if figure.bound != "none" else None,
        place=_place(context, finding),
        confidence=confidence(finding.probability),
        trace=[*finding.rules, *attribution.rules, *hedged.rules, *dated.rules],
    )
    if finding.word is not None:
        made.evidence.append(document.evidence(document.starts[finding.word], document.ends[finding.word]))
    for span in [*attribution.spans, *hedged.spans]:
        piece = document.evidence(*span)
        if piece not in made.evidence:
            made.evidence.append(piece)
    return made


def _place(context: Context, finding: Finding) -> str | None:
    span = place(context, finding.scene, finding.figure)
    return context.document.evidence(*span).quote if span else None


def _group_words(context: Context, figure: Figure, noun: int | None) -> str | None:
    """The words for the people counted, as the report has them."""
    if noun is None:
        return None
    first = figure.last if figure.kind not in ("single", "zero") else figure.core_end
    document = context.document
    while first <= noun and not document.words[first][0].isalnum():
        first += 1
    if first > noun:
        return None
    return document.evidence(document.starts[first], document.ends[noun]).quote


def _role(name: str) -> Role:
    return name  # type: ignore[return-value]


def _measure(name: str) -> Measure:
    return name  # type: ignore[return-value]
