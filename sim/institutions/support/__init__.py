"""Agencies and projects that prepare an action or equip it: CEPOL, SEESAC, UNODC and others (ODD 7.25).

These agencies do their work before hour 0. They decide nothing during the action, so they are no agents. Each acts
through one skill, one probability or one link, and never on arrests.

Entities
--------
Seven supporters, each a key of the section `support`: CEPOL, SEESAC, UNODC, EMCDDA (now EUDA), EASO (now EUAA), the EU
Strategy for the Danube Region, and the project EU4FAST. They have no state. At hour 0 each says what it brings, in a
decision `support`.

Process
-------
To add x in log-odds to a probability p is p' = p e^x / (1 - p + p e^x).

`support.cepol`
    CEPOL trains a share of the officers who are not trained otherwise: trained = own + (1 - own) x share. What training
    does to detection is in ODD 7.3.
`support.seesac`
    The share of officers of SEESAC's countries who are trained on firearms. Detection of firearms by officers gains
    share x `firearms_training` in log-odds.
`support.unodc`
    Cargo control units at sea ports, airports and postal centres. The sensitivity by which consignments are selected
    there gains `cargo_control` in log-odds.
`support.emcdda`
    Better indicators for drugs: their sensitivity gains `drug_targeting` in log-odds.
`support.easo`
    Better indicators for irregular entry, migrants and false documents: their sensitivity gains `asylum_targeting` in
    log-odds.
`support.eusdr`
    Workshops of preparation. Of the traces from before the action that a member of the Danube strategy withheld (ODD
    5), a share `workshop` x `reported` is brought in, `reported` being the member's own share towards Europol (ODD
    7.4). Two members or more must take part.
`support.eu4fast`
    EU4FAST pays for desks of the coordination centre and for liaison officers of its partners. Where it does not pay
    (`paid: false`), the desks that it funds and those officers are missing, at all seats.

Which countries belong to a framework on the first day, such as SEESAC's or the Danube strategy's, is in ODD 7.25.

Parameters
----------
Keys of the section `support`: `cepol` (`trained`, `countries`), `seesac`, `unodc`, `emcdda`, `easo`, `eu4fast` (`paid`,
`funds_centre_desks`, `funds_partners`), `eusdr`. Behavioural parameters are in the group `behaviour.support`:
`firearms_training`, `cargo_control`, `drug_targeting`, `asylum_targeting`, `workshop`.

Assumed
-------
That CEPOL, EU4FAST, EUSDR, SEESAC and UNODC took part in 2024 is published (Europol). So is what EU4FAST paid for: the
setting up of the centre, and the participation of the Western Balkans, Moldova, Ukraine, Türkiye and some Member
States. Workshops of preparation were held in April and September 2023 (SEESAC). All sizes are assumed.

Hooks
-----
`prepare` says what each supporter brings. `brings_trace` is the workshop. In the tables made from the plan `trained` is
CEPOL, `improve_detection` SEESAC, `improve_selection` UNODC, EMCDDA and EASO; `centre_desks` and `sends_liaison` are
EU4FAST.

Records
-------
Decision `support` of each, at hour 0.

Off
---
The keys of `support` are left out. In a programme a project is left out where too few of its members take part.
"""
