"""Numbers in digits, words and both."""

from __future__ import annotations

import pytest
from hypothesis import given
from hypothesis import strategies as st

from tollbook.reading.document import Document
from tollbook.reading.language import language
from tollbook.reading.numbers import Number, digits, numbers

ENGLISH = language("en")
ONES = [
    "zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve",
    "thirteen", "fourteen", "fifteen", "sixteen",
]  # fmt: skip
ONES += ["seventeen", "eighteen", "nineteen"]
TENS = ["-", "-", "twenty", "thirty", "forty", "fifty", "sixty", "seventy", "eighty", "ninety"]


def found(text: str) -> list[Number]:
    document = Document(text, ENGLISH)
    return numbers(document, 0, len(document.words))


def in_words(value: int) -> str:
    """`value` below a million in English words."""
    if value < 20:
        return ONES[value]
    if value < 100:
        return TENS[value // 10] + (f"-{ONES[value % 10]}" if value % 10 else "")
    if value < 1000:
        rest = f" and {in_words(value % 100)}" if value % 100 else ""
        return f"{ONES[value // 100]} hundred{rest}"
    rest = (
        f" {in_words(value % 1000)}"
        if value % 1000 >= 100
        else f" and {in_words(value % 1000)}"
        if value % 1000
        else ""
    )
    return f"{in_words(value // 1000)} thousand{rest}"


@given(st.integers(1, 999_999))
def test_every_number_in_words_is_read(value: int) -> None:
    """English number words up to a million give one number of that value."""
    assert [(n.low, n.high) for n in found(f"{in_words(value)} soldiers")] == [(value, value)]


@given(st.integers(1, 10**12), st.sampled_from([",", ".", "'"]))
def test_separators_of_thousands_do_not_change_a_number(value: int, separator: str) -> None:
    """12,000 and 12.000 and 12'000 are the same number."""
    assert digits(f"{value:,}".replace(",", separator)) == value


@given(st.text(max_size=60))
def test_any_text_gives_numbers_in_order_without_overlap(text: str) -> None:
    """Numbers come in text order and never overlap, whatever the text."""
    last = 0
    for number in found(text):
        assert last <= number.first < number.last
        assert number.low <= number.high
        last = number.last


@pytest.mark.parametrize(
    ("text", "low", "high", "unit"),
    [
        ("3.8 thousand men", 3800, 3800, "people"),
        ("122 883 men", 122883, 122883, "people"),
        ("half a million men", 500000, 500000, "people"),
        ("two and a half million men", 2500000, 2500000, "people"),
        ("four-thousand-100 men", 4100, 4100, "people"),
        ("two-thirds of them", 2 / 3, 2 / 3, "share"),
        ("27 per cent of them", 0.27, 0.27, "share"),
        ("tens of thousands of men", 20000, 99999, "people"),
        ("several hundred men", 300, 999, "people"),
    ],
)
def test_mixed_numbers_shares_and_vague_quantities(text: str, low: float, high: float, unit: str) -> None:
    """Mixed, fractional and vague quantities have the values of the conventions."""
    [number] = found(text)
    assert (number.low, number.high) == (pytest.approx(low), pytest.approx(high))
    assert number.unit == unit
