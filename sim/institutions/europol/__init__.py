"""Europol in the field: mobile offices that cross-check on the spot, and guest officers (ODD 7.17).

Whoever is in the second line may be submitted to Europol, which compares the entity with its own data. A country
submits with the share that it reports (ODD 7.4). Europol's people at a post see to what the country did not submit. A
mobile office also answers questions on the spot. Guest officers make secondary security checks and look at documents
again. Both act through submission, and so through hits at Europol; offices also through the time of an answer.

Entities
--------
A **mobile office** is an agent, `EUROPOL/office-POST-N`. State: the post where it is open, or none while it is on the
way; a desk with a queue, if its desks are limited.

A **contingent of guest officers** is an agent. State: its officers, at one checkpoint for the whole action.

Process
-------
**Mobile offices** submit a second time what the country did not submit. Let r be the share that the country reports,
and s the share of the second line that the office has time to look at. Then more is submitted, with probability s x r.
Without `europol.office_desks` s is 1, and cross-checks never wait. With d desks at a post

    s = min(1, d x staffing.productive / cross_check / expected referrals per hour)

and a question to Europol from that post is a job at a desk, so the answer may come after a suspect must be let go. Of
two offices at one post the one where fewest wait is taken. The answer takes a lognormal time around the median of
Europol times `exchange.mobile_office`.

**Moving an office** (event `move_mobile_office`). It closes at once, travels, and opens again (decision `move`).
Cross-checks that were begun are finished; others wait until it opens. The event `mobile_office` opens one more, for the
rest of the action.

**Guest officers** (`europol.guest_officers`). Of n officers a third serve at a time. They have time for the share

    g = min(1, n / 3 x staffing.productive / cross_check / expected referrals per hour)

of the second line, and for none where the country reports nothing to Europol at all. What they look at is submitted:

    submission = 1 - (1 - submission without them) x (1 - g)

They look again at documents and at identity. The probability p of the document expert's detector becomes

    1 - (1 - p) x (1 - g x second_look x probability of a document expert)

Each counts as service `guest_officers` of the host, 8 h a day.

**Expected referrals** are those of the plan by queueing theory, from the mean prevalence, as if the first line found
nothing. The share is the same in all hours.

Parameters
----------
Keys in the section `europol`: `mobile_offices`, `office_desks`, `guest_officers`. (The section's other keys are
Europol's analysts, ODD 7.8, and its centre, ODD 7.5.) Behavioural parameters are in the group `behaviour.assets`:
`cross_check`, `second_look`.

Assumed
-------
Published: a pool of 200 guest officers, 50 at a time, 10 at Greek hot spots in 2016. Their time for a check, their eye
for documents, and a third of them at a time are assumed.

Hooks
-----
`found` and `prepare` bring offices and guests, `desks` gives the desks of offices. `opens_channels` opens the way of
questions to an office on the spot. `at_work` is the second look at documents. `handles` takes the events
`mobile_office` and `move_mobile_office`; `acts_at` says when they act, `present` where offices and guests are. What is
submitted is set anew whenever an office opens or closes.

Records
-------
Decisions: `deploy` of guests, `move` of offices. Messages by the channel `mobile_office`. Desk `mobile_office`, where
it is limited. Officer hours of service `guest_officers`.

Off
---
`europol.mobile_offices` and `europol.guest_officers` are empty.
"""
