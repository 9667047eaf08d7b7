"""Links that the record itself states: coded by hand, or read in the report's own words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from tollbook.tracing.changes import serious
from tollbook.tracing.facts import Facts, same_figure
from tollbook.tracing.kinship import comparable, family
from tollbook.tracing.linking import link
from tollbook.tracing.names import plain
from tollbook.tracing.pairs import compare
from tollbook.tracing.records import KINDS, Kind, Link, Sign


def stated_links(later: Facts, candidates: Sequence[Facts], known: Mapping[str, Facts]) -> list[Link]:
    """The links that claim `later` states; targets that are not among the `known` claims are passed over."""
    claim = later.claim
    out = []
    for target in later.statement.based_on:
        if target in known and target != later.id:
            out.append(_coded(later, known[target]))
    said = known.get(claim.repeats) if claim.repeats else None
    if said is not None and said.headline and not later.headline:
        said = next((t for t in candidates if t.claim.repeats == claim.repeats and t.key < later.key), None)
    if said is not None and said.id != later.id:
        out.append(link(later, said, "repeat", 0.98, [Sign("words", "said twice in one report")]))
    for whole in (claim.population.part_of, claim.share_of.claim if claim.share_of else None):
        if whole is not None and whole in known and whole != later.id:
            out.append(link(later, known[whole], "subset", 0.95, [Sign("words", "a part of it in the same report")]))
    for backed in claim.corroborates:
        names = {plain(name) for name in (backed.name, backed.text) if name}
        out += [
            link(later, t, "confirms", 0.9, [Sign("credit", f"said to confirm {backed.name or backed.text}")])
            for t in candidates
            if t.key < later.key and t.claim.measure == claim.measure and names & spoken_names(t)
        ]
    return out


def copied_links(later: Facts, copied: Sequence[Facts]) -> list[Link]:
    """The links of a claim to the same figure in earlier reports from whose text its report was made."""
    out = []
    for earlier in copied:
        same = later.numeric and earlier.numeric and same_figure(later, earlier)
        if earlier.key >= later.key or not same or family(later) != family(earlier) or not comparable(later, earlier):
            continue
        kind: Kind = "distortion" if serious(earlier, later) else "repeat"
        out.append(
            link(later, earlier, kind, 0.93 if kind == "repeat" else 0.9, [Sign("copy", "the reports share text")])
        )
    return out


def spoken_names(facts: Facts) -> set[str]:
    """Plain names of a claim's source, relays and publisher."""
    named = {plain(name) for via in facts.claim.via for name in (via.name, via.text) if name}
    return named | facts.voice.keys | ({plain(facts.statement.publisher)} if facts.statement.publisher else set())


def confirmed_link(later: Facts, earlier: Facts) -> Link:
    """The link that a person confirmed, of the kind that the rules see in it."""
    found = compare(later, earlier) or compare(earlier, later)
    return link(later, earlier, found.kind if found else "repeat", 1.0, [Sign("coded", "confirmed in review")])


def _coded(later: Facts, earlier: Facts) -> Link:
    said = later.statement.notes.get("relation", "")
    found = compare(later, earlier)
    kind: Kind = said if said in KINDS else found.kind if found else "repeat"  # type: ignore[assignment]
    return link(later, earlier, kind, 1.0, [Sign("coded", "based_on"), *(found.evidence if found else [])])
