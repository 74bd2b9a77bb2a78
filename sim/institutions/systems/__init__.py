"""Databases: which of them a query at a post reaches, and what is lost while one is down (ODD 7.22).

A check that asks databases finds what those databases hold. Not every country may query every database, and none of
them answers all the time. By default every country reaches every database and none fails, and nothing changes.

Entities
--------
A **database** is a switch: SIS, run by eu-LISA; INTERPOL's databases; Europol's information; the national databases of
each country. State: outages under way, everywhere or in one country. INTERPOL's notices and its database of stolen and
lost travel documents (SLTD) fail together.

Process
-------
**What a query reaches.** A query at a post asks SIS, INTERPOL (notices, and stolen and lost travel documents) and
national databases. The probability that it detects a mark (ODD 7.3) is multiplied by

    held by what the country may query and what answers now / held by all

where the parameters `sis`, `interpol`, `sltd` and `national` say what share of the alerts of a mark each holds. The
shares are disjoint. Alerts of the country itself are held by national databases alone. The cross-check with Europol is
multiplied by 1 or 0. Number plates are not databases here, and desks of contact points are not affected.

**Who may query.** With `systems.separate` only states that are connected to SIS on the first day reach it, or those
that `systems.sis` names. `systems.interpol`, `systems.sltd` and `systems.notices`, set to false, take INTERPOL's away
for all.

**Outages.** With `systems.outages` each system works and fails in turn, each time for an exponential time: `outage` is
the mean of an outage, `availability` the share of time working. National systems fail each on their own. The event
`system_down` takes a system down for a while, everywhere or in one country. Outages that overlap add up. Posts feel an
outage from the next briefing.

Parameters
----------
Keys of the section `systems`: `separate`, `sis`, `interpol`, `sltd`, `notices`, `outages`. Behavioural parameters are
in the group `behaviour.systems`: `sis`, `interpol`, `sltd`, `national`, `availability`, `outage`.

Assumed
-------
For comparison: 397,804 hits on foreign alerts in 15.0e9 searches of SIS (2024); 115,000 hits in 1.24e9 searches of SLTD
(January to September 2016). These are rates per search, mostly automatic, and give no share of what is held. The shares
are assumed, and so is that they are disjoint. eu-LISA runs SIS around the clock; no figure of the others was found, so
availability is assumed.

Hooks
-----
`prepare` finds out who reaches what and draws the outages. `out_of_reach` takes away what databases that are out of
reach would detect. `handles` takes the event `system_down`, which posts feel from the next briefing (`acts_at`).

Records
-------
Decisions `down` and `up`, by eu-LISA, INTERPOL, Europol, or a country's databases.

Off
---
The keys of `systems` are left out.
"""
