"""Behavioural parameters: how policing and crime work, the same for every year and scenario unless a file says otherwise.

Each has a value, a unit, a plausible range, a source and a trust. None of them is an arrest rate or a factor on arrests: arrests
come out of findings, cases and operations.
"""

from sim.scenario.calibrated import best
from sim.scenario.levels import Close, Full, Minimal, Standard
from sim.scenario.part import enlarged, institutions
from sim.scenario.quantity import (
    Count,
    CountryCount,
    Duration,
    Few,
    Frozen,
    HourOfDay,
    Interval,
    Kilograms,
    Logit,
    LogOdds,
    MessagesPerDay,
    People,
    PerDay,
    Queue,
    Scale,
    Share,
    Size,
    Speed,
    Spread,
    Variation,
    param,
)

ASSUMED = "assumed: no published figure"
DOGS = "Jezierski et al. 2014, 1,219 searches by 164 dogs, https://pubmed.ncbi.nlm.nih.gov/24631776"
SIS = "SIS 2024: 397,804 hits in 15.0e9 searches (eu-LISA figures as reported by monteoz.com/?p=6766)"
TRIGGER = "INTERPOL Trigger IV 2018: 5 hits in 20,000 checks (interpol.int)"
FITTED = "calibrated to the published totals of 2019 to 2024, from a prior (jadsim calibrate; sim/experiment/priors.csv)"


class Checks(Frozen):
    """Durations and limits of checks."""

    person_brief: Duration = param("1.5 min", low="0.5 min", high="3 min", unit="h", trust="assumed", source=ASSUMED, meaning="Mean time of a brief check of a person (document and database)")
    person_thorough: Duration = param("10 min", low="4 min", high="20 min", unit="h", trust="assumed", source="assumed; a single traveller at a land border took 2 min 20 s in the SMILE project tests", meaning="Mean time of a thorough check of a person")
    vehicle_brief: Duration = param("3 min", low="1 min", high="6 min", unit="h", trust="assumed", source=ASSUMED, meaning="Mean time of a brief check of a vehicle")
    vehicle_thorough: Duration = param("22 min", low="10 min", high="45 min", unit="h", trust="assumed", source=ASSUMED, meaning="Mean time of a thorough check of a vehicle with its load")
    parcel_brief: Duration = param("1 min", low="0.3 min", high="3 min", unit="h", trust="assumed", source=ASSUMED, meaning="Mean time of a brief check of a parcel")
    parcel_thorough: Duration = param("12 min", low="5 min", high="30 min", unit="h", trust="assumed", source=ASSUMED, meaning="Mean time to open and examine a parcel")
    second_person: Duration = param("25 min", low="10 min", high="60 min", unit="h", trust="assumed", source=ASSUMED, meaning="Mean time of a second-line check of a person")
    second_vehicle: Duration = param("40 min", low="15 min", high="90 min", unit="h", trust="assumed", source=ASSUMED, meaning="Mean time of a second-line check of a vehicle")
    second_parcel: Duration = param("30 min", low="10 min", high="60 min", unit="h", trust="assumed", source=ASSUMED, meaning="Mean time of a second-line check of a parcel")
    variation: Variation = param(0.8, low=0.4, high=1.5, unit="sd / mean", trust="assumed", source=ASSUMED, meaning="Variation of the time of a check (lognormal)")
    backlog: Queue = param(6, low=0, high=20, unit="travellers", trust="assumed", source=ASSUMED, meaning="Most that wait for a lane of the action; others pass")
    second_backlog: Queue = param(6, low=0, high=20, unit="travellers", trust="assumed", source=ASSUMED, meaning="Most that wait for the second line; others are let go")
    false_indication_time: Duration = param("15 min", low="5 min", high="60 min", unit="h", trust="assumed", source=ASSUMED, meaning="Extra second-line time that a false indication costs")
    briefing: Interval = param("30 min", low="5 min", high="1 h", unit="h", trust="assumed", source=ASSUMED, meaning="Posts hear of alerts and changes at the next briefing")


class Staffing(Frozen):
    """How officers become lanes, teams and desks."""

    on_checks: Share = param(0.45, low=0.25, high=0.7, unit="share of officers", trust="assumed", source="assumed; of Ukraine's active officers about 20 % are on shift in a day (ukranews.com)", meaning="Share of a unit's officers who make checks")
    on_searches: Share = param(0.10, low=0.03, high=0.2, unit="share of officers", trust="assumed", source=ASSUMED, meaning="Share of a unit's officers in search and arrest teams")
    on_desks: Share = param(0.006, low=0.001, high=0.02, unit="share of officers", trust="assumed", source=ASSUMED, meaning="Share of a country's officers at the desks of its contact point")
    day_shift: Share = param(0.40, low=0.33, high=0.5, unit="share", trust="assumed", source=ASSUMED, meaning="Share of officers on the day shift (06 to 14 UTC)")
    night_shift: Share = param(0.25, low=0.15, high=0.33, unit="share", trust="assumed", source=ASSUMED, meaning="Share of officers on the night shift (22 to 06 UTC); the rest serve from 14 to 22")
    officers_per_lane: People = param(4.0, low=2, high=8, unit="officers", trust="assumed", source=ASSUMED, meaning="Officers who stop, check, search and cover at one lane of the action")
    productive: Share = param(0.65, low=0.4, high=0.85, unit="share of time", trust="assumed", source=ASSUMED, meaning="Share of a shift that is not briefing, moving or rest")
    second_line: Share = param(0.30, low=0.1, high=0.6, unit="share of lanes", trust="assumed", source=ASSUMED, meaning="Second-line places per lane of the action")
    search_team: People = param(6.0, low=4, high=12, unit="officers", trust="assumed", source=ASSUMED, meaning="Officers of a search or arrest team")
    intervention_team: People = param(20.0, low=8, high=40, unit="officers", trust="assumed", source=ASSUMED, meaning="Officers of a special intervention team")
    overtime: Duration = param("4 h", low="1 h", high="12 h", unit="h", trust="assumed", source=ASSUMED, meaning="Officer hours beyond the shift that an arrest costs")
    lanes_taken: Share = param(0.2, low=0.0, high=0.5, unit="share of lanes", trust="assumed", source=ASSUMED, meaning="Most of the ordinary lanes of a border crossing that the action takes away")
    lane_share: Share = param(0.10, low=0.0, high=0.5, unit="lanes", trust="assumed", source=ASSUMED, meaning="Part of an ordinary lane that a lane of the action takes away at a border crossing")


class Traffic(Frozen):
    """Ordinary traffic and day-to-day variation."""

    vehicle_control: Duration = param("50 s", low="20 s", high="3 min", unit="h", trust="assumed", source="assumed; Transport Community and press report waits of tens of minutes to hours at peaks", meaning="Mean time of ordinary control of a vehicle with its passengers")
    person_control: Duration = param("45 s", low="10 s", high="2 min", unit="h", trust="assumed", source=ASSUMED, meaning="Mean time of ordinary control of a person (airports, rail, ports)")
    control_variation: Variation = param(0.8, low=0.3, high=1.5, unit="sd / mean", trust="assumed", source=ASSUMED, meaning="Variation of the time of ordinary control")
    night_level: Scale = param(0.35, low=0.1, high=0.8, unit="of the mean hour", trust="assumed", source=ASSUMED, meaning="Traffic in the quietest hour (03 UTC) against the mean hour")
    weekend: Scale = param(1.2, low=0.9, high=1.6, unit="of a weekday", trust="assumed", source="assumed; weekend peaks at Roszke - Horgos 2018 (infogyor.hu)", meaning="Traffic on Saturday and Sunday against a weekday")
    action_variation: Variation = param(0.04, low=0, high=0.15, unit="sd / mean", trust="assumed", source=ASSUMED, meaning="Variation common to the whole action (weather, holidays, zeal)")
    country_variation: Variation = param(0.12, low=0, high=0.4, unit="sd / mean", trust="assumed", source=ASSUMED, meaning="Variation of a country over the action")
    day_variation: Variation = param(0.20, low=0, high=0.6, unit="sd / mean", trust="assumed", source=ASSUMED, meaning="Variation of a checkpoint from day to day, beyond Poisson")


class Selection(Frozen):
    """Who is taken out of the stream."""

    sensitivity: Share = param(0.35, low=0.1, high=0.7, unit="probability", trust="assumed", source=ASSUMED, meaning="Probability that an offender shows a risk indicator")
    false_alarm: Share = param(0.05, low=0.01, high=0.15, unit="probability", trust="assumed", source=ASSUMED, meaning="Probability that somebody who hides nothing shows a risk indicator")
    alert: Scale = param(12.0, low=2, high=50, unit="odds ratio", trust="assumed", source=ASSUMED, meaning="What an alert of Europol on a network does to the odds that its movement is taken")
    most_taken: Share = param(0.9, low=0.5, high=1, unit="share", trust="assumed", source=ASSUMED, meaning="Greatest share of ordinary traffic at a small post that is taken out for a check")
    referral_clean: Share = param(0.05, low=0.01, high=0.15, unit="probability", trust="assumed", source=ASSUMED, meaning="Probability of referral to the second line after a thorough check without finding")
    referral_brief: Share = param(0.004, low=0, high=0.03, unit="probability", trust="assumed", source=ASSUMED, meaning="Probability of referral to the second line after a brief check without finding")
    referral_offender: Share = param(0.45, low=0.1, high=0.8, unit="probability", trust="assumed", source=ASSUMED, meaning="Probability of referral of an offender in whom a thorough first line found nothing")
    suspicion: Share = param(0.20, low=0.02, high=0.6, unit="probability", trust="assumed", source=ASSUMED, meaning="Probability that a false indication leads to a request abroad")


class Prevalence(Frozen):
    """How common offenders are among all who pass; thorough checks meet more of them by the odds of the risk indicator."""

    person: dict[str, Share] = param({"wanted_home": 3.0e-5, "wanted_abroad": best("prevalence.person.wanted_abroad"), "notice": 1.2e-4, "false_document": best("prevalence.person.false_document"), "irregular_entry": best("prevalence.person.irregular_entry"), "drugs": 1.0e-4, "firearms": 6.0e-6, "suspect": best("prevalence.person.suspect"), "associate": best("prevalence.person.associate"), "cash": 5.0e-5}, low=0, high=0.01, unit="probability", trust="calibrated", source=f"{FITTED}; order of magnitude of alerts: {SIS}; {TRIGGER}; cash assumed", meaning="Prevalence among persons (associates: of each network that is active in the country)")
    vehicle: dict[str, Share] = param({"notice": 1.5e-4, "drugs": best("prevalence.vehicle.drugs"), "firearms": best("prevalence.vehicle.firearms"), "migrants": best("prevalence.vehicle.migrants"), "victims": 1.6e-5, "suspect": 3.0e-4, "associate": 5.0e-5, "goods": 1.6e-4, "waste": 8.0e-5, "excise": 2.0e-4, "sanctioned": 4.0e-5, "cash": 5.0e-5}, low=0, high=0.01, unit="probability", trust="calibrated", source=f"{FITTED}; 505 stolen vehicles in 18,500 expert-targeted checks (Mobile 6) is an upper bound; waste, excise goods, sanctioned goods and cash assumed", meaning="Prevalence among vehicles (associates: of each network that is active in the country)")
    parcel: dict[str, Share] = param({"drugs": 1.5e-3, "firearms": 6.0e-4, "goods": 1.5e-3, "waste": 2.0e-4, "excise": 1.5e-3, "sanctioned": 2.0e-4}, low=0, high=0.02, unit="probability", trust="assumed", source=ASSUMED, meaning="Prevalence among parcels")
    premises: dict[str, Share] = param({"drugs": 0.04, "firearms": best("prevalence.premises.firearms"), "migrants": 0.01, "victims": 0.008, "goods": 0.02, "waste": 0.004, "excise": 0.015, "cash": 0.01}, low=0, high=0.3, unit="probability", trust="calibrated", source=f"{FITTED}; waste, excise goods and cash assumed", meaning="Probability that a planned search of premises finds this")
    green_border: Scale = param(12.0, low=2, high=50, unit="factor", trust="assumed", source=ASSUMED, meaning="How much more common irregular entry is at the green border")
    inside: Scale = param(0.3, low=0, high=1, unit="factor", trust="assumed", source=ASSUMED, meaning="How common irregular entry is away from a border, against a border crossing")
    unsought: Share = param(0.1, low=0, high=0.5, unit="share", trust="assumed", source=ASSUMED, meaning="Share of what searches of premises would find, and of waste, excise goods, sanctioned goods and cash at posts, that is found in an action that does not look for it")
    variation: Variation = param(0.12, low=0, high=0.4, unit="sd / mean", trust="assumed", source=ASSUMED, meaning="Variation of the prevalence of each mark from action to action (season, routes)")
    this_action: Scale = param(1.0, low=0.05, high=20, unit="factor", trust="calibrated", source="1 by definition; how far past actions lay from their forecasts: sim/experiment/data/spreads.csv", meaning="How much there is to find in this action, against a typical one of the series to which parameters are calibrated")


class Detection(Frozen):
    """Probability that a channel detects what is there and not concealed."""

    officer: dict[str, Share] = param({"false_document": 0.30, "irregular_entry": 0.90, "drugs": 0.35, "firearms": 0.35, "migrants": 0.60, "victims": 0.20, "suspect": 0.30, "goods": 0.30, "waste": 0.35, "excise": 0.35, "sanctioned": 0.15, "cash": 0.20}, low=0, high=1, unit="probability", trust="assumed", source="assumed; passport officers accepted 14 % of wrong faces (White et al. 2014, 10.1371/journal.pone.0103510)", meaning="An officer of the first line")
    database: dict[str, Share] = param({"wanted_home": 0.97, "wanted_abroad": 0.95, "notice": 0.95, "false_document": 0.20}, low=0, high=1, unit="probability", trust="assumed", source=ASSUMED, meaning="A query of SIS, INTERPOL and national databases")
    anpr: dict[str, Share] = param({"notice": 0.90, "goods": 0.50}, low=0, high=1, unit="probability", trust="assumed", source=ASSUMED, meaning="Automatic number plate recognition")
    europol: dict[str, Share] = param({"associate": 0.85, "suspect": 0.25}, low=0, high=1, unit="probability", trust="assumed", source="assumed; 1.3 % to 3.6 % of the entities that field teams submitted were known (Danube 2022 and 2023)", meaning="A cross-check of a submitted entity with Europol's data")
    document_expert: dict[str, Share] = param({"false_document": 0.80}, low=0, high=1, unit="probability", trust="assumed", source="assumed; rates of Gariup & Piskorski 2019 were not at hand", meaning="A document fraud expert")
    canine: dict[str, Share] = param({"drugs": 0.579, "firearms": 0.40, "excise": 0.50, "cash": 0.40}, low=0, high=1, unit="probability", trust="measured", source=f"drugs inside a car: {DOGS}; firearms, excise goods and cash assumed", meaning="A detection dog")
    scanner: dict[str, Share] = param({"drugs": 0.60, "firearms": 0.70, "migrants": 0.85, "victims": 0.70, "goods": 0.60, "waste": 0.60, "excise": 0.70, "sanctioned": 0.20}, low=0, high=1, unit="probability", trust="assumed", source=ASSUMED, meaning="A scanner team")
    concealment_expert: dict[str, Share] = param({"drugs": 0.55, "firearms": 0.55, "migrants": 0.50, "goods": 0.50, "excise": 0.50, "cash": 0.40}, low=0, high=1, unit="probability", trust="assumed", source=ASSUMED, meaning="An expert in concealment methods")
    laboratory: dict[str, Share] = param({"drugs": 0.90, "goods": 0.40, "waste": 0.40, "excise": 0.60, "sanctioned": 0.30}, low=0, high=1, unit="probability", trust="assumed", source=ASSUMED, meaning="A customs laboratory")
    search: dict[str, Share] = param({"false_document": 0.45, "drugs": 0.45, "firearms": 0.45, "migrants": 0.45, "victims": 0.45, "goods": 0.45, "waste": 0.45, "excise": 0.45, "sanctioned": 0.25, "cash": 0.45}, low=0, high=1, unit="probability", trust="assumed", source=ASSUMED, meaning="A full search in the second line by officers alone")
    false_alarm: dict[str, Share] = param({"document_expert": 0.02, "canine": 0.053, "scanner": 0.05, "concealment_expert": 0.03, "laboratory": 0.01}, low=0, high=0.3, unit="probability", trust="assumed", source=f"dogs: {DOGS}; others assumed", meaning="Probability of an indication where there is nothing")
    coverage: dict[str, Share] = param({"document_expert": 0.6, "canine": 0.5, "scanner": 0.6, "concealment_expert": 0.6, "anpr": 0.7}, low=0.2, high=1, unit="share", trust="assumed", source="assumed: a dog rests after half an hour of work, an expert stands at one place of the second line, a reader on some of the lanes", meaning="Share of the second-line checks of a post (for plate readers: of all its checks) in which one of a kind takes part while it works there")
    brief_officer: Share = param(0.15, low=0.05, high=0.5, unit="factor", trust="assumed", source=ASSUMED, meaning="How much of an officer's detection remains in a brief check")
    concealment: Share = param(0.6, low=0.2, high=0.9, unit="share", trust="assumed", source=ASSUMED, meaning="Greatest concealment of ordinary offenders (uniform from 0)")
    training: LogOdds = param(0.4, low=0, high=1, unit="log-odds", trust="assumed", source=ASSUMED, meaning="What training before the action adds to an officer's detection")
    improvement_necessary: LogOdds = param(0.15, low=0, high=0.5, unit="log-odds", trust="assumed", source=ASSUMED, meaning="What a Schengen evaluation 'compliant but improvement necessary' takes away; countries outside Schengen count the same")
    non_compliant: LogOdds = param(0.4, low=0.1, high=1, unit="log-odds", trust="assumed", source=ASSUMED, meaning="What a Schengen evaluation 'non-compliant' takes away")
    night: LogOdds = param(0.25, low=0, high=0.6, unit="log-odds", trust="assumed", source=ASSUMED, meaning="What fatigue takes away on the night shift")


class Cases(Frozen):
    """What becomes of findings."""

    confirmation: Duration = param("45 min", low="10 min", high="3 h", unit="h", trust="assumed", source=ASSUMED, meaning="Median time to confirm an alert of one's own country")
    mistaken: Share = param(0.06, low=0.01, high=0.2, unit="probability", trust="assumed", source=ASSUMED, meaning="Probability that a hit is another person of that name")
    foreign_evidence: Share = param(0.75, low=0.4, high=0.95, unit="probability", trust="assumed", source=ASSUMED, meaning="Probability that what would convict a suspect lies in another country")
    document_fraud: Share = param(0.40, low=0.1, high=0.8, unit="probability", trust="assumed", source="assumed; in 2023 114 false documents stood beside 93 arrests outside the three main areas, in an action on the Danube 115 beside 108 arrests of all kinds", meaning="Probability that the use of a false document is document fraud, for which its holder is arrested, and not an irregularity that is only reported")
    drugs_median: Kilograms = param(0.15, low=0.01, high=1, unit="kg", trust="assumed", source=ASSUMED, meaning="Median quantity of drugs found on an ordinary offender")
    drugs_sigma: Spread = param(1.9, low=1, high=3, unit="log", trust="assumed", source=ASSUMED, meaning="Log standard deviation of that quantity")
    drugs_load: Kilograms = param(4.0, low=1, high=50, unit="kg", trust="assumed", source=ASSUMED, meaning="Median load of drugs of a network's movement")
    drugs_limit: Kilograms = param(0.05, low=0.005, high=0.5, unit="kg", trust="assumed", source=ASSUMED, meaning="Quantity from which the holder is held and not only reported")
    drugs_serious: Kilograms = param(2.0, low=0.5, high=20, unit="kg", trust="assumed", source=ASSUMED, meaning="Quantity from which an investigation is opened")
    goods_limit: Share = param(0.5, low=0.1, high=0.9, unit="quantile", trust="assumed", source=ASSUMED, meaning="Quantile of value from which the holder of stolen or untaxed goods is held")
    weapons_more: Share = param(best("cases.weapons_more"), low=0.3, high=0.85, unit="probability", trust="calibrated", source=f"{FITTED}; 310 weapons and 69 arrests for firearms in 2023", meaning="Probability of each further weapon at a finding of weapons (geometric)")
    weapons_load: Share = param(0.80, low=0.4, high=0.95, unit="probability", trust="assumed", source=ASSUMED, meaning="Probability of each further weapon in a network's movement of firearms (geometric)")
    victims_more: Share = param(0.5, low=0.2, high=0.8, unit="probability", trust="assumed", source=ASSUMED, meaning="Probability of each further victim (geometric)")
    accomplice: Share = param(0.18, low=0.05, high=0.6, unit="probability", trust="assumed", source=ASSUMED, meaning="Probability that a second person is caught with the first in a vehicle or on premises")
    escape: Share = param(0.06, low=0.0, high=0.3, unit="probability", trust="assumed", source=ASSUMED, meaning="Probability that those with a detected movement of a network get away with its load")
    hold_unarrested: Duration = param("6 h", low="2 h", high="12 h", unit="h", trust="assumed", source=ASSUMED, meaning="Longest that somebody under mere suspicion may be held; a hit runs to the country's detention limit")
    address: Share = param(0.30, low=0.1, high=0.6, unit="probability", trust="assumed", source=ASSUMED, meaning="Probability that an arrest for a serious offence gives an address to search")
    address_abroad: Share = param(0.35, low=0.1, high=0.7, unit="probability", trust="assumed", source=ASSUMED, meaning="Probability that an address that an arrest gave is in another country")
    opening_variation: Variation = param(0.25, low=0, high=0.5, unit="sd / mean", trust="assumed", source="assumed; investigations per arrest were 0.29 in 2023 (0.21 counted against networks) and 0.40 in 2024: what counts differs", meaning="Variation from action to action of how readily investigations are opened and counted")
    new_suspects: Share = param(best("cases.new_suspects"), low=0.05, high=0.7, unit="probability", trust="calibrated", source=FITTED, meaning="Probability that an ordinary serious case shows an unknown group, so that an investigation is opened")
    opening_this_action: Scale = param(1.0, low=0.1, high=3, unit="factor", trust="calibrated", source="1 by definition; how far past actions lay from their forecasts: sim/experiment/data/spreads.csv", meaning="How readily investigations are opened and counted in this action, against a typical one of the series to which parameters are calibrated: a factor on `new_suspects`")
    weapons_this_action: Scale = param(1.0, low=0.2, high=10, unit="factor", trust="calibrated", source="1 by definition; how far past actions lay from their forecasts: sim/experiment/data/spreads.csv", meaning="How many weapons are counted at a finding of weapons in this action, against a typical one of the series to which parameters are calibrated; one at the least")


class Exchange(Frozen):
    """Desks and messages."""

    urgent_handling: Duration = param("10 min", low="3 min", high="30 min", unit="h", trust="assumed", source=ASSUMED, meaning="Mean desk time of an urgent message")
    handling: Duration = param("20 min", low="5 min", high="1 h", unit="h", trust="assumed", source=ASSUMED, meaning="Mean desk time of another message")
    variation: Spread = param(0.9, low=0.4, high=1.5, unit="log", trust="assumed", source=ASSUMED, meaning="Log standard deviation of answering times")
    lost: Share = param(0.01, low=0, high=0.05, unit="probability", trust="assumed", source=ASSUMED, meaning="Probability that a message goes astray")
    trained_question: Share = param(0.25, low=0.05, high=0.5, unit="share", trust="assumed", source="assumed: whoever was trained with officers of other countries knows their forms and what they need to look", meaning="What the question of an officer trained before the action brings out of that which an answer leaves out otherwise")
    in_systems: Share = param(0.75, low=0.4, high=0.95, unit="probability", trust="assumed", source=ASSUMED, meaning="Probability that what is asked is in systems that a liaison officer may query; otherwise the request goes to the authority that holds it, by SIENA")
    mobile_office: Scale = param(0.15, low=0.05, high=0.5, unit="factor", trust="assumed", source=ASSUMED, meaning="Time of a cross-check at a Europol mobile office against one by message")
    everyday: MessagesPerDay = param(4904.0, low=3400, high=6500, unit="messages per day", trust="measured", source="1,790,000 messages by SIENA in 2023 (https://belugyiszemle.hu/en/node/4781); the range is assumed", meaning="Messages by SIENA on all days, the action apart; each is handled where it leaves and where it arrives")
    everyday_europol: Share = param(0.04, low=0.02, high=0.15, unit="share", trust="measured", source="4 % of new cases of 2014 were of Europol (https://www.europol.europa.eu/content/page/siena-1849); of messages assumed", meaning="Share of the everyday ends of messages that are Europol's")
    everyday_partners: Share = param(0.04, low=0.02, high=0.15, unit="share", trust="measured", source="4 % of new cases of 2014 were of third parties (https://www.europol.europa.eu/content/page/siena-1849); of messages assumed", meaning="Share of the everyday ends that are at partners that are no members of Europol; the rest is at members")
    everyday_use: Share = param(0.75, low=0.5, high=0.9, unit="share of time", trust="assumed", source=ASSUMED, meaning="Share of their time that everyday work takes of those who are at a desk for it")
    direct: Scale = param(0.4, low=0.11, high=1, unit="factor", trust="assumed", source="assumed; at close, nine of ten urgent answers from own systems keep the 8 h of Directive (EU) 2023/977 Art. 5 (2.5 h of 6 h in the median); 0.11 is the ratio of its limits, 8 h to 72 h", meaning="Time of an answer to an urgent request by a line where the contact point itself may query what is asked, against one that another authority must give")
    jit: Duration = param("45 min", low="10 min", high="4 h", unit="h", trust="assumed", source=ASSUMED, meaning="Median time to an answer inside a joint investigation team, where information passes directly")


class Searches(Frozen):
    """Searches of premises and prepared targets."""

    planned: Duration = param("3 h", low="1 h", high="8 h", unit="h", trust="assumed", source=ASSUMED, meaning="Median time of a planned search, way included")
    follow_up: Duration = param("3 h", low="1 h", high="12 h", unit="h", trust="assumed", source=ASSUMED, meaning="Median time of a follow-up search, way included; the order of a court comes before it")
    order: Duration = param("4 h", low="1 h", high="24 h", unit="h", trust="assumed", source=ASSUMED, meaning="Median time to a court's order for a follow-up search or an operation in a country without prosecutors for the action")
    unaided: Duration = param("3 h", low="1 h", high="12 h", unit="h", trust="assumed", source=ASSUMED, meaning="Median time to find out who is competent and free for a follow-up search or an operation, where no national bureau is at work")
    variation: Spread = param(0.5, low=0.2, high=1, unit="log", trust="assumed", source=ASSUMED, meaning="Log standard deviation of the times of searches and their orders")
    dawn: HourOfDay = param(5.0, low=3, high=8, unit="hour of the day, UTC", trust="assumed", source=ASSUMED, meaning="Hour from which searches are begun")
    dusk: HourOfDay = param(17.0, low=14, high=21, unit="hour of the day, UTC", trust="assumed", source=ASSUMED, meaning="Hour until which searches are begun")
    present: Share = param(best("searches.present"), low=0.3, high=0.9, unit="probability", trust="calibrated", source=FITTED, meaning="Probability that a prepared target is met at the planned place")
    someone: Share = param(0.55, low=0.2, high=0.8, unit="probability", trust="assumed", source=ASSUMED, meaning="Probability that a follow-up search meets an accomplice, if made at once")
    decay: Duration = param("36 h", low="6 h", high="5 d", unit="h", trust="assumed", source=ASSUMED, meaning="Mean time after which an accomplice has heard of the first arrest and is gone")
    weapons: Share = param(0.30, low=0.1, high=0.6, unit="probability", trust="assumed", source=ASSUMED, meaning="Probability that a follow-up search or a prepared target gives weapons")
    drugs: Share = param(0.25, low=0.1, high=0.6, unit="probability", trust="assumed", source=ASSUMED, meaning="Probability that a follow-up search or a prepared target gives drugs")


class Fusion(Frozen):
    """What Europol's analysts make of traces."""

    analysis: Duration = param("90 min", low="20 min", high="6 h", unit="h", trust="assumed", source=ASSUMED, meaning="Mean time to analyse a shared trace")
    package: Duration = param("8 h", low="3 h", high="24 h", unit="h", trust="assumed", source=ASSUMED, meaning="Mean time to write an intelligence package")
    link: Share = param(0.30, low=0.1, high=0.7, unit="probability", trust="assumed", source=ASSUMED, meaning="Probability that a trace is linked to each other trace of the same network from another country")
    gain: Share = param(0.14, low=0.05, high=0.4, unit="share", trust="assumed", source=ASSUMED, meaning="Share of the unknown members that a linked trace makes known")
    threshold: Share = param(0.25, low=0.1, high=0.6, unit="share", trust="assumed", source=ASSUMED, meaning="Known share of a network from which an investigation is opened and a package is written")
    night: Share = param(0.4, low=0.1, high=1, unit="share", trust="assumed", source=ASSUMED, meaning="Share of analysts on duty between 22 and 06 UTC")
    entity: Duration = param("3 min", low="1 min", high="10 min", unit="h", trust="assumed", source=ASSUMED, meaning="Time of an analyst for an entity that is submitted from the second line")


class Interventions(Frozen):
    """Network operations."""

    coordination: Duration = param("10 h", low="3 h", high="24 h", unit="h", trust="assumed", source=ASSUMED, meaning="Median time to agree on simultaneous arrests with the coordination centre open")
    variation: Spread = param(0.5, low=0.2, high=1, unit="log", trust="assumed", source=ASSUMED, meaning="Log standard deviation of the time to agree on an operation")
    without_centre: Scale = param(3.0, low=1.5, high=6, unit="factor", trust="assumed", source=ASSUMED, meaning="How much longer that takes without the centre")
    strike: Duration = param("5 h", low="2 h", high="12 h", unit="h", trust="assumed", source=ASSUMED, meaning="Time that teams are bound by an operation")
    present: Share = param(0.60, low=0.3, high=0.9, unit="probability", trust="assumed", source=ASSUMED, meaning="Probability that a known member is met")
    leak: Share = param(0.06, low=0.01, high=0.3, unit="probability per day and country", trust="assumed", source="assumed; close to 60 % of networks use corruption (SOCTA 2021)", meaning="Probability that a network with corrupt contacts hears of a planned operation")
    corruption: Share = param(0.60, low=0.3, high=0.8, unit="share", trust="measured", source="almost 60 % of networks (SOCTA 2021, notesdeseguretat.blog.gencat.cat)", meaning="Share of networks that use corruption")
    named: Share = param(0.04, low=0, high=0.15, unit="probability", trust="assumed", source=ASSUMED, meaning="Probability that the arrest of a member in an operation leads to one of his contacts (papers, telephones, words)")
    named_by_brokers: Share = param(0.25, low=0, high=0.5, unit="probability", trust="assumed", source="assumed; brokers hold what others do not know of one another (Morselli 2009, Inside Criminal Networks)", meaning="Probability that the arrest of a leader or a broker in an operation leads to one of his contacts: he gives the others their tasks")
    warned: Share = param(0.15, low=0, high=0.5, unit="factor", trust="assumed", source=ASSUMED, meaning="What remains of the presence of members of a warned network")


class Crime(Frozen):
    """Criminal networks and their movements."""

    members_median: People = param(17.4, low=8, high=38, unit="members", trust="measured", source="8 to 38 members as the range most often met (Europol 2024, 821 networks): median of the lognormal with these quartiles", meaning="Median size of a network")
    members_sigma: Spread = param(1.155, low=0.8, high=1.5, unit="log", trust="measured", source="from the same quartiles; mean 34, Europol's own mean is 30.5", meaning="Log standard deviation of the size")
    largest: Size = param(150, low=80, high=300, unit="members", trust="assumed", source=ASSUMED, meaning="Largest network")
    cell: People = param(8.0, low=4, high=12, unit="members", trust="assumed", source="assumed; with the next five gives graphs as published of covert networks (tests/world/crime/covert_networks.csv)", meaning="Median, over networks, of the mean size of a cell")
    cell_variation: Spread = param(0.35, low=0.1, high=0.6, unit="log", trust="assumed", source="assumed; spread of the assortativity of published covert networks", meaning="Log standard deviation of that size between networks")
    ties: Few = param(1.6, low=0.8, high=2.5, unit="ties", trust="assumed", source="assumed; density of published covert networks (tests/world/crime/covert_networks.csv)", meaning="Median, over networks, of the mean number of earlier mates whom a member of a cell knows")
    ties_variation: Spread = param(0.6, low=0.2, high=0.9, unit="log", trust="assumed", source="assumed; spread of the densities of published covert networks", meaning="Log standard deviation of that number between networks")
    strangers: Share = param(0.35, low=0.0, high=0.6, unit="share", trust="assumed", source="assumed; modularity and assortativity of published covert networks", meaning="Mean share of members who know somebody anywhere in the network")
    specialists: Share = param(0.1, low=0.05, high=0.2, unit="share", trust="assumed", source="assumed; roles as in Morselli 2009 (Inside Criminal Networks)", meaning="Share of forgers, money handlers and facilitators; three at the least")
    couriers: Share = param(0.4, low=0.2, high=0.7, unit="share", trust="assumed", source="assumed; roles as in Morselli 2009", meaning="Share of the members of cells who travel with movements")
    movements: PerDay = param(best("crime.movements"), low=0.3, high=5, unit="per day", trust="calibrated", source=FITTED, meaning="Movements of a network of median size per day; grows with the square root of size")
    mobility: Speed = param(55.0, low=30, high=80, unit="km/h", trust="assumed", source=ASSUMED, meaning="Mean speed between posts")
    detour: Scale = param(1.3, low=1.1, high=1.8, unit="factor", trust="assumed", source=ASSUMED, meaning="Length of roads against the great circle")
    speed_variation: Spread = param(0.2, low=0.05, high=0.5, unit="log", trust="assumed", source=ASSUMED, meaning="Log standard deviation of the time between posts")
    concealment: Share = param(0.55, low=0.2, high=0.9, unit="share", trust="assumed", source=ASSUMED, meaning="Mean concealment of a network's load")
    main_activity: Share = param(0.82, low=0.7, high=0.95, unit="share", trust="measured", source="82 % of networks have one main activity (Europol 2024, 821 networks, dw.com)", meaning="Share of a network's movements that belong to its main crime area")
    bridge: Share = param(0.3, low=0.0, high=0.7, unit="probability", trust="assumed", source=ASSUMED, meaning="Probability that the brokers of two neighbouring cells are in touch")
    countries: CountryCount = param(6, low=3, high=8, unit="countries", trust="assumed", source="assumed; 2 to 7 countries, 70 % in at least three (SOCTA 2021, centreline.com.pk)", meaning="Number of different sizes of a network's reach: 2 to this number plus 1 countries, uniformly")
    cost_per_border: Logit = param(1.0, low=0.2, high=3, unit="logit", trust="assumed", source=ASSUMED, meaning="Cost of one more border on a route")
    risk: Logit = param(2.0, low=0.5, high=6, unit="logit", trust="assumed", source=ASSUMED, meaning="Weight of perceived risk against traffic and cost when a route is chosen")
    memory: Duration = param("48 h", low="12 h", high="14 d", unit="h", trust="assumed", source=ASSUMED, meaning="Time in which perceived risk falls to a third")
    loss: Logit = param(1.0, low=0.3, high=3, unit="risk", trust="assumed", source=ASSUMED, meaning="What an own loss at a post adds to its perceived risk")
    seen: Logit = param(0.08, low=0, high=0.5, unit="risk", trust="assumed", source=ASSUMED, meaning="What control that was met without loss adds")
    lookouts: Share = param(0.3, low=0, high=0.8, unit="share of movements", trust="assumed", source="assumed; cars that drive ahead and lookouts at posts are often reported, no figure is published", meaning="Share of movements for which somebody looks at the posts before they set out")
    watched: Logit = param(1.0, low=0.2, high=3, unit="risk", trust="assumed", source=ASSUMED, meaning="What lookouts add to the perceived risk of a post where all who pass could be checked; less in proportion where fewer could")
    postponed: Share = param(0.3, low=0.05, high=0.7, unit="share of movements", trust="assumed", source="assumed; a network that knows of an action loses income while it waits", meaning="Share of the movements of a network that knows of the action which it puts off until the action is over")
    learning: Duration = param("10 h", low="1 h", high="48 h", unit="h", trust="assumed", source=ASSUMED, meaning="Median time until a network knows of a loss")
    lie_low_after: Count = param(2, low=1, high=6, unit="losses", trust="assumed", source=ASSUMED, meaning="Losses within the memory after which a network lies low")
    lie_low: Duration = param("24 h", low="6 h", high="7 d", unit="h", trust="assumed", source=ASSUMED, meaning="Mean time that a network lies low after losses")
    replacement: Duration = param("72 h", low="24 h", high="30 d", unit="h", trust="assumed", source="assumed; Duijn et al. 2014 show replacement at lower efficiency", meaning="Median time to replace a lost member")
    replacement_variation: Spread = param(0.8, low=0.3, high=1.2, unit="log", trust="assumed", source=ASSUMED, meaning="Log standard deviation of the time to replace a lost member")
    replaced: Share = param(0.6, low=0.2, high=1, unit="efficiency", trust="assumed", source=ASSUMED, meaning="Efficiency of a replacement against the lost member")
    unpaid: Scale = param(2.0, low=1, high=4, unit="factor", trust="assumed", source=ASSUMED, meaning="How much longer a replacement takes while a network has no money handler")
    traces: Few = param(1.6, low=1, high=4, unit="traces", trust="assumed", source=ASSUMED, meaning="Mean number of traces that a finding on a movement leaves")


@enlarged(group for part in institutions() for group in part.practice)
class Behaviour(Frozen):
    """All behavioural parameters."""

    checks: Checks = Checks()
    staffing: Staffing = Staffing()
    traffic: Traffic = Traffic()
    selection: Selection = Selection()
    prevalence: Prevalence = Prevalence()
    detection: Detection = Detection()
    cases: Cases = Cases()
    exchange: Exchange = Exchange()
    searches: Searches = Searches()
    fusion: Fusion = Fusion()
    interventions: Interventions = Interventions()
    crime: Crime = Crime()
    minimal_cooperation: Minimal = Minimal()
    standard_cooperation: Standard = Standard()
    close_cooperation: Close = Close()
    full_cooperation: Full = Full()
