"""Reports in our own words that the desk's tests add, and some that mean harm."""

from __future__ import annotations

TELLERS = [
    ("Ukraine's General Staff said on {day} that about {figure} Russian soldiers had been killed or wounded at the "
     "crossing.", "Dnipro Courier"),
    ("A British defence official estimated on {day} that {figure} Russian soldiers had been killed or wounded at the "
     "crossing so far.", "London Ledger"),
    ("The Russian defence ministry said on {day} that {figure} Russian soldiers had been killed at the crossing.",
     "Volga Post"),
]  # fmt: skip
FIGURES = [
    (0, "3 March 2025", "2025-03-03", "400"),
    (1, "6 March 2025", "2025-03-06", "350"),
    (2, "7 March 2025", "2025-03-07", "90"),
    (0, "12 March 2025", "2025-03-12", "700"),
    (1, "18 March 2025", "2025-03-18", "620"),
    (2, "20 March 2025", "2025-03-20", "140"),
    (0, "2 April 2025", "2025-04-02", "1,100"),
    (1, "9 April 2025", "2025-04-09", "940"),
    (2, "11 April 2025", "2025-04-11", "230"),
    (0, "20 April 2025", "2025-04-20", "1,250"),
]
REPORTS = [
    {
        "id": f"oskil-{number:02}",
        "title": f"Losses at the crossing, {day}",
        "text": TELLERS[teller][0].format(day=day, figure=figure)
        + " The river was high, and neither side could bring up heavy bridging gear before the week was out.",
        "published": date,
        "publisher": TELLERS[teller][1],
        "url": f"https://news.example.org/oskil/{number}",
    }
    for number, (teller, day, date, figure) in enumerate(FIGURES, 1)
]

SCRIPT = '<script>document.title="owned"</script><img src=x onerror=\'document.title="owned"\'>'
HOSTILE = [
    {
        "id": "hostile-script",
        "title": f"At least 60 Russian soldiers were killed {SCRIPT}",
        "text": f"Kyiv said on Monday that at least 60 Russian soldiers were killed. {SCRIPT} </textarea></title>",
        "published": "2025-03-10",
        "publisher": f'"><svg onload=alert(1)>{SCRIPT}',
        "url": "javascript:alert(1)",
    },
    {
        "id": "hostile-direction",
        "title": "\u202e\u2066deppins elgnis a ton\u202d",
        "text": "\u202eAt least 61 Russian soldiers were killed\u202c on Monday, Kyiv said. \u2067\u202e\u2066",
        "published": "2025-03-11",
        "publisher": "\u202ereversed",
    },
    {
        "id": "hostile-marks",
        "title": "Marks",
        "text": "At least 62 Russian soldiers were killed on Monday, Kyiv said. e" + "\u0301" * 500_000,
        "published": "2025-03-12",
        "publisher": "Marks",
    },
    {
        "id": "hostile-title",
        "title": "A" + "x" * 9_998 + "B",
        "text": "At least 63 Russian soldiers were killed on Monday, Kyiv said.",
        "published": "2025-03-13",
        "publisher": "y" * 5_000,
    },
    {"id": "../../../etc/passwd?x=<b>#", "text": "At least 64 Russian soldiers were killed on Monday, Kyiv said."},
]
