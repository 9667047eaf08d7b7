"""Every refusal and warning a user can meet, in one place, each with a code.

A message names the file or setting it is about and says what to do. Rooms raise `refuse("code", name=...)`; the
command line prints the text and ends with status 1.
"""

from __future__ import annotations

MESSAGES: dict[str, str] = {
    # capture
    "missing-file": "{name}: no such file or folder. Check the path.",
    "unreadable-file": "{name}: cannot be read ({reason}). Check its permissions.",
    "empty-report": "{name}: empty, there is no text in it. Give a report with text.",
    "too-large": "{name}: larger than {limit}. Split it, or allow more with --max-size.",
    "no-reports": "{name}: no reports in this folder. Put .txt, .html, .pdf, .eml, .jsonl or feed files there.",
    "not-text": "{name}: not text but binary data. Give it the suffix of its kind (.pdf, .html, .eml) or save it as text.",
    "wrong-charset": "{name}: says it is {charset} but is not (at byte {place}). Save it as UTF-8.",
    "unknown-charset": "{name}: not UTF-8; it looks like {charset}. Convert it: iconv -f {charset} -t UTF-8",
    "bad-line": "{name}, line {line}: {reason}. Correct or remove the line.",
    "no-article": "{name}: no article in this page. Save its text as .txt, or give the address of the story itself.",
    "encrypted-pdf": "{name}: encrypted PDF. Save it without a password first.",
    "broken-pdf": "{name}: broken or no PDF. Download it again, or save it anew from a viewer.",
    "pdf-without-text": "{name}: a PDF without text (scanned pages). Run text recognition over it first.",
    "bad-mail": "{name}: no mail message. Save the message as .eml with its headers.",
    "mail-without-text": "{name}: a message without text. Save its attachments and give those.",
    "bad-feed": "{name}: neither an RSS nor an Atom feed. Check the file or address.",
    "no-entries": "{name}: a feed without entries. Check the address, or try again later.",
    "bad-address": "{name}: no web address that can be fetched ({reason}). Give an http:// or https:// address.",
    "private-address": "{name}: {host} is on a private or local network. Allow it with --allow-private if you trust it.",
    "no-such-host": "{name}: the host {host} is not known. Check the address and the network.",
    "no-answer": "{name}: does not answer. Check the address and the network, or try again later.",
    "too-slow": "{name}: took longer than {seconds} seconds. Try again later, or save the page and give the file.",
    "bad-certificate": "{name}: its certificate is not to be trusted ({reason}). Save the page and give the file.",
    "bad-response": "{name}: the server's answer makes no sense ({reason}). Try again later.",
    "bad-status": "{name}: the server answered {status}. Check the address, or try again later.",
    "too-many-redirects": "{name}: redirected more than {limit} times. Give the address it should end at.",
    "wrong-type": "{name}: is {type}, no kind of report. Give the address of a page, text, PDF, mail or feed.",
    "robots-disallow": "{name}: the site's robots.txt does not allow it. Save the page yourself and give the file.",
    "robots-unknown": "{name}: the site's robots.txt cannot be had, so it is not known what is allowed. Try again later.",
    "line-too-large": "{name}, line {line}: larger than {limit}. Split it, or allow more with --max-size.",
    # ledger
    "export-unwritable": "{name}: cannot be written ({reason}). Name another place with --out.",
    "id-ambiguous": "{name}: the beginning of several ids: {ids}. Give more of it.",
    "id-unknown": "{name}: no claim and no report of this id. `tollbook claims` and `tollbook reports` list them.",
    "claim-misquotes": "claim {claim}: its evidence {start}-{end} does not quote the report's text. "
    "Give offsets and words as the report has them.",
    "claim-of-another-report": "claim {claim} is of report {report}, not of the report it came with.",
    "claim-unknown": "{claim}: no such claim in the ledger. `tollbook claims` lists them.",
    "claim-without-evidence": "claim {claim} quotes no words of the report. Give at least one stretch as evidence.",
    "correction-empty": "claim {claim}: the correction changes nothing. Give a value that differs.",
    "correction-field": "claim {claim}: no such field to correct: {field}. See docs/claim-record.md.",
    "correction-invalid": "claim {claim}: the correction makes no sense: {reason}.",
    "decision-into": "claim {claim} cannot be merged into {into}. Name a claim that is not itself merged into it.",
    "decision-reason": "claim {claim}: a rejection needs a reason (such as {reasons}).",
    "decision-undo": "claim {claim}: there is no decision to undo.",
    "decision-unknown": "{decision}: no such decision (one of {decisions}).",
    "grade-unknown": "{grade}: no such grade (one of A, B, C, D, E, F, or none).",
    "ledger-address": "{name} is not a database address. Write postgresql://user@host/database.",
    "ledger-damaged": "{what}: the ledger is damaged. Run `tollbook verify`, and restore the file from a copy.",
    "ledger-full": "{name}: no room left on the disk; nothing was half-stored. Free some space and run it again.",
    "ledger-locked": "{name}: another program is writing to the ledger. Try again when it is done.",
    "ledger-missing": "{name}: no ledger here. Make one with `tollbook add` or name it with --ledger.",
    "ledger-newer": "{name}: made by a newer release of tollbook (ledger version {version}). Upgrade tollbook.",
    "ledger-no-folder": "{name}: there is no folder {folder}. Make it or name another place with --ledger.",
    "ledger-not-a-ledger": "{name}: not a tollbook ledger. Name another file with --ledger.",
    "ledger-read-only": "{name}: the ledger or its folder cannot be written. Check permissions or name another place.",
    "ledger-unreachable": "{name}: the database does not answer: {reason}",
    "link-itself": "claim {claim} cannot be linked to itself.",
    "report-id-taken": "report {name}: its id is already in use for another text. Give it another id.",
    "report-not-text": "report {name}: its text holds halves of characters. Save it as UTF-8.",
    "report-unknown": "{report}: no such report in the ledger. `tollbook reports` lists them.",
    "source-into": "source {source} cannot be merged into {into}. Name another source that is not merged into it.",
    "source-unknown": "{source}: no such source in the ledger. `tollbook sources` lists them.",
    "table-bad-rows": "{name}: nothing imported, these lines make no sense: {listed}. Correct them and import again.",
    "table-column-twice": "{name}: nothing imported, the column '{column}' is there twice. Rename one.",
    "table-empty": "{name}: the file is empty. Give a CSV with a header line and one claim a row.",
    "table-encoding": "{name}: the text's encoding is not recognised. Save the file as UTF-8.",
    "table-not-a-file": "{name}: not a file. Give a CSV file.",
    "table-too-large": "{name}: more than {limit}. Split the file.",
    "table-without-measure": "{name}: not a table of claims, it has no column 'measure'. "
    "See `tollbook import --help` for the columns.",
    "table-without-rows": "{name}: the table has a header but no claims. Write one claim a row under it.",
    # reading
    "bad-annotation": "{name}: no annotation of claims ({reason}). See `tollbook score --help` for the form.",
    "no-annotations": "{name}: no annotated reports here. Give a folder of NAME.txt with NAME.json beside them.",
    # tracing
    "trace-nothing": "There is nothing to draw: no claims. Add a report with `tollbook add`.",
    "trace-unknown": "{name}: no claim with this id in {place}, and no case of this name. `tollbook claims` lists ids.",
    # estimating
    "case-exists": "{name}: already there. Name another case, or edit that file.",
    "case-invalid": "{name}: {reason}. See docs/case.md.",
    "case-unknown": "{name}: no case file or folder, and no case of that name ships with tollbook (there is: {shipped}).",
    "estimate-contradiction": "{case}: the claims contradict the limits of the case ({limits}); "
    "against them speak above all {claims}. Check the limits, or set the claims aside with a rule.",
    "estimate-date": "'{date}' is no date. Write it as 2025-02-04.",
    "estimate-no-claims": "{case}: no claims {reason}. Add reports or import claims first.",
    "estimate-one-claim": "{case}: one origin only ({claim}): too little for an estimate. Add another source.",
    "estimate-one-voice": "All figures of losses come from one source, {source}: its lean cannot be told from the truth.",
    "estimate-population": "{case}: none of {number} claims is about {population}; they are about {others}. "
    "Check population and affiliation in case.toml.",
    "estimate-reversed": "{case}: claim {claim} covers a period that ends before it begins ({start} to {end}).",
    "estimate-shares-of-nothing": "{case}: every claim is a share, and no claim says of how many. "
    "Add a claim on the size of the force.",
    "estimate-unstable": "{case}: no figure is given, two fits of the same claims disagree on {what} "
    "(by {gap} of its interval). Raise --draws or check the claims named: {claims}.",
    "whatif-claim": "{text}: not a claim. Write MEASURE [BOUND] NUMBER DATE [WHO], as in: killed 300 2025-01-13 Ukraine",
    "whatif-nothing-dropped": "{name}: no claim has this source or id, nothing would change.",
    "backtest-cell": "{name}: claim {claim} has no figure to score. Leave it out of the test table.",
    "backtest-undated": "claim {claim} has no date (claim_date, as_of): it cannot be predicted. Leave it out.",
    # desk
    "bad-claim": "report {report}: this is no claim: {reason}. See docs/claim-record.md.",
    "bad-user-name": "{name!r}: not a user name. Give 1 to 64 printable characters without spaces at the ends.",
    "desk-needs-users": "{name}: the desk would be open to the network without accounts. Add a user first "
    "(tollbook user add NAME --role admin), or serve read-only with --public.",
    "no-anchor": "report {report}: a claim stands on words. Select them in the text, or type them as the text has them.",
    "nothing-pasted": "Nothing was given. Paste a text, choose a file or give an address.",
    "not-a-number": "{name}: {value!r} is no number. Write digits, or leave it empty where the claim gives none.",
    "short-password": "{name}: the password is too short. Give at least {least} characters.",
    "words-not-there": "report {report}: its text does not hold the words {words!r}. Copy them exactly from the text.",
    "unknown-role": "{name}: {role} is no role. Give one of {roles}.",
    "unknown-user": "{name}: no such user. Add the user first: tollbook user add NAME --role reviewer",
    # command line
    "no-room": "The output cannot be written ({reason}). Free some space or write it elsewhere.",
    "needs-extra": "{name} needs the extra '{extra}'. Install it with: pip install 'tollbook[{extra}]'",
}


class Refusal(Exception):
    """Input that is refused, with a one-line reason a user can act on.

    `code` is a key of MESSAGES; `str(refusal)` is the finished line.
    """

    def __init__(self, code: str, **details: object) -> None:
        self.code = code
        self.details = details
        super().__init__(one_line(MESSAGES[code].format(**details)))


def one_line(text: str) -> str:
    """`text` with line breaks and control characters made visible, so that a hostile name stays on one line."""
    return "".join(c if c.isprintable() else c.encode("unicode_escape").decode("ascii") for c in text)


def refuse(code: str, **details: object) -> Refusal:
    """The refusal for `code`, to be raised: `raise refuse("missing-file", name=path)`."""
    return Refusal(code, **details)


def warning(code: str, **details: object) -> str:
    """The text of a warning that does not stop the work."""
    return one_line(MESSAGES[code].format(**details))
