"""Cyber patrols: teams that search online venues for people, parcels and traces of networks (ODD 7.10).

Officers of service cyber sit at screens and not at posts. What they come upon must be read in its language and worked
out. Then it may name a person whose home is visited, announce a parcel that customs picks out, or leave a trace of a
network for Europol. What is online crosses no post; it has a venue in place of a checkpoint.

Entities
--------
The **cyber teams of a country** are one agent, `XX/cyber-teams`. State: the shift of each team, the languages that they
read, and a desk with a queue, at which as many finds are worked out at once as teams are on duty.

Process
-------
**Teams.** A country named under `cyber.patrols` forms teams of `team` officers from those of service cyber, at least
one team. Each team works one shift of 8 h a day. Teams go to the shifts by the shares of officers on duty, so that one
more team moves no other.

**Finds.** On duty a team comes upon something at the times of a Poisson process, once in the time `search` on average.
The venue is drawn by the weights of `cyber.venues`. The language is that of the team's own country with probability
`own_language`, else that of a country of the theatre, by population.

**Reading.** A team reads the official languages of its country, English, and what `cyber.languages` adds. Bosnian,
Croatian, Montenegrin and Serbian are one language. What a team cannot read it sends by the line, as a report, to a
country that patrols and can: the country from which it comes, else the first (decision `pass_on`). The find stays
unread where there is none, or where the report is lost or not accepted.

**Working it out** takes a lognormal time around `reading` at the desk of the teams on duty. With `identified` (by
venue) it can be told who is behind it; else it is a dead end. A person or a parcel belongs to a network with
`of_network`, a trace always does. The crime area is drawn by the weights of the action; of persons and traces of a
network it is that network's main area.

**A person** (share `target`) lives where the language suggests, or with `elsewhere` in another country (decision
`identify`). A country abroad is asked (ODD 7.5). Then an order is needed:

- where prosecutors sit with the patrol (`cyber.prosecutors`), it takes a lognormal time around `warrant_present`;
- else, where the prosecutors of that country take part, it is a job at their desk, with recognition of the order if it
  comes from abroad (ODD 7.16);
- else it takes a lognormal time around `warrant`.

Then a search team visits, after follow-up searches. The person is met with probability

    searches.present x exp(-t / stays),   t the hours since identification

and is arrested on the path `cyber_lead`, with what a search gives (ODD 7.9).

**A parcel** (share `parcel`; only areas drugs, firearms and property crime) goes to a postal centre, drawn by
population. The centre is told (decision `tip`), and acts on it from the next briefing. The parcel passes a lognormal
time around `post` after the find. If that is in time, and a lane is open, it is picked out with `parcel_taken`. What
follows is ODD 7.7, without an arrest.

**A trace** (the rest) is of a network that is active in the country from which the find comes; where none is, it is a
dead end. It goes to Europol with the share `reported` of the country that reads it (ODD 7.4, 7.8; decision `report`).

Parameters
----------
Keys of the section `cyber`: `patrols`, `languages`, `venues`, `prosecutors`. Behavioural parameters are in the group
`behaviour.cyber`: `team`, `search`, `reading`, `own_language`, `identified`, `target`, `parcel`, `of_network`,
`elsewhere`, `warrant`, `warrant_present`, `variation` (of the times of reading, orders and parcels), `stays`, `post`,
`parcel_taken`.

Assumed
-------
Published: the 120 targets of 2023 by venue (occrp.org on JAD SEE 2023: messaging 94, marketplace 11, other clear web
10, dark web 5), and prosecutors in the patrols of 2024 (Europol). That finds divide as targets did is assumed. So are
all times and shares, `search` so that the teams of 2024 identify near the 120 targets of 2023, English read by all, and
which areas send parcels.

Hooks
-----
`found` and `prepare` form the teams and draw the times of their finds. `staff` keeps the desk, `desks` gives it.
`close` writes down what is still followed.

Records
-------
Every find is a row of the table `leads`. Measures `leads` and `targets_identified`. Decisions: `patrol` (at hour 0),
`pass_on`, `identify`, `report`, `tip`. Desk `cyber_teams`.

Off
---
`cyber.patrols` is left out. Then cyber officers only serve: their hours count, and they lend staff to desks.
"""
