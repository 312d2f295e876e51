"""The terms of the ontology, as names that a type checker knows; a test holds them equal to `tookpart.ttl`, both ways.

Terms travel as local names ("Workshop", "heldIn"); `tp` makes the IRI of one. Nothing is read or parsed on import.
"""

from __future__ import annotations

import functools
from typing import Final, Literal, get_args

ClassName = Literal[
    "Actor",
    "AdHocGroup",
    "BilateralMeeting",
    "Body",
    "CivilSocietyOrganisation",
    "Conference",
    "Congress",
    "Consultation",
    "ConsultationGroup",
    "Dialogue",
    "Document",
    "Evidence",
    "Forum",
    "GlobalProcess",
    "GovernmentBody",
    "IntergovernmentalOrganisation",
    "InterregionalForum",
    "LaunchEvent",
    "LiaisonNetwork",
    "Meeting",
    "Membership",
    "MinisterialMeeting",
    "Organisation",
    "Participation",
    "Person",
    "Place",
    "PlenaryMeeting",
    "PreparatoryMeeting",
    "PrivateSectorOrganisation",
    "Process",
    "Programme",
    "Region",
    "RegionalConsultativeProcess",
    "RegionalOrganisation",
    "ResearchInstitution",
    "Role",
    "RoundTable",
    "SecretariatBody",
    "Seminar",
    "SeniorOfficialsMeeting",
    "SideEvent",
    "State",
    "SteeringGroup",
    "Summit",
    "SupportOffice",
    "TechnicalMeeting",
    "ThematicArea",
    "Training",
    "Undertaking",
    "UnitedNationsEntity",
    "ViceMinisterialMeeting",
    "Webinar",
    "WorkingGroup",
    "WorkingGroupMeeting",
    "Workshop",
]
ObjectPropertyName = Literal[
    "actor",
    "affiliatedWith",
    "attended",
    "chaired",
    "coversRegion",
    "funded",
    "hadParticipant",
    "hasTheme",
    "heldAt",
    "heldIn",
    "hosted",
    "inDocument",
    "inState",
    "involvedIn",
    "meeting",
    "memberOf",
    "mentions",
    "observed",
    "observerOf",
    "ofBody",
    "ofProcess",
    "ofState",
    "organised",
    "participatedIn",
    "presidencyOf",
    "role",
    "secretariatOf",
    "spokeAt",
    "supported",
    "supports",
    "within",
]
DataPropertyName = Literal[
    "acronym",
    "confidence",
    "contentHash",
    "endDate",
    "establishedIn",
    "isVirtual",
    "iso2",
    "iso3",
    "jobTitle",
    "ordinal",
    "readByRule",
    "sourceFile",
    "startDate",
]
AnnotationPropertyName = Literal[
    "directProperty",
    "statesProperty",
]
PropertyName = ObjectPropertyName | DataPropertyName | AnnotationPropertyName

BASE: Final = "https://w3id.org/tookpart/"
ONTOLOGY: Final = BASE + "ontology"
TP: Final = ONTOLOGY + "#"
ID: Final = BASE + "id/"
THEME_SCHEME: Final = ID + "scheme/themes"
REGION_SCHEME: Final = ID + "scheme/regions"
ROLE_SCHEME: Final = ID + "scheme/roles"

ONTOLOGY_GRAPH: Final = ONTOLOGY
SCHEMES_GRAPH: Final = BASE + "schemes"
REFERENCE_GRAPH: Final = BASE + "reference"
INFERRED_GRAPH: Final = BASE + "inferred"
EXTENSION_GRAPH: Final = BASE + "extension"

PREFIXES: Final[dict[str, str]] = {
    "dcterms": "http://purl.org/dc/terms/",
    "foaf": "http://xmlns.com/foaf/0.1/",
    "oa": "http://www.w3.org/ns/oa#",
    "org": "http://www.w3.org/ns/org#",
    "owl": "http://www.w3.org/2002/07/owl#",
    "prov": "http://www.w3.org/ns/prov#",
    "rdf": "http://www.w3.org/1999/02/22-rdf-syntax-ns#",
    "rdfs": "http://www.w3.org/2000/01/rdf-schema#",
    "schema": "https://schema.org/",
    "sh": "http://www.w3.org/ns/shacl#",
    "skos": "http://www.w3.org/2004/02/skos/core#",
    "time": "http://www.w3.org/2006/time#",
    "tp": TP,
    "vann": "http://purl.org/vocab/vann/",
    "xsd": "http://www.w3.org/2001/XMLSchema#",
}

CLASSES: Final[frozenset[str]] = frozenset(get_args(ClassName))
OBJECT_PROPERTIES: Final[frozenset[str]] = frozenset(get_args(ObjectPropertyName))
DATA_PROPERTIES: Final[frozenset[str]] = frozenset(get_args(DataPropertyName))
ANNOTATION_PROPERTIES: Final[frozenset[str]] = frozenset(get_args(AnnotationPropertyName))
PROPERTIES: Final[frozenset[str]] = OBJECT_PROPERTIES | DATA_PROPERTIES | ANNOTATION_PROPERTIES

MEETING_ROLES: Final = ("attended", "chaired", "funded", "hosted", "observed", "organised", "spokeAt", "supported")
STANDING_ROLES: Final = ("affiliatedWith", "memberOf", "observerOf", "presidencyOf", "secretariatOf")

# each class with the classes of ours that it is a direct subclass of
SUBCLASS_OF: Final[dict[str, tuple[str, ...]]] = {
    "Actor": (),
    "AdHocGroup": ("Body",),
    "BilateralMeeting": ("Meeting",),
    "Body": ("Undertaking",),
    "CivilSocietyOrganisation": ("Organisation",),
    "Conference": ("Meeting",),
    "Congress": ("Meeting",),
    "Consultation": ("Meeting",),
    "ConsultationGroup": ("Body",),
    "Dialogue": ("Meeting",),
    "Document": (),
    "Evidence": (),
    "Forum": ("Meeting",),
    "GlobalProcess": ("Process",),
    "GovernmentBody": ("Organisation",),
    "IntergovernmentalOrganisation": ("Organisation",),
    "InterregionalForum": ("Process",),
    "LaunchEvent": ("Meeting",),
    "LiaisonNetwork": ("Body",),
    "Meeting": ("Undertaking",),
    "Membership": (),
    "MinisterialMeeting": ("Meeting",),
    "Organisation": ("Actor",),
    "Participation": (),
    "Person": ("Actor",),
    "Place": (),
    "PlenaryMeeting": ("Meeting",),
    "PreparatoryMeeting": ("Meeting",),
    "PrivateSectorOrganisation": ("Organisation",),
    "Process": ("Undertaking",),
    "Programme": ("Process",),
    "Region": (),
    "RegionalConsultativeProcess": ("Process",),
    "RegionalOrganisation": ("IntergovernmentalOrganisation",),
    "ResearchInstitution": ("Organisation",),
    "Role": (),
    "RoundTable": ("Meeting",),
    "SecretariatBody": ("Body",),
    "Seminar": ("Meeting",),
    "SeniorOfficialsMeeting": ("Meeting",),
    "SideEvent": ("Meeting",),
    "State": ("Actor",),
    "SteeringGroup": ("Body",),
    "Summit": ("Meeting",),
    "SupportOffice": ("Body",),
    "TechnicalMeeting": ("Meeting",),
    "ThematicArea": (),
    "Training": ("Meeting",),
    "Undertaking": (),
    "UnitedNationsEntity": ("IntergovernmentalOrganisation",),
    "ViceMinisterialMeeting": ("Meeting",),
    "Webinar": ("Meeting",),
    "WorkingGroup": ("Body",),
    "WorkingGroupMeeting": ("Meeting",),
    "Workshop": ("Meeting",),
}


def tp(name: str) -> str:
    """Give the IRI of a term of the ontology.

    >>> tp("Workshop")
    'https://w3id.org/tookpart/ontology#Workshop'
    """
    return TP + name


def role(name: str) -> str:
    """Give the IRI of the role that stands for a direct property.

    >>> role("attended")
    'https://w3id.org/tookpart/ontology#role-attended'
    """
    return f"{TP}role-{name}"


@functools.cache
def superclasses(name: str) -> frozenset[str]:
    """Give a class and all classes of ours above it; raises `KeyError` for a name that is no class.

    >>> sorted(superclasses("Workshop"))
    ['Meeting', 'Undertaking', 'Workshop']
    """
    return frozenset({name}.union(*(superclasses(parent) for parent in SUBCLASS_OF[name])))


@functools.cache
def subclasses(name: str) -> frozenset[str]:
    """Give a class and all classes of ours below it; raises `KeyError` for a name that is no class.

    >>> sorted(subclasses("Process"))
    ['GlobalProcess', 'InterregionalForum', 'Process', 'Programme', 'RegionalConsultativeProcess']
    """
    if name not in SUBCLASS_OF:
        raise KeyError(name)
    return frozenset(candidate for candidate in SUBCLASS_OF if name in superclasses(candidate))


def is_a(name: str, ancestor: ClassName) -> bool:
    """Tell whether a class is another one or lies below it; raises `KeyError` for a name that is no class.

    >>> is_a("Workshop", "Meeting"), is_a("Workshop", "Process")
    (True, False)
    """
    return ancestor in superclasses(name)
