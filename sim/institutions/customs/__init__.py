"""Customs beyond ordinary checks: risk profiles, laboratories, sanctions, common plans, undeclared cash (ODD 7.18).

Customs officers make checks as other services do (ODD 7.2). This institution adds what only customs has: profiles by
which consignments are chosen, laboratories that prove what was found, the search for goods under sanctions, and plans
that customs of several countries carry out in common.

Entities
--------
A **national laboratory of customs** is a desk of `benches` places. State: samples under way, samples that wait. Customs
of a country are no agent, but sign their decisions as `XX/customs`.

Process
-------
**Risk profiles.** A consignment is a vehicle or a parcel that holds drugs, firearms, goods, waste, untaxed or
sanctioned goods. In a country of `customs.risk_management` consignments are chosen by the profiles of customs in place
of the general risk indicators, at posts where customs serves: road, rail, airport, sea port and postal, if the country
brings customs officers. Then `sensitivity` and `false_alarm` stand in the lift of thorough checks (ODD 7.12) and in the
odds that a movement is taken (ODD 7.2). Where the prevalences of a checkpoint would sum to more than 1, they are scaled
to sum to 1. It costs officers: of those of customs who would make checks, the share `targeting` keeps the profiles and
chooses consignments, and stands at no post.

**Laboratory.** A country of `customs.laboratory` sends samples to its laboratory, where each takes a lognormal time
around `sample`. This does two things. In the second line it finds, with the detection of the detector `laboratory`
times `sampling`, what is hidden in parcels at all posts of customs that have no laboratory of their own, and indicates
falsely in the same share. And it proves what was found. After a finding of drugs, untaxed goods or waste, or of other
or sanctioned goods in a parcel, the seizure, the investigation and the search of an address wait for its result
(decision `analysis`). Who was caught is arrested on the spot, on a preliminary test. What still waits at the end of the
action is in the desk and in no seizure.

**Sanctions.** Goods under sanctions are found by nobody unless `customs.sanctions` is true, or a common plan in force
says so for its members.

**Common plans** (`customs.plans`). One is the Baltic Plan of the customs of Lithuania, Latvia and Estonia, signed in
November 2022 for 2023 to 2025 (Lithuanian Customs). A plan acts for its members if the first day of the action lies
between `from` and `until`:

`unified_procedures`
    The profiles of one member serve all.
`dog_handlers`
    The share of handlers who were trained; times `dog_handling` it is added to the detection of dogs in log-odds.
`anpr`
    Number plates are read at all road posts.
`laboratory`
    Members send samples, each to its own laboratory.
`sanctions`
    Goods under sanctions are looked for.

Profiles cross borders under a plan whatever `cooperation.scale` is, since they hold no information about a person or a
case. The uniform application of the Customs Code and faster processes have no effect of their own.

**Cash.** Undeclared cash is reported to the financial intelligence unit (decision `cash_report`). The unit traces it if
it is a network's (ODD 7.19). The finding may open an investigation. Nobody is held for it but who carries it for a
network.

Parameters
----------
Keys of the section `customs`: `risk_management`, `laboratory`, `sanctions`, `plans` (each with `name`, `members`,
`from`, `until` and the keys above). Behavioural parameters are in the group `behaviour.customs`: `sensitivity`,
`false_alarm`, `targeting`, `sampling`, `sample`, `sample_variation`, `benches`, `dog_handling`.

Assumed
-------
What the Baltic Plan aims at is published; how much it gives is assumed. For comparison: in a worked example 8 % of
containers were targeted at a hit rate of 14 % (cross-border.org). Kinds of post where customs serves, what only an
analysis proves, the arrest on a preliminary test and all other numbers are assumed.

Hooks
-----
`prepare` says what customs of each country work with. `desks` gives the laboratories. `proven` waits for a result,
`cash_found` reports cash. In the tables of checks `at_posts` is who chooses consignments, `presence` plate readers and
laboratories, `seeks` sanctions, `improve_detection` dogs, `improve_selection` profiles.

Records
-------
Decisions of customs: `common_plan`, `risk_profiles`, `sanctions` (all at hour 0), `analysis`, `cash_report`. Desk
`laboratory`.

Off
---
The keys of `customs` are left out. Cash is off where `criminal_finances` has no weight under `crime_areas`.
"""
