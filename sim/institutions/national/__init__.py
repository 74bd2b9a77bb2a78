"""National bureaus, which give tasks to the territorial divisions of their country (ODD 7.15).

Some tasks do not come from the unit that carries them out: an address to be searched, the arrest teams of an operation
against a network, an alert of Europol. In a country of `national.bureaus` one office coordinates the action at home and
knows which division is competent and free. Elsewhere, and at night where nobody is on duty there, whoever has a task
for others must find that out by telephone (ODD 7.10).

Entities
--------
A **national bureau** is an agent, `XX/bureau`, with a desk and a queue. It is staffed by day. Where the country also
has a national coordination centre (`national.centres`), it is staffed round the clock.

A **territorial division** is an agent, `XX/division-NN`: criminal police of a part of the country. Its desk has one
duty officer, day and night.

Process
-------
**Tasks.** A task waits at the bureau's desk: operations first, then searches, then alerts, each in order of arrival.
The bureau takes a lognormal time around `bureau`. The task then goes to the division that has the place, one of
`national.divisions` drawn uniformly by key, and waits at its desk for a lognormal time around `division`. A division
takes tasks in the same order. An operation waits for all its countries, whose bureaus work at the same time. Visits to
people whom a lead named (ODD 7.10, 7.19) do not pass the bureau.

**Without a bureau at work** a task takes a lognormal time around `searches.unaided` to reach those who carry it out,
and passes no desk. What a bureau gives is the difference: follow-up searches that still meet somebody
(`searches.decay`), and operations that leak less (`interventions.leak`). It vanishes where no address comes up and no
operation is agreed, and turns round where the desk is overrun.

**Alerts.** When Europol publishes a package on a network, every bureau on duty gets its alert and passes it to all
posts of its country at once, without the divisions. The alert counts there from the briefing after that. Where nobody
is on duty posts hear of it as in ODD 7.2.

**Staff.** A bureau has `bureau_staff` officers on the day shift (06 to 14 UTC). Without a national centre nobody is
there in the evening and at night: what still waits at its desk then waits until 06, and new tasks go their way without
it. With a centre there are as many as the shares of the shifts give, at least one.

Parameters
----------
Keys of the section `national`: `bureaus`, `divisions` (one number, or a number by country), `centres` (only countries
that have a bureau). Behavioural parameters are in the group `behaviour.tasking`: `bureau`, `division`, `variation`
(of these times), `bureau_staff`.

Assumed
-------
The structure is that of Lithuania: its Criminal Police Bureau coordinates and controls the measures of joint action
days, and criminal police of territorial divisions carry them out (policija.lrv.lt, International Operations). All times
are assumed, and so are one duty officer in each division and six divisions in a country of which the plan says nothing.

Hooks
-----
`found`, `prepare` and `staff` keep the offices, `desks` gives theirs. `tasked` passes searches and
operations on. `package_published` takes alerts.

Records
-------
Decision `task` of bureaus and divisions. Desks: `bureau`, `division-NN`.

Off
---
A country that is not named under `national.bureaus`: its tasks take the time `searches.unaided`, and its posts hear of
alerts as in ODD 7.2.
"""
