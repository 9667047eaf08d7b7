"""The fields of a claim as a form: what it shows, and what comes back as changes to the record."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

import msgspec

from tollbook.claims import BOUNDS, MEASURES, MODALITIES, PERIOD_KINDS, RATES, ROLES, SOURCE_KINDS, UNITS, Claim, Source
from tollbook.messages import refuse

SEPARATOR = " | "
CHOICES: dict[str, tuple[tuple[str, ...], str]] = {
    "measure": (MEASURES, "measure"),
    "unit": (UNITS, "unit"),
    "bound": (BOUNDS, "bound-name"),
    "rate": (("", *RATES), "rate"),
    "modality": (MODALITIES, "modality"),
    "role": (ROLES, "people-role"),
    "source_kind": (("", *SOURCE_KINDS), "kind"),
    "period_kind": (PERIOD_KINDS, "period"),
    "share_measure": (("", *MEASURES), "measure"),
}
"""Fields with fixed values: the values and the section of strings that names them."""

FIELDS: tuple[str, ...] = (
    "measure", "low", "high", "bound", "unit", "rate", "modality", "item", "includes",
    "population", "affiliation", "role", "part_of", "share_text", "share_measure", "share_claim",
    "source", "source_name", "source_kind", "source_affiliation", "via", "corroborates",
    "place", "period_kind", "period_start", "period_end", "as_of", "repeats",
)  # fmt: skip
"""Every field that a reviewer may correct beside the evidence, in the order of the form."""


class Field(msgspec.Struct):
    """One field of the form; `choices` with their section where the value is one of a few."""

    name: str
    value: str
    choices: tuple[str, ...] = ()
    section: str = ""


def fields_of(claim: Claim | None) -> list[Field]:
    """The form of a claim, or an empty one."""
    values = _values(claim) if claim else {"measure": "killed", "bound": "exact", "unit": "people", "role": "unknown"}
    made = []
    for name in FIELDS:
        choices, section = CHOICES.get(name, ((), ""))
        made.append(Field(name, values.get(name, ""), choices, section))
    return made


def _values(claim: Claim) -> dict[str, str]:
    source, share, period, people = claim.source or Source(), claim.share_of, claim.period, claim.population
    return {
        "measure": claim.measure,
        "low": _plain(claim.low),
        "high": _plain(claim.high),
        "bound": claim.bound,
        "unit": claim.unit,
        "rate": claim.rate or "",
        "modality": claim.modality,
        "item": claim.item or "",
        "includes": SEPARATOR.join(claim.includes),
        "population": people.text or "",
        "affiliation": people.affiliation or "",
        "role": people.role,
        "part_of": people.part_of or "",
        "share_text": (share.text or "") if share else "",
        "share_measure": (share.measure or "") if share else "",
        "share_claim": (share.claim or "") if share else "",
        "source": source.text or "",
        "source_name": source.name or "",
        "source_kind": source.kind or "",
        "source_affiliation": source.affiliation or "",
        "via": SEPARATOR.join(s.name or s.text or "" for s in claim.via),
        "corroborates": SEPARATOR.join(s.name or s.text or "" for s in claim.corroborates),
        "place": claim.place or "",
        "period_kind": period.kind,
        "period_start": period.start or "",
        "period_end": period.end or "",
        "as_of": period.as_of or "",
        "repeats": claim.repeats or "",
    }


def _plain(value: float | None) -> str:
    if value is None:
        return ""
    return str(int(value)) if value == int(value) else repr(value)


def changes_from(form: Mapping[str, Any], claim: Claim) -> dict[str, Any]:
    """What the form changes in `claim`, as the ledger's correction takes it; fields that are not sent stay."""
    old, given = _values(claim), {k: str(v).strip() for k, v in form.items() if k in FIELDS}
    new = {name: value for name, value in given.items() if value != old[name]}
    return _nested({**old, **new}, set(new), claim)


def record_from(form: Mapping[str, Any]) -> dict[str, Any]:
    """A whole record (without id, report and evidence) from a form of a claim that is new."""
    given = {name: str(form.get(name, "")).strip() for name in FIELDS}
    return _nested(given, {name for name, value in given.items() if value}, None)


def _nested(values: Mapping[str, str], touched: set[str], claim: Claim | None) -> dict[str, Any]:
    """Flat fields as the record nests them; only what is in `touched`."""
    out: dict[str, Any] = {}
    for name in ("measure", "bound", "unit", "modality"):
        if name in touched:
            out[name] = values[name]
    for name in ("rate", "item", "place", "repeats"):
        if name in touched:
            out[name] = values[name] or None
    for name in ("low", "high"):
        if name in touched:
            out[name] = _number(values[name], name)
    if "includes" in touched:
        out["includes"] = _several(values["includes"])
    people = {"population": "text", "affiliation": "affiliation", "part_of": "part_of"}
    group: dict[str, Any] = {key: values[name] or None for name, key in people.items() if name in touched}
    if "role" in touched:
        group["role"] = values["role"]
    if group:
        out["population"] = group
    _add(out, "share_of", {"share_text": "text", "share_measure": "measure", "share_claim": "claim"}, values, touched)
    _add(
        out,
        "source",
        {"source": "text", "source_name": "name", "source_kind": "kind", "source_affiliation": "affiliation"},
        values,
        touched,
    )
    for name in ("via", "corroborates"):
        if name in touched:
            known = {s.name or s.text or "": s for s in getattr(claim, name)} if claim else {}
            sources = [known.get(words) or Source(text=words) for words in _several(values[name])]
            out[name] = msgspec.to_builtins(sources)
    times = {"period_kind": "kind", "period_start": "start", "period_end": "end", "as_of": "as_of"}
    period = {key: values[name] or None for name, key in times.items() if name in touched}
    if period:
        out["period"] = period
    return out


def _add(out: dict[str, Any], target: str, names: dict[str, str], values: Mapping[str, str], touched: set[str]) -> None:
    """A nested record that is null as a whole when all its fields are empty."""
    if not touched & set(names):
        return
    whole = {key: values.get(name) or None for name, key in names.items()}
    out[target] = whole if any(whole.values()) else None


def _several(text: str) -> list[str]:
    return [part.strip() for part in text.split("|") if part.strip()]


def _number(text: str, name: str) -> float | None:
    if not text:
        return None
    try:
        value = float(text.replace(",", "").replace("\u00a0", "").replace(" ", ""))
    except ValueError:
        raise refuse("not-a-number", name=name, value=text) from None
    if value != value or value in (float("inf"), float("-inf")):
        raise refuse("not-a-number", name=name, value=text)
    return value
