"""The pages of the desk, each module one part of it."""

from __future__ import annotations

from typing import Any

from tollbook.desk.pages import add, case, claims, public, reports, review, signin, sources, traces

READING: list[Any] = [
    case.start, case.case_list, case.case_page, case.estimate_page, case.chart,
    reports.report_list, reports.report_page, reports.original,
    claims.claim_list, claims.claim_page,
    traces.trace_list, traces.trace_page, traces.steps, traces.drawn,
    sources.source_list,
    public.corrections, public.feed, public.downloads, public.download, public.case_csv, public.case_dataset,
    public.cite_case, public.cite_claim, public.method, public.robots,
]  # fmt: skip
WRITING: list[Any] = [
    review.queue_page, review.decide, review.correct, review.add, review.link, review.recompute,
    sources.grade, sources.merge,
    add.add_page, add.add_text, add.add_files, add.add_address,
    signin.sign_out,
]  # fmt: skip
OPEN: list[Any] = [signin.sign_in_form, signin.sign_in]


def handlers(public_face: bool) -> list[Any]:
    """The pages of a desk; the public face has those that read, and no others."""
    return READING if public_face else [*READING, *WRITING]


def open_handlers(public_face: bool) -> list[Any]:
    """The pages that take no session."""
    return [] if public_face else OPEN
