"""The words for people in a sentence: names, roles, counted groups, and lists of them."""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

from tollbook.reading.context import Context, Scene
from tollbook.reading.figures import Figure
from tollbook.reading.language import Language

_PERSON = frozenset({"military", "civilian", "people"})
_ENDS = frozenset({"copula", "auxiliary", "contrast", "by", "preposition", "speech", "conjunction"})
_LONGEST = 14
_TAIL = 14


@dataclass(slots=True)
class Person:
    """People at the tokens first..last (exclusive): one named or shown by a role, or a counted group."""

    first: int
    last: int
    name: frozenset[str] = frozenset()
    role: str = ""
    figure: Figure | None = None
    plural: bool = False
    known: bool = False
    own: bool = False
    """Whether the words begin with "his" or the like."""
    new: bool = False
    titled: bool = False
    """Whether a role was said of the name in apposition."""

    @property
    def fixed(self) -> bool:
        """Whether an article or the like stands before."""
        return self.known or self.own or self.new


class Grammar:
    """The table [words] of victims.toml, ready for look-up."""

    def __init__(self, language: Language) -> None:
        table = language.table("victims")["words"]
        self.be = frozenset(table["be"])
        self.have = frozenset(table["have"])
        self.of = frozenset(table["of"])
        self.leave = frozenset(table["leave"])
        self.who = frozenset(table["who"])
        self.possessive = frozenset(table["possessive"])
        self.and_words = frozenset(table["and"])
        self.and_with = [tuple(language.token.findall(entry)) for entry in table["and_with"]]
        self.relative = frozenset(table["relative"])
        self.determiners = frozenset(table["determiners"])
        self.new = frozenset(table["new"])
        self.own = frozenset(table["own"])
        self.tail = frozenset(table["before_noun"])
        self.between = frozenset(table["between"])
        self.unreal = frozenset(table["unreal"])
        self.not_before = frozenset(table["not_before"])
        self.not_names = frozenset(table["not_names"])
        one = frozenset(table["persons"])
        self.persons = one | {word + language.writing.get("plural_endings", [""])[0] for word in one}
        self.beside = frozenset(table["beside"])
        self.attackers = frozenset(table["attackers"])
        self.named = frozenset(table["named"])
        self.to = frozenset(table["to"])
        self.verb_endings = tuple(table["verb_endings"])
        self.finding = frozenset(table["finding"])
        self.pronouns = frozenset(table["pronouns"])
        self.off = frozenset(table["off"])
        self.doubtful = frozenset(table["doubtful"])
        self.states = frozenset(table["states"])
        self.not_after = frozenset(table["between"]) - frozenset(table["determiners"])
        self.particles = frozenset(table["particles"])
        self.before_titles = frozenset(table["before_titles"])
        self._owned = False
        self.plural = tuple(language.writing.get("plural_endings", ()))
        named = [language.table("lexicon").get(section, {}) for section in ("countries", "groups", "cities")]
        entries = [entry for section in named for own in section.values() for entry in own]
        self.places = frozenset(word for entry in entries for word in language.token.findall(entry))

    def people(self, context: Context, scene: Scene, start: int, limit: int | None = None) -> tuple[list[Person], int]:
        """The people listed from token `start` on, not past `limit`, and where their words end."""
        last = scene.sentence.last if limit is None else min(limit, scene.sentence.last)
        words = context.document.words
        found: list[Person] = []
        ends: list[int] = []
        sure = 0
        place = start
        joined = True
        while place < last:
            person = self._one(context, scene, place, last)
            if person is None:
                break
            end = self._after(context, scene, person.last, last)
            if found and self._same(found[-1], person, context, place, last):
                known = found[-1]
                known.name, known.role = known.name or person.name, known.role or person.role
                known.plural = known.plural and person.plural
                known.titled, known.last = not person.name, person.last
                ends[-1] = end
            else:
                found.append(person)
                ends.append(end)
                if joined:
                    sure = len(found)
            following = self._next(context, scene, end, last)
            if following is None and len(found) > sure:
                following = self._next(context, scene, self._past(context, scene, end, last), last)
            if following is None:
                break
            joined = words[following - 1] not in ",;"
            place = following
        found = found[:sure]
        return found, ends[sure - 1] if sure else start

    def goes_on(self, word: str) -> bool:
        """Whether a word after a comma says more of the person before it."""
        return word in self.relative or word in self.determiners or word.endswith(self.verb_endings)

    def _same(self, before: Person, person: Person, context: Context, place: int, last: int) -> bool:
        """Whether the words in apposition are of the same person: "the mayor, N. N."; "N. N., mayor of X"."""
        words = context.document.words
        if before.figure or person.figure or person.own:
            return False
        bare = not (person.known or person.new or before.plural or person.plural or (person.name and before.name))
        if words[place - 1] not in ",;":
            return (
                bare and words[place - 1] in self.and_words and (before.titled or not before.name) and not before.fixed
            )
        if bool(before.name) == bool(person.name):
            return False
        return not (
            person.new and any(words[p] in self.and_words for p in range(person.last, min(last, person.last + 3)))
        )

    def _next(self, context: Context, scene: Scene, end: int, last: int) -> int | None:
        """Where the next of a list begins when the words of one end at `end`."""
        words = context.document.words
        place = end
        if place < last and words[place] in ",;":
            place += 1
        if place < last and words[place] in self.and_words:
            return place + 1
        for entry in self.and_with:
            if tuple(words[place : place + len(entry)]) == entry:
                return place + len(entry)
        return place if place > end else None

    def _past(self, context: Context, scene: Scene, end: int, last: int) -> int:
        """The next comma after a few words that say more of a person in a list; `end` where there is none."""
        words = context.document.words
        for place in range(end, min(end + 9, last)):
            if words[place] in ",;":
                return place
            if scene.at(place) & {"copula"} and words[place] in self.be:
                break
        return end

    def _after(self, context: Context, scene: Scene, end: int, last: int) -> int:
        """The end of the words that tell more of a person: ", 46,", "of the town council", "who was ...,"."""
        words = context.document.words
        place = end
        while place < last:
            aged = words[place] == "," and place + 1 < last and words[place + 1].isdigit()
            if aged and words[place + 2 : place + 3] != ["-"]:
                place += 2
                continue
            if words[place] == "(":
                close = next((p for p in range(place, min(last, place + 8)) if words[p] == ")"), None)
                if close is None:
                    break
                place = close + 1
                continue
            if words[place] in self.tail and words[place] not in self.and_words:
                stop = place + 1
                while (
                    stop < last
                    and stop - place < _TAIL
                    and not (
                        words[stop] in ",;:."
                        or words[stop] in self.and_words
                        or scene.at(stop) & {"copula", "contrast", "by"}
                    )
                ):
                    stop += 1
                if stop - place < 2:
                    break
                place = stop
                continue
            break
        return place

    def _one(self, context: Context, scene: Scene, start: int, last: int) -> Person | None:
        """The person or counted group whose words begin at token `start`."""
        document = context.document
        words = document.words
        made = Person(start, start)
        place = start
        if words[start] in self.pronouns:
            after = words[start + 1 : start + 2]
            owner = (
                words[start] in self.own and bool(after) and after[0][0].isalpha() and not scene.at(start + 1) & _ENDS
            )
            if not owner:
                made.last, made.known = start + 1, True
                return made
        while place < last and words[place] in self.determiners:
            made.known = made.known or words[place] == "the"
            made.own = made.own or words[place] in self.own
            made.new = made.new or words[place] in self.new
            place += 1
        figure = next(
            (f for f in scene.figures if f.first <= place < f.last and f.kind not in ("single", "zero")), None
        )
        figure = figure or next(
            (f for f in scene.figures if f.first == start and f.kind not in ("single", "zero")), None
        )
        if figure:
            made.figure, place = figure, figure.last
            while place < last and (words[place] in self.of or words[place] in self.determiners):
                place += 1
        noun, end, names = self._phrase(context, scene, place, last)
        made.last = end
        if made.figure is None and noun is not None and words[noun] in self.possessive:
            return None
        if noun is not None:
            made.role = words[noun]
            made.plural = made.role.endswith(self.plural)
        if self._owned:
            made.known, made.own = False, True
        loose = made.role == "" and (made.known or made.new) and not made.own
        made.name = frozenset(names) if self._is_name(names) and not loose else frozenset()
        if made.figure is not None:
            made.last = max(end, place)
            while made.last < last and noun is None and words[made.last].isalpha() and not scene.at(made.last) & _ENDS:
                made.last += 1
            return made
        if not made.name and (not made.role or made.role in self.before_titles):
            return None
        return made

    def _phrase(self, context: Context, scene: Scene, start: int, last: int) -> tuple[int | None, int, list[str]]:
        """The noun for a person in the words from `start` on, where they end, and the words of the name after it."""
        document, words = context.document, context.document.words
        noun: int | None = None
        names: list[str] = []
        end = place = start
        self._owned = False
        while place < last and place - start < _LONGEST:
            word, kinds = words[place], scene.at(place)
            capital = document.capital(place) and word[0].isalpha()
            if word in self.possessive:
                if end == start:
                    break
                noun, names, self._owned = None, [], True
                end = start
            elif word in self.named and noun is not None and not names:
                pass
            elif word in self.states or word in self.not_after or word in self.of:
                break
            elif word in self.persons or kinds & _PERSON:
                if names and not capital and noun is not None:
                    break
                noun, names, end = place, [], place + 1
                while end + 1 < last and words[end] == "-" and document.starts[end + 1] == document.ends[end]:
                    end += 2
                place = end - 1
            elif capital and len(word) > 1 and word not in self.not_names:
                if names and end != place and words[place - 1] not in self.particles:
                    break
                names.append(word)
                end = place + 1
            elif word == "." and place > start and len(words[place - 1]) <= 5 and document.capital(place - 1):
                end = place + 1 if end == place else end
            elif (
                (word in self.particles and names)
                or word == "-"
                or word == '"'
                or (word.isdigit() and words[place + 1 : place + 2] == ["-"])
            ):
                pass
            elif not word[0].isalpha() or word in self.and_words or word in self.determiners or (kinds & _ENDS):
                break
            place += 1
        return noun, end, names

    def _is_name(self, names: list[str]) -> bool:
        """Whether words in capitals are a person's name rather than a place or a people."""
        if len(names) == 1 and names[0].endswith(self.plural[1:]):
            return False
        return bool(names) and not all(name in self.places for name in names)


@lru_cache
def grammar(language: Language) -> Grammar | None:
    """The grammar of `language`, made once; None for a language without victims.toml."""
    return Grammar(language) if language.table("victims") else None
