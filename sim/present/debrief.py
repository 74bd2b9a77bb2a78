"""The debrief of an exercise: one page that works without a server, in the order in which a class talks about it."""

from __future__ import annotations

import base64
import hashlib
import html
import json
from collections.abc import Collection, Iterator, Mapping, Sequence
from functools import lru_cache
from importlib.resources import files
from string import Template
from typing import Any, Final

from sim.present.markup import Html, details, el, join, paragraph, table
from sim.present.page import ReportSection
from sim.present.wording import KOSOVO_FOOTNOTE
from sim.scenario import reference

type Row = Mapping[str, Any]

REFRESH_S: Final = 15
"""How often an open page looks whether more is worked out."""
NEAR: Final = 2.0
"""Degrees around the places of movements in which outlines of countries are drawn."""
CARDS: Final = {"well": "Went well", "better": "Could be better", "open": "Stays open"}
READING: Final = (
    "The model is a simulation. It knows no person, and it judges none: expectations are met, not met or not seen, "
    "each with what proves it, and nothing is added up.",
    "The case: the same luck, with the one decision taken away. This is exact, and says nothing about any other case.",
    "On the spot and the whole action: futures in which luck is another from the decision's second on, played with the "
    "decision and without it. An interval holds the mean difference in 95 of 100 such exercises. 'Cannot tell' is a "
    "result: the difference, if there is one, is too small for these futures.",
    "Messages stay as they were sent, and later decisions as they were taken: it is asked what the one decision did, "
    "not what people would have done next. An order that names a request does nothing in futures in which that request "
    "never came up.",
    "What happened in this very run is one draw of luck. It is shown beside the futures, never instead of them.",
    "Luck varies between futures; the parameters of the model do not. How far these are known, 'jadsim assumptions' "
    "tells.",
)


def debrief_page(told: Row, *, served: bool = False) -> str:
    """The page of a debrief.

    Parameters
    ----------
    told
        The document of the debrief.
    served
        Whether a server stands behind it: then style and script are loaded from there, and the page looks for more
        until all is worked out. Otherwise everything is in the one file.
    """
    chapters = [*_chapters(told)]
    links = [el("li", el("a", one.name, href=f"#{one.anchor}")) for one in chapters]
    script = _asset("debrief.js")
    waits = served and bool(told["under_way"])
    return Template(_asset("debrief.html")).substitute(
        language=html.escape(told["language"]),
        title=html.escape(f"Debrief: {told['name']}"),
        policy="" if served else _policy(script),
        refresh=f' data-refresh="{REFRESH_S}"' if waits else "",
        style=join(_styles(served=served)),
        header=_header(told),
        contents=join(links),
        chapters=join(one.html() for one in chapters),
        data=_data(told["truth"]),
        script='<script src="/static/debrief.js"></script>' if served else f"<script>{script}</script>",
    )


def _styles(*, served: bool) -> Iterator[Html]:
    """The style of the report, and what a debrief adds to it; a server is asked for no picture of the page."""
    if served:
        yield el("link", rel="icon", href="data:,")
    for name in ("report.css", "debrief.css"):
        yield el("link", rel="stylesheet", href=f"/static/{name}") if served else Html(f"<style>{_asset(name)}</style>")


def _policy(script: str) -> str:
    digest = base64.b64encode(hashlib.sha256(script.encode()).digest()).decode()
    policy = f"default-src 'none'; script-src 'sha256-{digest}'; style-src 'unsafe-inline'"
    return f'<meta http-equiv="Content-Security-Policy" content="{policy}">'


def _header(told: Row) -> Html:
    identity = f"seed {told['seed']}, exercise {told['exercise'][:12]}, scenario {told['scenario'][:12]}"
    facts = f"Ended {told['ended']}; {identity}."
    waits = told["under_way"]
    played = f", and {told['futures_played']} futures have been played for the next" if told["futures_played"] else ""
    what = "One question to other futures is" if waits == 1 else f"{waits} questions to other futures are"
    under_way = [paragraph(f"{what} still being worked out{played}.", class_="waits")]
    return join(
        [
            el("p", "Debrief of an exercise", class_="kind"),
            el("h1", told["name"]),
            el("p", told["description"], class_="lead"),
            el("p", facts, class_="facts"),
            *(under_way if waits else ()),
        ]
    )


def _chapters(told: Row) -> Iterator[ReportSection]:
    yield ReportSection("hot-wash", "Hot wash", "Hot wash: players first", _hot_wash(told["hot_wash"]))
    yield ReportSection("done", "What you did", "What you did, and when", _moves(told["moves"]))
    yield ReportSection("requests", "Requests", "Requests that reached you", _requests(told["requests"]))
    yield ReportSection("brought", "What it brought", "What your decisions brought", _decisions(told["decisions"]))
    yield ReportSection("truth", "The truth", "The truth, and who knew what", _truth(told["truth"]))
    yield ReportSection("expected", "Expectations", "Expectations, objective by objective", _expected(told))
    yield ReportSection("model", "The model's play", "The same exercise, played by the model", _model(told["model"]))
    yield ReportSection("improve", "Improvements", "What is to be done", _improvements(told))
    reading = join(paragraph(text) for text in (*READING, KOSOVO_FOOTNOTE))
    yield ReportSection("reading", "Reading", "How to read these numbers", reading)


# --- chapters ---------------------------------------------------------------------------------------------------------


def _hot_wash(cards: Sequence[Row]) -> Html:
    if not cards:
        return paragraph(
            "No cards were filled in. What went well, and what would you do otherwise? Players speak first."
        )
    return join(
        el("div", el("h3", CARDS[one["kind"]]), paragraph(str(one["text"])), paragraph(one["seat"]), class_="card")
        for one in cards
    )


def _moves(moves: Sequence[Row]) -> Html:
    heads = ("In the action", "Of play", "Who", "What")
    return join(
        details(
            f"{move['name']}: {len(move['rows'])} line{'s' * (len(move['rows']) != 1)}",
            table(
                move["name"],
                heads,
                [(row["label"], row["played"], row["seat"], row["text"]) for row in move["rows"]],
                text_columns=4,
            ),
        )
        for move in moves
    )


def _requests(seats: Sequence[Row]) -> Html:
    heads = ("Asked", "By", "Channel", "Priority", "How it ended", "Without your decision")
    parts = []
    for seat in seats:
        rows = [
            (r["label"], r["from"], r["channel"], r["priority"], r["end"], r["without"] or "the same")
            for r in seat["rows"]
        ]
        more = [paragraph(f"{seat['more']} more.")] if seat["more"] else []
        parts.append(
            details(
                f"{seat['seat']}: {len(rows)} request{'s' * (len(rows) != 1)}",
                table(seat["seat"], heads, rows, text_columns=6),
                *more,
            )
        )
    return join(parts)


def _decisions(decisions: Sequence[Row]) -> Html:
    if not decisions:
        return paragraph("No decision is worked out yet, or none was taken.")
    return join(_decision(one) for one in decisions)


def _decision(one: Row) -> Html:
    cases = [
        paragraph(f"{case['number']}, as played: {case['played']}. Without it: {case['without']}.")
        for case in one["cases"]
        if case["differs"]
    ]
    named = one["cases"] and not cases
    same = [paragraph("The requests that it names ended as they would have without it.")] if named else []
    return el(
        "article",
        el("h3", f"{one['label']}, {one['seat']}: {one['text']}"),
        *(el("h4", "The case") for _ in one["cases"][:1]),
        *cases,
        *same,
        *_ring("On the spot", ("Where",), [row for row in one["rows"] if row["place"]], one),
        *_ring("The whole action", (), [row for row in one["rows"] if not row["place"]], one),
        class_="decision",
    )


def _ring(title: str, where: Sequence[str], rows: Sequence[Row], one: Row) -> list[Html]:
    """One ring of a decision, with a column for the place where there are several."""
    if not rows:
        return []
    if one["same"] == one["futures"]:
        return [el("h4", title), paragraph(f"No difference in any of {one['futures']} futures.")]
    futures = f"With it, over {one['futures']} futures"
    heads = ("Measure", *where, futures, "Without it", "In this very run (one draw)")
    cells = [
        (row["title"], *([row["place"]] if where else []), row["verdict"], row["without"], row["one_draw"])
        for row in rows
    ]
    return [table(title, heads, cells, text_columns=2 + len(where))]


def _truth(truth: Row) -> Html:
    movements, networks = truth["movements"], truth["networks"]
    replay = el(
        "div",
        el("label", "Moment of the action ", el("output", "", id="moment"), for_="time"),
        el(
            "input",
            id="time",
            type="range",
            min=str(truth["begin"]),
            max=str(truth["end"]),
            step="300",
            value=str(truth["end"]),
        ),
        el("div", id="map", class_="map"),
        el("div", id="knew", class_="knew"),
        class_="replay",
        hidden="hidden",
    )
    seen = sum(row["end"] != "not seen" for row in movements)
    told = paragraph(
        f"{len(movements)} movements of networks began while you played; {seen} of them were seen, "
        f"{sum(row['end'] == 'intercepted' for row in movements)} were stopped. Nobody at a seat could know the others."
    )
    heads = ("Begun", "Network", "Crime area", "From", "To", "By", "End")
    rows = [(r["label"], r["network"], r["area"], r["from"], r["to"], r["route"], r["end"]) for r in movements]
    of_networks = [(n["network"], n["roles"], str(n["members"]), str(n["arrested"]), n["known"]) for n in networks]
    return join(
        [
            told,
            replay,
            details("All movements", table("Movements", heads, rows, text_columns=7)),
            details(
                "Networks with arrests",
                table(
                    "Networks", ("Network", "Roles lost", "Members", "Arrested", "Known"), of_networks, text_columns=2
                ),
            ),
        ]
    )


def _expected(told: Row) -> Html:
    heads = ("Expectation", "Seat", "Verdict", "Proof")
    parts = [
        table(
            f"{one['id']}: {one['text']}",
            heads,
            [(row["text"], row["seat"], row["verdict"], row["proof"]) for row in one["expectations"]],
            text_columns=4,
        )
        for one in told["objectives"]
    ]
    noted = [(row["label"], row["seat"] or "", row["kind"], row["text"], row["comment"]) for row in told["mistakes"]]
    if noted:
        parts.append(
            table("Mistakes that were noted", ("When", "Seat", "Kind", "Mistake", "Comment"), noted, text_columns=5)
        )
    seen = [(row["label"], row["seat"] or "", row["kind"], row["text"]) for row in told["observations"]]
    if seen:
        parts.append(table("Observations", ("When", "Seat", "Kind", "What"), seen, text_columns=4))
    return join(parts)


def _model(model: Row | None) -> Html:
    if model is None:
        return paragraph("Not worked out yet.")
    told = paragraph(
        f"The model played all seats in {model['futures']} futures. Luck alone makes this range; a play inside it is "
        "no better and no worse than the model, as far as anybody can tell."
    )
    rows = [
        (row["title"], row["yours"], row["median"], row["range"], "inside" if row["inside"] else "outside")
        for row in model["rows"]
    ]
    heads = ("Measure", "Your play", "The model, median", "95 of 100 of its plays", "Your play lies")
    return join([told, table("Your play beside the model's", heads, rows)])


def _improvements(told: Row) -> Html:
    rows = [(one["action"], one["owner"], one["date"], one.get("priority", "")) for one in told["improvements"]]
    return table("Improvements", ("What", "Owner", "Until", "Priority"), rows, text_columns=4)


def _data(truth: Row) -> Html:
    """What the replay draws; nothing in it is run, and only '<' could end it."""
    drawn = {**truth, "land": _land(truth["places"].values())}
    text = json.dumps(drawn, allow_nan=False, ensure_ascii=False, separators=(",", ":")).replace("<", "\\u003c")
    return Html(f'<script type="application/json" id="truth-data">{text}</script>')


def _land(places: Collection[tuple[float, float]]) -> list[list[tuple[float, float]]]:
    """Outlines of countries that are near some places, to about a kilometre."""
    if not places:
        return []
    (west, east), (south, north) = ((min(side) - NEAR, max(side) + NEAR) for side in zip(*places, strict=True))
    rings = (ring for rings in reference.shapes().values() for ring in rings)
    near = (ring for ring in rings if any(west < lon < east and south < lat < north for lon, lat in ring))
    return [[(round(lon, 2), round(lat, 2)) for lon, lat in ring] for ring in near]


@lru_cache
def _asset(name: str) -> str:
    return (files("sim.present") / "assets" / name).read_text(encoding="utf-8")
