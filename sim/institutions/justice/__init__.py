"""Prosecutors, Eurojust, and what joint investigation teams make easier (ODD 7.16).

Prosecutors must agree before homes are searched, operations strike or accounts are frozen. Where another country asks,
its order must first be recognised. Eurojust brings prosecutors of several countries to one table. In a joint
investigation team (JIT) they need no orders from each other at all.

Entities
--------
The **prosecutors** of a country are one agent, `XX/prosecutors`, with a desk, staff and a queue. The desk is staffed
with `staff` x officers of the country by shift, at least one.

**Eurojust** is an agent, `EUROJUST`, with national desks and one queue.

A **joint investigation team** is data: its members, and whether Europol, Eurojust and OLAF take part. Members are
countries of the scenario, third countries among them. The world keeps the teams that are signed (ODD 7.5); this
institution adds what agencies bring, and new teams during the action.

Process
-------
**Warrants.** In a country of `justice.prosecutors` no follow-up search, network operation, freezing or visit to
somebody whom a lead named begins without a warrant (except visits of cyber patrols with which prosecutors sit, ODD
7.10). A warrant is a job at the prosecutors' desk, lognormal around `warrant`, operations first. Warrants are not
refused. If another country asks, its request must be recognised first: a European Investigation Order where both are in
the EU, lognormal around `order`; else a letter of request, lognormal around `letter`. Members of one joint team need
neither. Planned searches and prepared targets have their warrants from before the action.

**Custody.** Police may hold somebody on suspicion for `cases.hold_unarrested` (ODD 7.6). In a country of
`justice.prosecutors` they ask when half of that time is over and no answer has come. Prosecutors take a lognormal time
around `custody`, before all other work. With probability `keeps` they have the person held on, until the answer comes
or the country's limit of detention has passed; their word must be there before the time of police is over. Nobody can
know by then who is rightly suspected: whom nothing stands against is held longer as often. What prosecutors give here
is the answers that come between the two limits. It vanishes where nothing must be asked abroad, and where every answer
comes in the time of police.

**Before an operation against a network** the country in the lead sends orders or letters to every country that has
prosecutors and is in no joint team with it, and waits for the slowest. With Eurojust open and `coordination_meetings`
all meet there instead: one job at Eurojust's desks, lognormal around `meeting` x sqrt(countries / 2). Then the
prosecutors of all countries concerned grant their warrants at the same time.

**What agencies bring to a joint team.** Information passes directly between members (ODD 7.5). With Europol in the
team, what members report to Europol reaches the analysts after a lognormal time around `team_to_europol`, without
contact points, SIENA and their losses. With OLAF in it, answers between members about goods (property, excise and
economic crime) hold more of what matters:

    content <- content + olaf x (1 - content)

With Eurojust in it, and open, an operation of members alone is agreed in `team_agrees` of the usual time.

**New teams.** The event `jit_signed` stands for a team of countries alone that is signed at once. With `jit_proposed`
the first country asks the others. Each agrees with the probability `answered` of its level with the first (ODD 7.4),
and one refusal ends it. If all agree, the team is signed after a lognormal time around `setting_up`, times
`with_eurojust` if Eurojust takes part, times `with_funding` if Eurojust has money for teams (`funding`). Eurojust also
requests a team of its own accord: after a package on several countries that are not yet in one team, with probability
`initiated`, with Europol and itself in it.

Parameters
----------
Keys of the section `justice`: `prosecutors`, `eurojust` (`open`, `desks`, `coordination_meetings`, `funding`). Joint
teams from before the action are under `preparation.jits`. Behavioural parameters are in the group `behaviour.justice`:
`staff`, `warrant`, `custody`, `keeps`, `order`, `letter`, `variation` (of all these times), `meeting`, `team_agrees`,
`team_to_europol`, `olaf`, `setting_up`, `with_eurojust`, `with_funding`, `initiated`.

Assumed
-------
Published: Directive 2014/41/EU on orders (30 days to recognise, 24 h for urgent provisional measures); Eurojust
supported 288 teams and held 577 coordination meetings in 2023 (consolidated annual activity report); teams last 12 to
24 months (eurojust.europa.eu/fr/node/232). Times of setting up are not published. All times and shares are assumed, and
so are the crime areas in which OLAF helps and the order in which prosecutors take their work.

Hooks
-----
`found`, `prepare` and `staff` keep the offices, `desks` gives theirs. `keeps` is their word on custody. `authorised`
grants a single measure, `agreed` an operation, and `agreement_factor` shortens the agreement on its moment. `terms` is
OLAF's help, `opens_channels` the direct way of a team to Europol. `package_published` lets Eurojust request a team.
`handles` takes the events `jit_signed`, `jit_proposed` and, for a team that is proposed, `answer`; `acts_at` says when
a team would be signed.

Records
-------
Decisions: `custody`, `warrant` and `recognise` of prosecutors; `coordination_meeting` of Eurojust; `jit_proposed`,
`jit_refused` and `jit_signed`, with the subject `jit/AA-BB`. Teams of the plan and of the event `jit_signed` write
none. Desks: `prosecutors`, `eurojust`.

Off
---
`justice.prosecutors` is left out: follow-up searches and operations wait for the order of a court, lognormal around
`searches.order`, and visits and freezing for the order of ODD 7.10 and 7.19; nobody is held on.
`justice.eurojust.open` is false. `preparation.jits` is empty.
"""
