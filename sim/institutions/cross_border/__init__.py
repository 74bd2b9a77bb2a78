"""Police work that does not end at the border: hot pursuit, surveillance, joint patrols (ODD 7.21).

Officers who chase somebody, or follow a suspect unseen, must stop at the border unless the two countries agreed that
they may go on. Joint patrols of both sides at one post ask each other on the spot.

Entities
--------
The **field commander** of a country is an agent, `XX/field_command`. It is made with the first pursuit or surveillance
of the country and has no state of its own. It decides whether officers follow, and writes down whether they may go on
over the border (decisions `pursuit`, `surveillance`, `border`).

Process
-------
**Hot pursuit** (`cross_border.pursuit`). Those who get away with a detected movement (`cases.escape`, ODD 7.11) are
pursued. They flee in the direction of their route with probability `ahead`, else back. On the side of a post that a
movement leaves, ahead means over the border; on the side that it enters, back does. A pursuit lasts a lognormal time
around `chase` and ends with `caught` by catching them. Over the border it goes on only if three things hold:

- the pair of countries agreed on pursuit (`agreements`);
- the other side, which must be told at the border, consents: probability `answered` of ODD 7.4 (0 at level 0);
- it takes no longer than `pursuit_h`, and no longer than `pursuit_km` takes at `speed`.

Who is caught is dealt with like any finding of that mark (ODD 7.7), in the country where the pursuit ended. The path of
the arrest is `pursuit`, except for a false document, which goes its own way: held, asked, `database_hit`. An arrest
beyond the border needs abroad. Who is not caught leaves traces and nothing else. Either way the movement counts as not
intercepted, since it passed the post. Pursuers are not taken from the lanes of the post, an approximation: there are
few pursuits.

**Surveillance** (`cross_border.surveillance`). An associate of a network cannot be held. Such a person is followed if a
search team of the country is free, and if fewer than the share `most_teams` of its teams follow already (one may at the
least). The team is bound meanwhile and misses searches. It follows for a lognormal time around `followed`. Somebody met
at a border crosses it on the way with probability `crosses`, at a uniform moment. There the team stops, unless an
agreement on surveillance exists and the other side consents; beyond the border it goes on for at most `surveillance_h`.
Two things may be seen:

- contacts or addresses, after an exponential time of mean `reveals`: further traces for Europol (ODD 7.8), from the
  country where the surveillance ended;
- a crime, after an exponential time of mean `crime`: somebody is arrested on the path `surveillance`, and an
  investigation and the search of an address may follow.

**Joint patrols** (`cross_border.joint_patrols`). Officers of both sides stand at one post. An urgent question to the
other side, about what is in its systems (`exchange.in_systems`), is answered on the spot, in a lognormal time around
`patrol_answer`, by the channel `joint_patrol`. Whether it is answered, and what is in the answer, follows the level of
cooperation as always (ODD 7.4). At a green border local knowledge adds `local_knowledge` to the log-odds of detection
by officers.

Parameters
----------
Keys of the section `cross_border`: `pursuit`, `surveillance`, `agreements` (by pair of countries: `pursuit`,
`pursuit_h`, `pursuit_km`, `surveillance`, `surveillance_h`; a limit that is not given does not exist), `joint_patrols`.
Behavioural parameters are in the group `behaviour.cross_border`: `caught`, `chase`, `variation` (of the times of
pursuit and surveillance), `ahead`, `speed`, `followed`, `most_teams`, `crosses`, `reveals`, `crime`, `patrol_answer`,
`local_knowledge`.

Assumed
-------
The structure follows Articles 40 and 41 of the Convention implementing the Schengen Agreement (OJ L 239, 22.9.2000):
pursuit ends when the other side asks; authorities are told at the border at the latest; each pair declares its limits,
for instance two hours or 50 km planned between Spain and Portugal, none of time or space between Italy and Switzerland.
It also follows the Police Cooperation Convention for Southeast Europe (Vienna, 5 May 2006): pursuit, surveillance,
mixed patrols. All numbers are assumed.

Hooks
-----
`escaped` begins a pursuit, `met_associate` a surveillance. `opens_channels` lets a joint patrol ask, `skill` is its
local knowledge. `close` writes down what is still followed.

Records
-------
Table and measure `pursuits`. Messages by the channel `joint_patrol`. Decisions of field commanders: `pursuit`,
`surveillance`, `border`.

Off
---
The keys of `cross_border` are left out. Without an agreement officers stop at the border.
"""
