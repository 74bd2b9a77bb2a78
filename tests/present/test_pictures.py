"""Figures of a page become files: named by their titles, each once, with where it comes from below."""

from sim.present import style
from sim.present.markup import el
from sim.present.page import ReportSection, page, plot
from sim.present.pictures import figures_of
from sim.present.plotly_traces import points

MANIFEST = {"scenario_hash": "0123456789abcdef", "seed": 7, "replications": 12}


def page_of(*titles: str, label: str = "Serbia") -> str:
    marks = points([1.0], [label], "mean", style.BLUE, "circle", [""])
    plots = [plot(f"f{at}", style.figure(title, 200, [marks]), "", "") for at, title in enumerate(titles)]
    section = ReportSection("answer", "Answer", "Answer", el("div", *plots))
    return page("Page", el("h1", "Page"), [section], el("p", "end"), MANIFEST)


def test_names_are_the_words_of_titles_and_each_is_another() -> None:
    titles = ["Arrests by path", "Arrests, by path!", "Drugs &amp; firearms: 50 % more", "Überlingen / Zürich", "–"]
    names = [*figures_of(page_of(*titles), MANIFEST)]
    assert names[:4] == ["arrests-by-path", "arrests-by-path-2", "drugs-firearms-50-more", "überlingen-zürich"]
    assert len({*names}) == len(titles) and all(names)


def test_a_long_title_gives_a_name_that_ends_with_a_word() -> None:
    (name,) = figures_of(page_of("Differences " * 30), MANIFEST)
    assert len(name) <= 80 and {*name.split("-")} == {"differences"}


def test_below_stands_where_it_comes_from_and_the_footnote_where_a_star_refers_to_it() -> None:
    (plain,) = figures_of(page_of("A"), MANIFEST).values()
    (starred,) = figures_of(page_of("A", label="Kosovo*"), MANIFEST).values()
    assert plain.layout.annotations[-1].text == "jadsim; scenario 0123456789ab; seed 7; replications 12"
    assert "UNSCR 1244" in starred.layout.annotations[-1].text
    assert plain.layout.margin.b > style.WITH_LEGEND["b"] and plain.layout.height > 200


def test_what_is_drawn_is_what_the_page_draws() -> None:
    (figure,) = figures_of(page_of("A"), MANIFEST).values()
    assert [*figure.data[0].x] == [1.0] and [*figure.data[0].y] == ["Serbia"]
