"""Channels between countries beside SIENA, and what hinders or hurries a message (ODD 7.5).

A country that needs something from another takes the channel that promises the earliest answer. Three channels are
always there: SIENA, liaison officers side by side in the international centre, and the direct way inside a joint
investigation team. This institution opens four more: liaison bureaux at Europol, SELEC's contact point, Police and
Customs Cooperation Centres (PCCC), and INTERPOL's line. It also makes messages slower (translation, mistakes) or faster
(deadlines).

Entities
--------
**Europol's centre in The Hague** is an agent, `EUROPOL/centre`. It is staffed by shift (`europol.centre.shifts`) and
may be down. Its desk, `europol_centre`, takes in Europol's everyday messages (ODD 7.5), so that analysts are free for
the action: while it does not work they take them in themselves. The bureaux of the countries sit there; their desks are
those of liaison officers with the seat `europol`. It is there if `europol.centre.open` is true.

**A Police and Customs Cooperation Centre** is an agent, `pccc/ID`: officers of neighbouring countries under one roof.
It has one desk with a queue. Countries, hours and desks of each are in `sim/scenario/data/centres.csv`. It is there if
two of its countries take part.

**SELEC's contact point** in Bucharest is an agent, `SELEC/contact-point`. Its desk has `selec_desks` places, day and
night.

Process
-------
**The channels.** The expected time of a channel is the mean time at its desks, the median of whoever answers, and the
work that already waits at the desk that answers (jobs there x time of a job / places).

`liaison_europol`
    Both countries have a bureau at Europol's centre, the centre works, and what is asked is urgent and in systems that
    an officer may query. Way: own bureau, then the bureau of the other, which answers in the time of liaison officers
    times `bureau`. A request to Europol goes from the bureau to the analysts' desk in the house, without line or
    contact point (decision `hand_over`).
`selec`
    Both countries are members of SELEC, and its contact point is staffed. Way: own liaison officer at SELEC, or the own
    contact point; SELEC's desk (decision `relay`); then the liaison officer of the other at SELEC, who answers in the
    time of liaison officers times `selec`. Where no officer of the other sits there, or what is asked is not in
    systems, the question goes to the contact point abroad, to the authority that knows, and back over the same desks.
`pccc`
    Both countries share a centre that is open, and what is asked is minor, urgent and in systems. One job at a desk of
    the centre covers handling and answer, the answer in the time of liaison officers times `pccc`. Of several centres
    the one with the shortest queue is taken.
`interpol`
    INTERPOL's I-24/7, between countries that are members. It works as SIENA does (ODD 7.5), but the authority that
    knows takes `interpol` times as long, and no outage of SIENA touches it. Once this line is open, SIENA reaches only
    the countries that have it; to Europol a country takes the first line that reaches it.

**Minor and serious.** A question is minor if it only asks who somebody is: a hit on an alert from abroad that does not
act at once, a false indication, with no network behind it. Everything else is serious and no business
of a PCCC. What looked minor turns out to be serious with probability `pccc_serious`. The PCCC then passes it up
(decision `pass_up`): with `pccc_europol` a report to Europol goes first, then the request takes the line, from the
beginning.

**Shifts.** Europol's centre works its own shifts. A PCCC is open when both its own hours and `pccc_shifts` say so. A
gap closes the desk: its queue is kept, jobs under way are finished, and no new question is sent there.

**Deadlines.** Directive (EU) 2023/977, Art. 5, gives 8 h, 72 h or 168 h to answer (ODD 7.5). The deadline is always
written down. With `deadlines` it also acts: an authority that would be late, with two desks still to be passed, hurries
with probability `heeded`. It then takes the time that is left, but not less than the share `quickest` of its own time
(decision `hurry`).

**Languages.** With `translation` a request between countries without a common language is translated with probability
`translated`, which adds a lognormal time around the parameter `translation` (decision `translate`). It concerns
requests that reach an authority by contact points: officers who sit together need no translation.

**Mistakes.** With `mistakes` a question goes out a second time with probability `duplicated`, by the second fastest
channel. It takes the time of desks and tells nothing new (message of kind `duplicate`). With `wrong_desk` a question
first goes to a wrong desk of the other country, which handles it and sends it back after a lognormal time around
`sent_back` (decision `send_back`). Neither happens inside a joint investigation team or towards Europol.

**Centre down.** The event `centre_down` with `which: europol` closes Europol's centre for a while. Other channels are
chosen meanwhile, and what is under way is finished.

Parameters
----------
Keys of the section `channels`: `pccc` (`all`, `none` or a list of ids), `pccc_shifts`, `pccc_desks` (a factor on the
desks of every centre), `selec`, `selec_desks`, `interpol`, `deadlines`, `translation`, `mistakes`. Behavioural
parameters are in the group `behaviour.channels`: `bureau`, `selec`, `interpol`, `pccc`, `pccc_serious`, `pccc_europol`,
`heeded`, `quickest`, `translated`, `translation`, `duplicated`, `wrong_desk`, `sent_back`. The spread of all lognormal
times is `behaviour.exchange.variation`.

What they are for
-----------------
SIENA carries what nobody who sits together can answer: what another authority holds, and what officers are too busy
for. Where nobody sits together its outage loses most arrests that need an answer. Deadlines bring arrests where answers
come later than 8 h and people may be held for longer: between countries that work closely, or where people may be held
for 6 h, they bring nothing. SELEC and the bureaux in The Hague bring arrests where officers sit there and not in the
international centre, or where those in the centre are busy. A PCCC brings arrests where neighbours ask each other who
somebody is whom one of them seeks, and the line is slow; INTERPOL's line, where SIENA does not reach or is down. While
SIENA works and officers sit together, none of these is needed much: in the action of 2024 they bring nothing that can
be told from what translation and mistakes cost.

Assumed
-------
The deadlines are published. That Europol's bureaux, SELEC's contact point and the PCCC exist, and which countries
SELEC, INTERPOL and Europol's agreements join, is public record. All times, shares, desks and hours are assumed.

Hooks
-----
`found`, `prepare` and `staff` keep the offices, `desks` gives theirs. `opens_channels` opens the four ways. `sent`
makes mistakes, before a request sets out. `answer_h` changes the time of the authority that knows, by translation and
deadline. `quickest` says how far an authority can hurry. `handles` takes the event `centre_down`.

Records
-------
Decisions: `hand_over`, `pass_up`, `relay` of the offices; `duplicate`, `send_back`, `translate`, `hurry` of contact
points. Messages of kind `duplicate`. Desks: `pccc/ID`, `selec`, `europol_centre`.

Off
---
Every key of `channels` is off unless it is named; `europol.centre.open: false` takes the bureaux away.
"""
