"""Financial intelligence units and asset recovery offices: they follow the cash of networks and freeze it (ODD 7.19).

A network pays for its movements. Whoever finds where its money is can freeze it, and a network without money stops
moving. The financial intelligence unit (FIU) of a country follows money; its asset recovery office (ARO) has accounts
frozen. Only cash is modelled: no houses, cars or firms.

Entities
--------
The **financial intelligence unit** of a country is an agent, `XX/fiu`, and its **asset recovery office** another,
`XX/aro`. Each has a desk with a queue, staffed in the day shift, weekends included, with `staff` x officers of the
country, at least one.

The **purse** of a network (ODD 7.11) is limited as soon as any unit or office takes part. Else cash is without limit.

Process
-------
**Cash of networks** is counted in movements. A network begins with

    cash x sqrt(size / median size)

or, in a programme, with what the action before left it. A movement costs 1; one that arrives leaves `earning`. Without
cash for one more a network sends movements on credit for the time `credit` (decision `out_of_cash`). Then it sends none
until it earns, or is lent `lent` after a lognormal time around `loan` (decision `borrow`). What it owes counts against
what it earns.

**What sets a unit to work.** A unit begins to trace in four cases: its country opens an investigation on a network; a
package opens one there (ODD 7.8); customs finds undeclared cash of a network (ODD 7.18); a report of a suspicious
transaction is looked into. Such reports come `transactions` times a network and day, in a country of the network drawn
uniformly. The share `investigated` of them is looked into.

**Tracing** takes a lognormal time around `tracing` at the unit's desk (decision `trace`). With `abroad` the trail leads
to another country of the network. The unit there is asked by the channel `fiu_net`, a job around `query` at a desk on
each side, and answers with the probabilities `answered` and `content` of ODD 7.4. At level 0, or without a unit there,
tracing ends. With `traced` it ends at an account (decision `identify`).

**What an account is good for.** Three things follow.

- It is a trace for Europol, which gets it with the share `reported` (ODD 7.4, 7.8).
- Where the country of the account has an asset recovery office, the account is frozen after an order, which takes a
  lognormal time around `freezing` (decision `freeze`). The network loses the share of its cash that is still there,

      share on the account (uniform, mean `account`) x exp(-t / moves_on),   t the hours since the account was found

- With `handler` it leads to a money handler (ODD 7.11) who lives in the country of the account and is free. If there is
  one, he is visited after an order and met with probability searches.present x exp(-t / moves_on). The path of the
  arrest is `financial_lead`.

**An order** is a job at the desk of the prosecutors of that country, with recognition if the unit of another country
asks, where prosecutors take part (ODD 7.16). Else it takes a lognormal time around `order`.

Parameters
----------
Keys of the section `finance`: `fiu`, `aro`. Behavioural parameters are in the group `behaviour.finance`: `staff`,
`transactions`, `investigated`, `tracing`, `query`, `abroad`, `traced`, `handler`, `order`, `freezing`, `variation` (of
all these times), `moves_on`, `account`, `cash`, `earning`, `movement_eur` (from which EUR follow), `credit`, `loan`,
`lent`.

Assumed
-------
Measured: about 10 % of the reports of 2014 were investigated further. For scale: more than EUR 797 million were seized
or frozen under EMPACT in all of 2023; joint action days report up to EUR 2.4 million in cash. All times, other shares
and the cash of networks are assumed, and so is a uniform share on an account.

To see what freezing alone does, compare with `aro: []` and not with both off: limited cash alone lowers movements a
little.

Hooks
-----
`found` and `prepare` create units and offices, give networks their purses and draw the reports. `staff` keeps the
desks, `desks` gives them. `investigation_opened` and `cash_found` begin a tracing. `close` writes down what is still
followed.

Records
-------
Tables `tracings` and `freezes`; measure `assets_frozen_eur`. Messages by the channel `fiu_net`. Decisions: `trace`,
`identify`, `freeze` of units and offices; `out_of_cash`, `borrow` of networks. Desks: `fiu`, `aro`.

Off
---
No country is named under `finance.fiu` or `finance.aro`.
"""
