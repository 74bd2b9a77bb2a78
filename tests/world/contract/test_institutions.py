"""All institutions are asked as one: only those who have something to say, in their order, each what it is for."""

from __future__ import annotations

from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from typing import Any

import numpy as np
import pytest

from sim.engine.clock import Clock, Desk
from sim.joint_action import JointAction
from sim.registry import INSTITUTIONS
from sim.scenario.events import TipOff
from sim.world.contract.institution import Institution
from sim.world.contract.institutions import Institutions
from sim.world.contract.request import Process
from tests.theatre import small

ABOUT: dict[str, tuple[Any, ...]] = {
    "found": (),
    "prepare": (),
    "staff": (6.0,),
    "close": (),
    "at_work": (np.zeros((2, 3, 4)), np.zeros((2, 3)), 7.5),
    "out_of_reach": (np.zeros((2, 3, 4)),),
    "met_associate": ("finding",),
    "cash_found": ("finding",),
    "investigation_opened": ("BG", "N01", "case"),
    "package_published": ("N01/package", "N01", ["BG", "RS"]),
}
"""What institutions are told, and with which words."""
CHANGED = {
    "skill": (),
    "quickest": (),
    "terms": ("BG", "RS", "drugs"),
    "answer_h": ("request",),
    "leads": ("N01/operation", "drugs", ["BG", "RS"]),
}
"""What passes from one to the next, and with which words beside it."""
WAITED = {
    "sent": ("request", "channel"),
    "proven": ("finding",),
    "authorised": ("BG", "case", "BG"),
    "tasked": ("BG", "case", 0.5, True),
    "agreed": ("N01/operation", ["BG", "RS"]),
}
"""What is waited for."""
NOTHING: dict[str, object] = {"authorised": False, "tasked": False, "agreed": set()}
"""What comes back where nobody is concerned; nothing of the others."""
YES_OR_NO: dict[str, tuple[Any, ...]] = {"brings_trace": ("BG", "trace"), "escaped": ("finding", ())}
GIVEN = {"desks", "handles", "acts_at", "present", "opens_channels", "agreement_factor"}
"""What all of them have together."""


@dataclass
class Log:
    """Who was asked, with which words, in which order."""

    asked: list[tuple[str, tuple[Any, ...]]] = field(default_factory=list)

    @property
    def names(self) -> list[str]:
        return [name for name, _ in self.asked]


def one(name: str, **says: Callable[..., Any]) -> Institution:
    """An institution that overrides some methods, and whose other methods must never be called."""
    methods = {what: staticmethod(said) for what, said in says.items()}
    made: Institution = type(name, (Institution,), methods)(None, None)
    return made


def all_of(*members: Institution) -> Institutions:
    everybody = Institutions()
    everybody.join(members)
    return everybody


@pytest.fixture(autouse=True)
def nobody_asks_who_says_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    """To ask an institution that does not override a method is an error here."""

    def wrong(*_: Any) -> Any:
        raise AssertionError("asked, although it has nothing to say")

    for what in questions():
        monkeypatch.setattr(Institution, what, wrong)


def questions() -> list[str]:
    """Everything that an institution may be asked."""
    return [name for name, value in vars(Institution).items() if callable(value) and not name.startswith("_")]


def asked(everybody: Institutions, what: str, *about: Any) -> Any:
    """A question put to all, by its name."""
    return getattr(everybody, what)(*about)


def played(process: Process) -> tuple[list[Any], Any]:
    """What a process waits for, in order, and what it returns."""
    waits = []
    while True:
        try:
            waits.append(next(process))
        except StopIteration as end:
            return waits, end.value


def test_every_question_is_tested_and_can_be_put_to_all() -> None:
    assert set(questions()) == {*ABOUT, *CHANGED, *WAITED, *YES_OR_NO, *GIVEN, "keeps"}
    ways = {name for name in vars(Institutions) if not name.startswith("_")} - {"join"}
    assert ways == {"handlers" if name == "handles" else name for name in questions()}


@pytest.mark.parametrize("what", ABOUT)
def test_all_who_listen_are_told_in_their_order(what: str) -> None:
    log = Log()

    def hears(name: str) -> Institution:
        return one(name, **{what: lambda *about: log.asked.append((name, about))})

    asked(all_of(hears("a"), one("deaf"), hears("b"), hears("c"), one("deaf too")), what, *ABOUT[what])
    assert log.names == ["a", "b", "c"]
    for _, about in log.asked:
        assert [*map(id, about)] == [*map(id, ABOUT[what])], "the very things, to be changed in place"


@pytest.mark.parametrize("what", CHANGED)
def test_each_changes_what_the_one_before_it_left(what: str) -> None:
    at = 1 if what == "answer_h" else 2 if what == "leads" else 0
    words = list(CHANGED[what])

    def adds(name: str) -> Institution:
        def change(*about: Any) -> str:
            assert [*about[:at], *about[at + 1 :]] == words
            return f"{about[at]}{name}"

        return one(name, **{what: change})

    everybody = all_of(adds("a"), one("silent"), adds("b"))
    assert asked(everybody, what, *words[:at], "so far ", *words[at:]) == "so far ab"
    assert asked(all_of(one("silent")), what, *words[:at], "so far", *words[at:]) == "so far"


@pytest.mark.parametrize("what", WAITED)
def test_one_is_waited_for_after_the_other(what: str) -> None:
    log = Log()

    def waits(name: str, *, grants: bool = False) -> Institution:
        def wait(*about: Any) -> Process:
            log.asked.append((name, about))
            yield f"{name} works"
            yield f"{name} works on"
            return grants if what != "agreed" else [name] if grants else None

        return one(name, **{what: wait})

    process = asked(all_of(waits("a"), one("nobody"), waits("b", grants=True), waits("c")), what, *WAITED[what])
    assert log.asked == [], "nobody is asked before it is waited"
    told, granted = played(process)
    assert told == [f"{name} works{on}" for name in "abc" for on in ("", " on")]
    assert log.asked == [(name, WAITED[what]) for name in "abc"]
    assert granted == {"authorised": True, "tasked": True, "agreed": {"b"}}.get(what)


@pytest.mark.parametrize("what", WAITED)
def test_where_nobody_is_concerned_nothing_is_waited_for(what: str) -> None:
    assert played(asked(all_of(one("nobody")), what, *WAITED[what])) == ([], NOTHING.get(what))


def test_a_measure_that_nobody_grants_is_not_granted() -> None:
    def refuses(*_: Any) -> Process:
        yield "a day"
        return False

    assert played(all_of(one("a", authorised=refuses)).authorised("BG", "case", "BG")) == (["a day"], False)


@pytest.mark.parametrize("what", YES_OR_NO)
def test_one_yes_is_enough_and_ends_the_asking(what: str) -> None:
    log = Log()

    def answers(name: str, answer: bool) -> Institution:
        def say(*about: Any) -> bool:
            log.asked.append((name, about))
            return answer

        return one(name, **{what: say})

    members = [answers("a", False), one("silent"), answers("b", True), answers("c", True)]
    assert asked(all_of(*members), what, *YES_OR_NO[what]) is True
    assert log.asked == [(name, YES_OR_NO[what]) for name in "ab"]
    assert asked(all_of(members[0], members[1]), what, *YES_OR_NO[what]) is False


def test_what_they_have_is_put_together_in_their_order() -> None:
    clock = Clock(small().start)
    rows = [(name, "BG", Desk(clock, 1)) for name in "abc"]
    several = all_of(one("a", desks=lambda: rows[:2]), one("none"), one("b", desks=lambda: rows[2:]))
    assert list(several.desks()) == rows
    posted = all_of(
        one("a", present=lambda: ((3, "canine"),)), one("none"), one("b", present=lambda: ((1, "scanner"),))
    )
    assert list(posted.present()) == [(3, "canine"), (1, "scanner")]
    later = all_of(one("a", acts_at=lambda: {TipOff: len}), one("none"))
    assert list(later.acts_at()) == [(TipOff, len)]
    channels = all_of(one("a", opens_channels=lambda: ("x", "y")), one("b", opens_channels=lambda: ("z",)))
    assert [*map(str, channels.opens_channels())] == ["x", "y", "z"]


def test_one_event_may_set_off_something_with_several() -> None:
    def here(_: TipOff) -> Process:
        yield from ()

    def there(_: TipOff) -> Process:
        yield from ()

    everybody = all_of(one("a", handles=lambda: {TipOff: here}), one("none"), one("b", handles=lambda: {TipOff: there}))
    assert list(everybody.handlers()) == [(TipOff, here), (TipOff, there)]


def test_factors_of_agreement_multiply() -> None:
    def factor(name: str, by: float) -> Institution:
        return one(name, agreement_factor=lambda countries: by if countries == ["BG", "RS"] else 0.0)

    assert all_of(factor("a", 0.5), one("silent"), factor("b", 3.0)).agreement_factor(["BG", "RS"]) == 1.5
    assert all_of(one("silent")).agreement_factor(["BG", "RS"]) == 1.0


def test_who_inherits_an_answer_gives_it() -> None:
    heard: list[str] = []

    class Parent(Institution):
        def close(self) -> None:
            heard.append(type(self).__name__)

    class Child(Parent):
        """Says what its parent says."""

    nobody: Any = None
    all_of(Child(nobody, nobody), Parent(nobody, nobody)).close()
    assert heard == ["Child", "Parent"]


def test_an_action_asks_its_institutions_in_the_order_of_the_registry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.undo()
    joined: list[Institution] = []
    join = Institutions.join

    def listen(everybody: Institutions, members: Iterable[Institution]) -> None:
        joined.extend(members)
        join(everybody, joined)

    monkeypatch.setattr(Institutions, "join", listen)
    JointAction(small(), 1, 0)
    assert [type(member).__module__.split(".")[2] for member in joined] == list(INSTITUTIONS)


@pytest.mark.parametrize("words", [(False, False), (False, True), (True, False)])
def test_somebody_is_held_on_if_one_says_so_and_all_are_waited_for(words: tuple[bool, bool]) -> None:
    def says(word: bool) -> Callable[[Any], Process]:
        def keeps(finding: Any) -> Process:
            yield f"wait for {word}"
            return word

        return keeps

    everybody = all_of(one("nobody"), *(one(f"word {at}", keeps=says(word)) for at, word in enumerate(words)))
    assert played(asked(everybody, "keeps", "finding")) == ([f"wait for {word}" for word in words], any(words))
