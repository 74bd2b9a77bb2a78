"""Operational actions of the policy cycle, each with a crime area and a country that leads it (ODD 7.23).

EMPACT, the European policy cycle against organised crime, works through operational actions. Several of them run side
by side in one joint action day. Each has one crime area, a leader, perhaps co-leaders, and participants. Here an
operational action decides two things: what the countries that take part look for, and which country leads an operation
against a network.

Entities
--------
The leader of an operational action is an agent, `XX/action-leader`. Its state is its action.

Process
-------
**What checks look for.** In a country that takes part in at least one action, the weight of a crime area is the sum
over its actions in that area:

    weight of an area = sum of (weight of the action x role)

The role is `leader` in the country that leads, `co_leader` in one that leads with others, and 1 in any other
participant. An area without an action has weight 0 there. A country that takes part in no action keeps the weights of
the plan (`crime_areas`). The weights steer thorough checks at the country's posts (ODD 7.12) and the crime area of its
prepared targets (ODD 7.9). What networks do follows the weights of the plan, not these.

**Who leads an operation against a network.** The country that opened the investigation leads (ODD 7.9), unless an
action has the network's main crime area and its leader is among the countries concerned. Then that leader leads: it
asks the others to join and sends the orders. Of several such actions the one of the greatest weight counts.

Parameters
----------
The section `actions` is a list; an entry has `name`, `area`, `leader`, `co_leaders`, `participants` and `weight`. The
area must have a weight under `crime_areas`, and who leads must be among the participants. Behavioural parameters are in
the group `behaviour.actions`: `leader` and `co_leader`.

Assumed
-------
The roles are those of EMPACT. What they weigh is assumed.

Hooks
-----
`found` creates the leaders. `prepare` has each say what its action is. `leads` names the leader of an operation. In the
tables of checks `crime_weights` sets the weights of a country.

Records
-------
Decisions of leaders: `action` (at hour 0), `lead`.

Off
---
The section `actions` is left out.
"""
