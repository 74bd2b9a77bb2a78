"""The closed word lists of the field, each once."""

from typing import Literal

CrimeArea = Literal[
    "migrant_smuggling",
    "drugs",
    "firearms",
    "human_trafficking",
    "document_fraud",
    "property_crime",
    "environmental_crime",
    "excise_fraud",
    "economic_crime",
    "criminal_finances",
    "cybercrime",
    "child_sexual_exploitation",
    "high_risk_networks",
]
Service = Literal["police", "border_guard", "customs", "gendarmerie", "immigration", "cyber", "special_intervention"]
PostKind = Literal["road", "rail", "airport", "sea_port", "green_border", "inland", "postal", "online"]
Asset = Literal["canine", "scanner", "document_expert", "concealment_expert", "anpr"]
DesignKind = Literal["grid", "lhs", "sobol"]
PictureForm = Literal["png", "svg"]
Level = Literal["none", "minimal", "standard", "close", "full"]
Framework = Literal[
    "eu",
    "schengen",
    "western_balkans",
    "selec",
    "eastern_partnership",
    "baltic_sea_task_force",
    "baltic_plan",
    "danube_strategy",
    "eu4fast",
    "seesac",
    "asem",
]
Shift = Literal["day", "evening", "night"]
Seat = Literal["centre", "europol", "selec"]
SeatRole = Literal["unit", "europol", "centre", "frontex"]
Waiting = Literal["held", "urgent", "all"]
Answering = Literal["model", "never"]
Pace = Literal["at_once", "by_itself", "never"]
Given = Literal["answered", "refused"]
Verdict = Literal["met", "not met", "not seen"]
Severity = Literal["critical", "minor"]
Role = Literal["leader", "broker", "forger", "money_handler", "facilitator", "courier", "member"]
"""Roles in a network, from the one that is missed most to the one that is missed least."""
Standing = Literal["member", "operational_agreement", "none"]
SchengenRating = Literal["compliant", "improvement_necessary", "non_compliant"]

FRONTEX = "FRONTEX"
"""Frontex, where somebody is named who sends or serves."""
EUROPOL = "EUROPOL"
"""Europol, where a country or an agency is named."""

AGENCIES = ("europol", "centre", "frontex")
"""Owners of seats beside the countries: Europol, the coordination centre, Frontex."""
CONTROLLER = "controller"
"""Who runs an exercise."""
EVALUATOR = "evaluator"
"""Who judges an exercise."""
WALL = "wall"
"""The screen that everybody in the room sees."""
STAFF = (CONTROLLER, EVALUATOR, WALL)
"""Places of an exercise that are nobody's seat."""
THIS_MACHINE = ("127.0.0.1", "localhost", "::1")
"""Addresses at which nobody else reaches a machine."""
EVERYBODY = "all"
"""All seats of an exercise."""

Kind = Literal["person", "vehicle", "parcel", "premises"]
Selection = Literal["thorough", "brief", "movement", "premises", "target", "search", "lead"]
EventEnd = Literal["happened", "capped", "never"]
Mark = Literal[
    "wanted_home",
    "wanted_abroad",
    "notice",
    "false_document",
    "irregular_entry",
    "drugs",
    "firearms",
    "migrants",
    "victims",
    "suspect",
    "associate",
    "goods",
    "waste",
    "excise",
    "sanctioned",
    "cash",
]
AREA_OF_MARK: dict[str, CrimeArea] = {
    "false_document": "document_fraud",
    "drugs": "drugs",
    "firearms": "firearms",
    "migrants": "migrant_smuggling",
    "victims": "human_trafficking",
    "goods": "property_crime",
    "waste": "environmental_crime",
    "excise": "excise_fraud",
    "sanctioned": "economic_crime",
    "cash": "criminal_finances",
}
"""Crime area of a mark; the area of the others is drawn with the case."""
Detector = Literal[
    "officer",
    "database",
    "europol",
    "document_expert",
    "canine",
    "scanner",
    "concealment_expert",
    "anpr",
    "laboratory",
    "information",
]
Channel = Literal[
    "siena",
    "liaison",
    "mobile_office",
    "jit",
    "national",
    "liaison_europol",
    "selec",
    "pccc",
    "interpol",
    "joint_patrol",
    "fiu_net",
]
Priority = Literal["urgent", "urgent_indirect", "other"]
ArrestPath = Literal[
    "caught_in_the_act",
    "database_hit",
    "follow_up_search",
    "prepared_target",
    "network_operation",
    "pursuit",
    "surveillance",
    "cyber_lead",
    "financial_lead",
]

CONSIGNED: tuple[Mark, ...] = ("drugs", "firearms", "goods", "waste", "excise", "sanctioned")
"""Marks that a consignment can have."""

Detail = Literal["cases", "checks"]
"""What a run keeps: its cases, or every check as well."""

CUSTOMS: Service = "customs"
CYBER: Service = "cyber"
SPECIAL: Service = "special_intervention"
APART: tuple[Service, ...] = (CYBER, SPECIAL)
"""Services whose officers make no checks and form no search teams."""
AT_EUROPOL: Seat = "europol"
CROSS_CHECK: Detector = "europol"
"""What Europol's own data detects, when somebody is submitted to it."""
NO_LINE: Channel = "national"
"""Channel of what reached no other country: it stayed at home."""
NUMBER_OF_ACTIONS = "actions"
"""Key of the result of a programme: how many actions it has."""
CHANNEL_TITLES: dict[Channel, str] = {
    "mobile_office": "Europol mobile office",
    "liaison": "liaison officers",
    "liaison_europol": "liaison bureaux at Europol",
    "jit": "joint investigation team",
    "pccc": "police and customs cooperation centre",
    "selec": "SELEC",
    "siena": "SIENA",
    "interpol": "I-24/7 (INTERPOL)",
    "national": "national channel",
    "joint_patrol": "joint patrol",
    "fiu_net": "financial units (FIU.net)",
}
