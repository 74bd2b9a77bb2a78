"""The report: what stands in it, that it asks the network for nothing, and that scenario text stays text."""

import json
import re
from collections.abc import Iterator
from dataclasses import replace
from html.parser import HTMLParser
from typing import Any

import pytest

from sim.experiment.likeness import Unlike
from sim.experiment.sequential import Precision
from sim.outcome import amounts
from sim.outcome.measures import HEADLINE
from sim.present import differences, ranking, style, wording
from sim.present.brief import comparison_brief
from sim.present.comparison import sentence
from sim.present.report import comparison_report, run_report
from sim.present.wording import sentence_case
from sim.scenario.assumptions import assumptions
from sim.scenario.behaviour import Behaviour
from sim.scenario.levels import GROUPS
from tests.present import synthetic

HOSTILE = "<script>alert(1)</script><img src=x onerror=alert(2)>\"'&</script>"
NAN = float("nan")
SECTIONS = [
    "answer",
    "published",
    "funnel",
    "map",
    "arrests",
    "course",
    "exchange",
    "networks",
    "institutions",
    "waits",
    "countries",
]
BASIS = ["assumptions", "cooperation", "use", "manifest"]
FIGURES = [
    "headline",
    "funnel",
    "map",
    "map-close-up",
    "arrests-by-path",
    "arrests-by-crime-area",
    "arrests-by-country",
]


class Page(HTMLParser):
    """What a browser would see: elements with their attributes, and text outside scripts and styles."""

    def __init__(self, text: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text: list[str] = []
        self.scripts: list[str] = []
        self._inside: list[str] = []
        self.feed(text)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag in ("script", "style"):
            self._inside.append(tag)

    def handle_endtag(self, tag: str) -> None:
        if self._inside and self._inside[-1] == tag:
            self._inside.pop()

    def handle_data(self, data: str) -> None:
        if not self._inside:
            self.text.append(data)
        elif self._inside[-1] == "script":
            self.scripts.append(data)

    def all(self, tag: str) -> Iterator[dict[str, str | None]]:
        return (attributes for name, attributes in self.elements if name == tag)

    @property
    def figures(self) -> dict[str, dict[str, Any]]:
        data = [script for script in self.scripts if script.startswith('{"data"')]
        names = [marks["id"] or "" for marks in self.all("script") if marks.get("type") == "application/json"]
        return {name.removeprefix("data-"): json.loads(text) for name, text in zip(names, data, strict=True)}


@pytest.fixture(scope="module")
def page() -> Page:
    return Page(run_report(synthetic.run()))


@pytest.fixture(scope="module")
def compared() -> Page:
    return Page(comparison_report(synthetic.comparison()))


def test_the_report_of_a_run_has_every_section_and_links_to_it(page: Page) -> None:
    assert [marks["id"] for marks in page.all("section")] == SECTIONS + BASIS
    assert [marks["href"] for marks in page.all("a") if marks.get("class") is None] == [
        f"#{name}" for name in SECTIONS + BASIS
    ]


def test_the_report_of_a_comparison_has_every_section(compared: Page) -> None:
    told = ["funnel", "map", "arrests", "course", "exchange", "institutions", "waits"]
    wanted = ["answer", "changes", "ranking", "differences", "elasticity", *told, "countries"]
    assert [marks["id"] for marks in compared.all("section")] == wanted + BASIS


def test_the_report_of_a_run_has_every_figure(page: Page) -> None:
    assert list(page.figures) == [*FIGURES, "hours", "map-by-hour", "responses", "flows", "waits"]


def test_the_report_of_a_comparison_draws_each_figure_once(compared: Page) -> None:
    drawn = ["differences", "map", "map-close-up", "arrests-by-path", "arrests-by-crime-area", "hours"]
    assert list(compared.figures) == [*drawn, "arrests-by-country"]
    assert "Waits are the same in all plans." in " ".join(compared.text)


def test_figures_of_many_plans_show_differences_with_a_shape_and_a_colour_for_each_plan() -> None:
    compared = synthetic.comparison()
    (variant,) = compared.variants
    others = [replace(variant.run, scenario=synthetic.scenario(name=f"Plan {at}")) for at in range(4)]
    page = Page(comparison_report(replace(compared, variants=tuple(replace(variant, run=one) for one in others))))
    looks = [
        (trace["name"], trace["line"]["color"], trace["marker"]["symbol"]) for trace in page.figures["hours"]["data"]
    ]
    assert len(set(looks)) == 4 == len({colour for _, colour, _ in looks}) == len({shape for *_, shape in looks})
    text = " ".join(page.text)
    heads = text[text.index("Main measures: the base") :]
    assert [heads.index(f"Plan {at}") for at in range(4)] == sorted(heads.index(f"Plan {at}") for at in range(4))


def test_a_plan_says_how_many_officers_it_has_more(compared: Page) -> None:
    assert re.search(r"\(\+[\d,]+ officers\)", " ".join(compared.text))


def test_what_a_name_repeats_of_the_base_is_left_out() -> None:
    whole = "South East Europe, invented"
    for name, shown in ((f"{whole}, closer", "closer"), (f"{whole} (days=3)", "days=3")):
        assert f"{sentence_case(shown)} against {whole}" in " ".join(
            Page(comparison_report(synthetic.comparison(name=name))).text
        )


def test_every_figure_says_where_it_comes_from(compared: Page) -> None:
    (body,) = compared.all("body")
    assert synthetic.scenario().hash[:12] in (body["data-provenance"] or "")


@pytest.mark.parametrize("key", ["arrests-by-path", "arrests-by-country", "hours"])
def test_a_figure_of_a_comparison_shows_every_variant(compared: Page, key: str) -> None:
    assert "Half more officers" in json.dumps(compared.figures[key], ensure_ascii=False)


def test_headline_figures_of_every_plan_stand_with_their_confidence(compared: Page) -> None:
    text = " ".join(compared.text)
    table = text[text.index("Headline figures of each plan") : text.index("Where 95 of 100 single actions fall")]
    for words in ("mean of the runs, and its confidence (95 %)", "Published", "796"):
        assert words in table
    assert table.count("Half more officers") == table.count("South East Europe, invented") == 1
    assert len(re.findall(r"\S\s+\([^)]* to ", table)) == 2 * len(HEADLINE)


def test_where_single_actions_of_every_plan_fall_stands_beside(compared: Page) -> None:
    text = " ".join(compared.text)
    table = text[text.index("Where 95 of 100 single actions fall: spread of runs") : text.index("What was changed")]
    assert table.count(" to ") == 2 * len(HEADLINE)


def test_plans_of_one_name_are_told_apart() -> None:
    text = " ".join(Page(comparison_report(synthetic.comparison(name="South East Europe, invented"))).text)
    assert "South East Europe, invented (1) compared with South East Europe, invented (base)" in text


def test_the_manifest_of_a_comparison_names_every_scenario(compared: Page) -> None:
    text = " ".join(compared.text)
    assert "scenarios 1: name" in text
    assert "scenarios 2: scenario hash" in text


def test_the_map_of_a_comparison_is_shaded_by_clear_differences(compared: Page) -> None:
    drawn = json.dumps(compared.figures["map"])
    assert "Countries: the difference of arrests" in drawn
    assert "no clear difference" in drawn


@pytest.mark.parametrize("which", ["page", "compared"])
def test_every_figure_keeps_its_data_to_itself(which: str, request: pytest.FixtureRequest) -> None:
    figures = request.getfixturevalue(which).figures
    assert figures
    for figure in figures.values():
        assert figure["config"] == style.CONFIG
    assert style.CONFIG["showSendToCloud"] is False
    assert style.CONFIG["plotlyServerURL"] == ""
    assert style.CONFIG["displaylogo"] is False


@pytest.mark.parametrize("which", ["page", "compared"])
def test_nothing_is_loaded_from_outside(which: str, request: pytest.FixtureRequest) -> None:
    page: Page = request.getfixturevalue(which)
    loading = {"src", "srcset", "data", "action", "poster", "background", "formaction", "ping"}
    for tag, marks in page.elements:
        assert tag not in ("link", "iframe", "object", "embed", "base", "form", "img")
        assert not loading & marks.keys()
        assert (marks.get("href") or "#").startswith("#")


def test_the_page_forbids_itself_every_request() -> None:
    text = run_report(synthetic.empty_run())
    policy = next(marks["content"] for marks in Page(text).all("meta") if "http-equiv" in marks) or ""
    assert policy.startswith("default-src 'none'; script-src 'sha256-")
    assert "connect-src" not in policy
    assert "http" not in policy
    css = text[text.index("<style>") : text.index("</style>")]
    assert "url(" not in css
    assert "@import" not in css
    ours = text[text.rindex("<script>") :]
    assert not re.search(r"fetch|XMLHttpRequest|WebSocket|https?:", ours)


def test_text_of_a_scenario_stays_text() -> None:
    plan = synthetic.scenario(
        name=HOSTILE, description=HOSTILE, centre={"place": HOSTILE, "lat": 44, "lon": 18, "desks": 1}
    )
    for text in (
        run_report(synthetic.run(plan, replications=2)),
        comparison_report(synthetic.comparison(name=HOSTILE)),
    ):
        page = Page(text)
        assert HOSTILE in "".join(page.text)
        assert not list(page.all("img"))
        assert sum(marks.get("type") is None for marks in page.all("script")) == 2
        assert not any(name.startswith("on") for _, marks in page.elements for name in marks)


def test_text_of_a_scenario_stays_text_inside_figures() -> None:
    place = '<a href="https://example.org">here</a>'
    plan = synthetic.scenario(centre={"place": place, "lat": 44, "lon": 18, "desks": 1})
    drawn = json.dumps(Page(run_report(synthetic.run(plan, replications=2))).figures["map"])
    assert "&lt;a href=" in drawn
    assert "<a " not in drawn


def test_both_intervals_stand_beside_the_headline_figures_and_are_named(page: Page) -> None:
    text = " ".join(page.text)
    assert text.count("confidence of the mean") > 6
    assert text.count("spread of runs") > 6


def test_published_figures_are_shown_as_printed(page: Page) -> None:
    text = " ".join(page.text)
    assert "the parts sum to 674,603, the printed total is 655,914" in text
    assert "26 countries were published; the plan names 25" in text
    assert "796" in text


def test_kosovo_is_marked_and_footnoted(page: Page) -> None:
    text = " ".join(page.text)
    assert "Kosovo*" in text
    assert text.count(wording.KOSOVO_FOOTNOTE) == 2


@pytest.mark.parametrize("which", ["page", "compared"])
def test_no_number_is_shown_raw(which: str, request: pytest.FixtureRequest) -> None:
    text = " ".join(request.getfixturevalue(which).text)
    assert not re.search(r"\bnan\b|\binf\b|NaN|None\b", text)
    assert not re.search(r"\d\.0*[1-9]\d{4,}", text)


@pytest.mark.parametrize("which", ["page", "compared"])
def test_everything_to_look_at_says_what_it_is(which: str, request: pytest.FixtureRequest) -> None:
    page: Page = request.getfixturevalue(which)
    plots = [marks for marks in page.all("div") if marks.get("class") == "plot"]
    assert len(plots) == len(page.figures)
    assert all(marks["role"] == "group" and len(marks["aria-label"] or "") > 20 for marks in plots)
    assert len(list(page.all("caption"))) == len(list(page.all("table")))
    assert all(marks.get("scope") in ("col", "row") for marks in page.all("th"))
    identities = [marks["id"] for _, marks in page.elements if "id" in marks]
    assert len(identities) == len(set(identities))


def test_a_run_in_which_nothing_happened_has_a_sensible_report() -> None:
    page = Page(run_report(synthetic.empty_run()))
    text = " ".join(page.text)
    assert [marks["id"] for marks in page.all("section")] == SECTIONS + BASIS
    assert "0 arrests (in a single run)" in text
    assert "single run, which has neither interval" in text
    assert "No country asked another." in text
    assert "Nothing was recorded." in text
    assert amounts.NOT_DEFINED in text


def test_failed_runs_are_told() -> None:
    text = " ".join(Page(run_report(synthetic.run(replications=3, failed=2))).text)
    assert "3 runs of the same plan, each with its own luck. 2 more failed and are left out." in text


def test_a_plan_without_published_figures_says_so() -> None:
    plan = synthetic.scenario(published={})
    text = " ".join(Page(run_report(synthetic.run(plan, replications=2))).text)
    assert "The scenario names no figures that were published of this plan." in text


def test_a_comparison_says_that_assumptions_are_held_or_how_far_it_rests_on_them(compared: Page) -> None:
    held = synthetic.comparison()
    for words in (compared.text, Page(comparison_brief(held)).text):
        assert "held at its values" in " ".join(words)
        assert "in 49 of 50 draws" not in " ".join(words)
    drawn = synthetic.under_assumptions(held)
    page = Page(comparison_report(drawn))
    assert "widths" in [marks["id"] for marks in page.all("section")]
    for text in (" ".join(page.text), " ".join(Page(comparison_brief(drawn)).text)):
        assert "held at its values" not in text
        assert (
            "+40 to +60 for luck; +30 to +70 for calibration and how actions differ; −5 to +105 for what is assumed"
            in text
        )
        assert "the same sign in 49 of 50 draws" in text
        assert "of a network get away with its load +12 from 10 to 30 %" in text
    assert " ".join(page.text).count("−5 to +105") > len(HEADLINE)  # also by country and measure


@pytest.mark.parametrize(("signs", "loose"), [(30, True), (49, False)])
def test_the_answer_says_first_that_a_sign_depends_on_what_is_assumed(signs: int, loose: bool) -> None:
    variant = synthetic.under_assumptions(synthetic.comparison()).variants[0]
    known = variant.differences["arrests"]
    assert known.widths is not None
    row = replace(known, effect="unclear", widths=replace(known.widths, same_sign=signs))
    told = sentence("A against B", replace(variant, differences={"arrests": row}, elasticity=None))
    assert ("depends on what is assumed" in told) is loose
    assert ("no clear difference" in told) is not loose


def test_plans_that_cannot_be_compared_say_so() -> None:
    compared = synthetic.comparison()
    undefined = synthetic.Difference(0.0, 0.0, NAN, NAN, NAN, NAN, "undefined", "undefined")
    nothing = dict.fromkeys(compared.variants[0].differences, undefined)
    variant = synthetic.Variant(compared.base, nothing, {}, elasticity=None)
    text = " ".join(Page(comparison_report(synthetic.Comparison(compared.base, (variant,)))).text)
    assert "arrests cannot be compared" in text
    assert "the same number of officers" in text


def test_elasticities_are_shown_with_their_range_and_what_it_rests_on() -> None:
    compared = synthetic.comparison()
    text = " ".join(Page(comparison_report(compared)).text)
    for shown in ("0.5 0.48 to 0.52 0.2 0.8", "0.61 0.55 to 0.67", "grows with the officers from 0 to 1"):
        assert shown in text
    answer = text[text.index("The answer") : text.index("Headline figures of each plan")]
    assert "Officers change by +50 %" in answer
    assert "by +22.5 % here, but by anything from +8.4 % to +38.3 %" in answer


def test_an_elasticity_that_runs_do_not_tell_is_not_told() -> None:
    compared = synthetic.comparison()
    untold = {"value": None, "ci95": None}
    known = dict(synthetic.ELASTICITY)
    elasticity = known | {"arrests": untold, "checks": known["checks"] | untold | {"change": None}}
    variant = replace(compared.variants[0], elasticity=elasticity)
    text = " ".join(Page(comparison_report(synthetic.Comparison(compared.base, (variant,)))).text)
    section = text[text.index("Elasticity to the number of officers") :]
    assert section.count("cannot tell") >= 2
    assert "they change by anything from +8.4 % to +38.3 %" in text


def test_unlike_plans_are_named_first_and_the_rule_of_verdicts_is_told() -> None:
    compared = synthetic.comparison()
    unlike = (Unlike("days", "6", "2"), Unlike("countries", "with BG", "without BG"))
    variant = replace(compared.variants[0], unlike=unlike, same_as="variant 1")
    text = " ".join(Page(comparison_report(synthetic.Comparison(compared.base, (variant,)))).text)
    answer = text[text.index("The answer") :]
    assert answer.index("days (6 against 2), countries (with Bulgaria against without Bulgaria)") < answer.index(
        "arrests"
    )
    assert "Half more officers is the same plan as variant 1." in answer
    assert answer.count("Each verdict is adjusted.") == 2


def test_few_runs_have_no_range_of_single_actions_in_figures_captions_and_tables() -> None:
    text = run_report(synthetic.run(replications=20))
    page = Page(text)
    told = " ".join(page.text)
    assert "it takes 39 runs; there are 20" in told
    for claim in ("95 of 100 runs end here", "95 of 100 actions", "95 of 100 runs lie in it"):
        assert claim not in told
    for figure in page.figures.values():
        assert style.SPREAD not in json.dumps(figure)


def test_runs_that_share_parameters_say_so() -> None:
    run = replace(synthetic.run(), repeated="There are 200 sets.")
    assert "There are 200 sets." in " ".join(Page(run_report(run)).text)


def test_what_must_be_known_first_comes_first() -> None:
    told = ("72 % of the planned checks were made.", "Event 1, surge: never came in 2 of 2 runs.")
    run = replace(synthetic.run(replications=2), cautions=told[:1], fates=told[1:])
    compared = replace(synthetic.comparison(), base=run)
    for html, name in ((run_report(run), ""), (comparison_report(compared), f"{run.scenario.name}: ")):
        text = " ".join(Page(html).text)
        first, event = (text.index(name + one) for one in told)
        assert first < text.index("arrests") < event < text.index("luck")


def test_what_holds_of_several_plans_is_told_once() -> None:
    """Of all of them, of the base and some, of variants alone: each sentence with those of whom it holds."""
    told = [("all", "most"), ("all",), ("all", "most", "few"), ("all", "most"), ("all", "most", "few")]
    base, *others = (
        replace(synthetic.run(synthetic.scenario(name=name), replications=2), cautions=texts, fates=texts)
        for name, texts in zip("ABCDE", told, strict=True)
    )
    one = synthetic.comparison().variants[0]
    compared = synthetic.Comparison(base, tuple(replace(one, run=run) for run in others))
    expected = ["All 5 plans: all", "A and 3 of 4 variants: most", "C (2), E (4): few"]
    assert [*differences.cautions(compared)] == [*differences.ends_of_events(compared)] == expected
    pair = replace(compared, variants=compared.variants[:1])
    assert [*differences.cautions(pair)] == ["Both plans: all", "A: most"]


def test_a_new_name_is_no_change_of_the_plan() -> None:
    text = comparison_report(synthetic.comparison(name="Another name"))
    changes = Page(text[text.index('<section id="changes"') : text.index('<section id="differences"')])
    assert "factor on the officers of every country (officers_scale)" in changes.text
    assert "name" not in changes.text


def test_every_assumption_is_printed_with_its_trust(page: Page) -> None:
    rows = assumptions(synthetic.scenario())
    badges = [marks["class"] for marks in page.all("span") if (marks.get("class") or "").startswith("badge ")]
    assert sorted(badges, key=str) == sorted(f"badge {row.trust}" for row in rows)


def test_levels_of_cooperation_are_printed_as_numbers(page: Page) -> None:
    text = " ".join(page.text)
    for level, group in GROUPS.items():
        assert level in text
        assert amounts.number(getattr(Behaviour(), group).answered, "share") in text
    assert text.count("no answer") >= 4


def test_plans_are_ranked_against_each_other() -> None:
    compared = synthetic.comparison()
    text = " ".join(Page(comparison_report(compared)).text)
    assert "Best by" not in text, "of two plans the verdict says which is better"
    assert "Of 100 single actions under the same luck, Half more officers does better than" in text
    named = tuple(replace(compared.variants[0], run=synthetic.run(synthetic.scenario(name=name))) for name in "AB")
    three = synthetic.Comparison(compared.base, named, rankings=(synthetic.ranking(100.0, 130.0, 130.2),))
    text = " ".join(Page(comparison_report(three)).text)
    assert (
        "Ruled out as the best by arrests (95 %): South East Europe, invented; any of the other 2 plans could be it."
        in text
    )
    alike = replace(three, rankings=(synthetic.ranking(130.0, 130.1, 130.2),))
    assert [*ranking.sentences(alike)] == ["Any of the 3 plans could be the best by arrests (95 %)."]
    assert [*ranking.sentences(alike, best=False)] == []
    assert text.count("Of 100 single actions") == 0 and "All pairs: arrests" in text


def test_few_pairs_of_runs_say_nothing_of_single_actions() -> None:
    compared = synthetic.comparison()
    few = replace(compared, rankings=(replace(compared.rankings[0], runs=12),))
    text = " ".join(ranking.sentences(few))
    assert "Of 12 pairs of runs" in text and "it takes 39" in text
    assert "Of 100 single actions" in " ".join(ranking.sentences(compared))
    assert [row[-2] for row in ranking.pair_rows(few.rankings[0], ["A", "B"])] == ["12 of 12"]


@pytest.mark.parametrize("reached", [True, False])
def test_a_precision_that_was_asked_for_is_told_with_the_looks_that_were_taken(reached: bool) -> None:
    asked = replace(Precision.read("2%"), looks=3)
    compared = replace(synthetic.comparison(), precision=asked, precise=reached)
    text = " ".join(Page(comparison_report(compared)).text)
    assert f"differences of arrests to 2 % to both sides; {'reached' if reached else 'not reached'} with" in text
    assert "Looks taken: 3" in text


def test_runs_too_few_to_rank_say_so() -> None:
    assert "too few to rank" in " ".join(Page(comparison_report(replace(synthetic.comparison(), rankings=()))).text)
