"""The report: one HTML file that opens without a network and can be read without knowing the model."""

from sim.present import beside, comparison, course, foundations, plans, ranking, results, widths
from sim.present.markup import Html, el, join
from sim.present.overlay import listed, plan_names, runs_of
from sim.present.page import page
from sim.present.protocols import Comparison, Run
from sim.present.wording import sentence_case
from sim.scenario.schema import Scenario

_FOOTER = el(
    "p",
    "Made by jadsim, a simulation of joint action days. Synthetic: outcomes of scenarios, not of persons.",
)


def run_report(run: Run) -> str:
    """One plan, run many times, as a self-contained HTML page."""
    plan = run.scenario
    sections = [
        results.answer(run),
        results.beside_published(run),
        results.funnel(run),
        results.places(run),
        results.arrests(run),
        course.course(run),
        course.exchange(run),
        course.networks(run),
        course.institutions(run),
        course.waiting(run),
        course.by_country(run),
        foundations.assumed(plan),
        foundations.cooperation([plan.name], [plan]),
        foundations.honest_use(),
        foundations.identity(run.manifest, [(plan.name, plan.text)]),
    ]
    header = _header("Estimated outcome of a joint action day", plan.name, plan.description, _facts(plan))
    return page(plan.name, header, sections, _FOOTER, run.manifest)


def comparison_report(compared: Comparison) -> str:
    """Plans compared with a base, pair by pair of runs, as a self-contained HTML page."""
    every = runs_of(compared)
    base, *_ = scenarios = [run.scenario for run in every]
    names = plan_names(every)
    sections = [
        comparison.answer(compared),
        plans.changes(compared),
        ranking.section(compared),
        comparison.differences(compared),
        *widths.section(compared),
        plans.elasticity(compared),
        beside.funnel(compared),
        comparison.places(compared),
        beside.arrests(compared),
        beside.hours(compared),
        beside.exchange(compared),
        beside.institutions(compared),
        beside.waiting(compared),
        beside.by_country(compared),
        foundations.assumed(base),
        foundations.cooperation(names, scenarios),
        foundations.honest_use(),
        foundations.identity(
            compared.manifest, [(name, plan.text) for name, plan in zip(names, scenarios, strict=True)]
        ),
    ]
    title = sentence_case(f"{listed(names[1:])} compared with {names[0]}")
    header = _header("Comparison of plans of a joint action day", title, base.description, _facts(base))
    return page(title, header, sections, _FOOTER, compared.manifest)


def _header(kind: str, title: str, description: str, facts: str) -> Html:
    lead = [el("p", description, class_="lead")] if description else []
    return join([el("p", kind, class_="kind"), el("h1", title), *lead, el("p", facts, class_="facts")])


def _facts(plan: Scenario) -> str:
    return (
        f"{plan.days} days from {plan.start:%-d %B %Y, %H:%M} UTC; {len(plan.countries)} countries; "
        f"{len(plan.active_posts())} posts; coordination centre in {plan.centre.place}; scenario {plan.hash[:12]}"
    )
