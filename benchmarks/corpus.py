"""The annotated reports of tests/corpus: read them, and write them in the form that scorers take.

    python -m benchmarks.corpus open FOLDER     writes ID.txt and ID.json for every report of open-*.txt
    python -m benchmarks.corpus held FOLDER     the same for held.txt

The format is described in tests/corpus/README.md.
"""

from __future__ import annotations

import argparse
import json
import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

FOLDER = Path(__file__).parent.parent / "tests" / "corpus"
PARTS = {"open": "open-*.txt", "held": "held.txt"}


def value(text: str) -> tuple[float | None, float | None, str]:
    """Low, high and unit of a VALUE such as "14", "3-9", "14+", "-40" or "33.3%"."""
    unit = "share" if "%" in text else "people"
    scale = 100.0 if unit == "share" else 1.0
    number = text.replace("%", "")
    if number.endswith("+"):
        return float(number[:-1]) / scale, None, unit
    low, dash, high = number.partition("-")
    if dash and not low:
        return None, float(high) / scale, unit
    return float(low) / scale, float(high if dash else low) / scale, unit


def span(text: str, quote: str) -> tuple[int, int]:
    """Where `quote` stands in `text`; "quote#2" is its second occurrence. ValueError where it does not."""
    words, mark, ordinal = quote.rpartition("#")
    nth = int(ordinal) if mark and ordinal.isdigit() else 1
    words = words if mark and ordinal.isdigit() else quote
    found = [m.start() for m in re.finditer(re.escape(words), text)]
    if len(found) < nth:
        raise ValueError(f"{quote!r} does not stand in {text[:60]!r}")
    return found[nth - 1], found[nth - 1] + len(words)


def claim(line: str, text: str) -> dict[str, Any]:
    """One `>` line as a flat record of the annotation form; `repeat` counts from 1 here, from 0 there."""
    quote, figure, group, source, manner, *rest = (part.strip() for part in line.removeprefix(">").split(" | "))
    measure, amount, bound = figure.split()
    low, high, unit = value(amount)
    affiliation, _, role = group.rpartition(" / ")
    speaker, _, via = source.partition(" < ")
    modality, period = manner.split()
    start, end = span(text, quote)
    return {
        "anchor": text[start:end],
        "start": start,
        "end": end,
        "measure": measure,
        "unit": unit,
        "low": low,
        "high": high,
        "bound": bound,
        "modality": modality,
        "affiliation": None if affiliation.strip() in ("-", "civilian -") else affiliation.strip(),
        "role": role.strip(),
        "source": None if speaker.strip() == "-" else speaker.strip(),
        "via": via.strip() or None,
        "period": period,
        "repeat_of": int(rest[0].split()[1]) - 1 if rest else None,
    }


def reports(part: str) -> Iterator[dict[str, Any]]:
    """The reports of one part, "open" or "held": {"id", "topic", "date", "lang", "text", "claims"}."""
    for path in sorted(FOLDER.glob(PARTS[part])):
        for block in re.split(r"^== ", path.read_text(encoding="utf-8"), flags=re.M)[1:]:
            head, _, body = block.partition("\n")
            identity, topic, date = head.split()
            lines = body.strip("\n").split("\n")
            text = "\n".join(line for line in lines if not line.startswith("> "))
            marks = [claim(line, text) for line in lines if line.startswith("> ")]
            yield {"id": identity, "topic": topic, "date": date, "lang": "en", "text": text, "claims": marks}


def demonstration() -> Iterator[dict[str, Any]]:
    """The demonstration reports in the same form, by the figures of their key (cases/kursk/expected.toml)."""
    from benchmarks import reading_demo

    for entry, report in reading_demo.reports():
        marks = []
        for keyed in entry["claims"]:
            if reading_demo.figure(keyed) is None:
                continue
            start = report.text.index(keyed["quote"])
            named = f"{keyed['source']} ({keyed['source_name']})" if "source" in keyed else None
            fields = ("measure", "unit", "bound", "modality", "role", "period")
            optional = {name: keyed.get(name) for name in ("low", "high", "affiliation")}
            marks.append(
                {name: keyed[name] for name in fields}
                | optional
                | {"anchor": keyed["quote"], "start": start, "end": start + len(keyed["quote"]), "source": named}
                | {"via": next(iter(keyed.get("via", [])), None), "repeat_of": None}
            )
        yield {
            "id": f"kursk{entry['file'][:4]}",
            "topic": "demonstration",
            "date": entry["published"],
            "lang": "en",
            "text": report.text,
            "claims": marks,
        }


def write(part: str, folder: Path) -> int:
    """Write ID.txt and ID.json of every report of `part` into `folder`; how many."""
    folder.mkdir(parents=True, exist_ok=True)
    count = 0
    for report in reports(part):
        (folder / f"{report['id']}.txt").write_text(report["text"], encoding="utf-8")
        marks = {key: report[key] for key in ("id", "topic", "date", "lang", "claims")}
        (folder / f"{report['id']}.json").write_text(json.dumps(marks, ensure_ascii=False), encoding="utf-8")
        count += 1
    return count


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("part", choices=list(PARTS))
    parser.add_argument("folder", type=Path)
    options = parser.parse_args()
    print(f"{write(options.part, options.folder)} reports written to {options.folder}")


if __name__ == "__main__":
    main()
