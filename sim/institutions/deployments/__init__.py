"""Special teams and officers of Frontex at posts: who works where, on which shifts, and what it costs (ODD 7.17).

A dog, a scanner, a plate reader or an expert finds what officers alone do not. Some posts have such equipment every
day. Other teams are sent for the action, work on their shifts and can be moved. Frontex adds officers and document
experts at external borders. Teams and experts act through detection and false indications, officers of Frontex through
lanes.

Entities
--------
A **special team** is an agent: a dog (`canine`), a scanner, a plate reader (`anpr`), a document or a concealment
expert, with `team` officers. State: the checkpoint where it stands, or none while it is on the way; its shifts; its
sender. It is named after country, post and asset, with a number within these three, so its name does not depend on who
is sent elsewhere.

A **contingent** is an agent: officers of Frontex at one checkpoint for the whole action. State: its officers.

The **pool of document experts** of Frontex is an agent, `FRONTEX/experts`. State: the experts left.

Process
-------
**Special teams** stand on one country's side of a post and work on their `shifts`, from `arrives` on. While one is at
work, it meets the share `detection.coverage` of the second-line checks there (plate readers: of all checks), as the
post's own equipment does: a dog rests, an expert stands at one place. Several of a kind meet theirs independently, so n
meet 1 - (1 - coverage)^n: a second adds something, each further one less. Who is sent to where nothing passes that it
works on adds nothing, and a plan that does so is warned of: an expert on documents at a postal centre, plate readers
where no vehicles are checked. The post's own equipment works on all shifts and cannot move.
A country's own team that is there from hour 0 on all shifts writes nothing down; all others write the decision
`deploy`.

**Moving a team** (event `move_asset`). The first team of that kind, by name, that stands on the country's side of the
post leaves at once (decision `move`). It is at no post on the way, which takes distance x `crime.detour` /
`crime.mobility`, as for officers who are reassigned. It works from the next briefing after it arrives. The hours of its
officers on the way are charged.

**Sending a team that nobody had planned** (event `send_asset`). It arrives after a lognormal time around `lead`.

**Frontex.** Officers (`frontex.officers`) stand at posts of the external border. A scenario that puts them at an inland
or a postal post, or at a post whose two sides are in Schengen on the first day, is refused. A country outside Schengen
may host them at all its borders. The share `on_checks` of them makes checks beside officers of the host: they open
lanes (ODD 7.2). Where the host has no officers they do nothing. Document experts are teams that Frontex sends. Either
they are there from hour 0 (`frontex.document_experts`), or a country calls them (event `call_experts`) from a
`frontex.pool`. The pool sends one at a time until it is empty (then it declines: decision `decline`), and the expert is
there after `expert_deployment`. Where people hold the desk of Frontex, each call waits for their word: they send the
expert, or refuse (decision `decline`, and the country hears of it); a call that waits when they leave is granted.

**What it costs.** A team of a participating country is made of that country's officers. One that nobody had planned
adds its hours, from its arrival on, to the largest unit of its sender. A team of a country that takes no part counts as
service `guests` of its host, those of Frontex as service `frontex`, each officer 8 h a day from arrival on. The way to
the first post is not charged.

Parameters
----------
The section `deployments` is a list; an entry has `asset`, `post`, `country`, `by` (the sender), `shifts`, `arrives`.
Keys of the section `frontex`: `officers`, `document_experts`, `pool`. Behavioural parameters are in the group
`behaviour.assets`: `team`, `lead`, `lead_variation`, `expert_deployment`, `on_checks`.

Assumed
-------
That Frontex has a document expert on the spot within 48 h is published. The share of its officers on checks is assumed,
and so is everything else, the largest unit as payer among it. Powers of Frontex officers under national law are not
modelled.

Hooks
-----
`found` and `prepare` bring those whom the plan sends. `at_work` sets the detection and the false indications of a
shift: they change whenever a team leaves or arrives. `handles` takes the events `move_asset`, `send_asset` and
`call_experts`, and the `answer` of people at Frontex; `acts_at` says when who comes will work, and `present` who stands
where.

Records
-------
Decisions of teams, contingents and the pool: `deploy`, `move`, `decline`. Officer hours of services `frontex` and
`guests`.

Off
---
No `deployments` and no `frontex`.
"""
