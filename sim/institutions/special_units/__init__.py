"""Special intervention units in a crisis, of the country itself and of others that help (ODD 7.20).

A hostage-taking in the middle of an action binds special intervention units. If a country has too few, others may send
theirs. Units are scarce: while a crisis binds them, operations against networks wait.

Entities
--------
The **commander of the special intervention units** of a country is an agent, `XX/special_units`. It is made with the
first crisis that needs it. State: units, and units that are bound. A country has as many units as arrest teams (ODD
7.9), at least one if it has officers at all.

Process
-------
**Own units first.** A timeline event `crisis` wants so many units in a country. The country binds those of its own that
no other crisis binds (decision `send_units`). Each is at the place after a lognormal time around `own_lead`.

**Help from abroad.** If units are missing, every other country that `special_units.assistance` lets help is asked at
once, by an urgent request (ODD 7.5; decision `call_assistance`). A country consents if the request is answered
(`answered` of ODD 7.4). It then sends as many free units as are missing at that moment. The next who consents sends the
rest, and nobody sends more than is wanted, nor more than people at its desk promised with their consent (`units` of the
event `answer`). A unit from abroad takes off after a lognormal time around `foreign_lead`.
It flies the great circle between the middles of the two countries at the speed `flight`. At the place it needs
`joining` until it can act with the others, times `trained_together` where the units trained together
(`special_units.joint_training`).

**Bound units.** A unit is bound from the consent until it is back. A unit that is busy with a strike comes when that is
over. Crises are served before operations that wait (ODD 7.9).

**The end.** Once all units wanted stand there, the crisis is resolved after `lasts`. If they do not within the time
`longest` of its situation (hostage-taking, hijacking, terrorist incident), it ends by itself, unresolved (decision
`end_crisis`). Nobody is arrested by this institution, and what a crisis costs in lives is not modelled.

Parameters
----------
Keys of the section `special_units`: `assistance`, `joint_training`. Keys of the event `crisis`: `country`, `situation`,
`units`, `lasts`. Behavioural parameters are in the group `behaviour.crises`: `own_lead`, `foreign_lead`,
`lead_variation` (of both), `flight`, `joining`, `trained_together`, `longest`.

Assumed
-------
The structure is that of Council Decision 2008/617/JHA: request, consent case by case, assistance under the requesting
country, joint training as an aim. 38 units work together in ATLAS. All times are assumed. A consent travels by the
exchange as an urgent request, and not by a channel of ATLAS of its own (ODD 8).

Hooks
-----
`handles` takes the event `crisis`, and the event `answer` where it promises units. `close` writes down crises that
still go on.

Records
-------
Table `crises`; measures `crisis_response_h`, `crises_met_share` and `crisis_units_foreign`. Decisions of commanders:
`send_units`, `call_assistance`, `end_crisis`.

Off
---
There is no event `crisis`. Without help from abroad: `special_units.assistance: []`.
"""
