"""The eight kinds of nodes and the properties between them, as a page names and draws them."""

from __future__ import annotations

from typing import NamedTuple


class KindStyle(NamedTuple):
    """A kind's words, and its shape as an SVG path around the origin, about one unit in each direction.

    Colours stand in network.css, as `--State` and so on: they differ between light and dark.
    """

    name: str
    one: str
    many: str
    path: str


class PropertyWords(NamedTuple):
    """What stands above the things that a property leads to (`forward`), and above those that lead here by it
    (`backward`).
    """

    forward: str
    backward: str


KINDS = (
    KindStyle("State", "state", "states", "M1,0A1,1,0,1,1,-1,0A1,1,0,1,1,1,0Z"),
    KindStyle("Organisation", "organisation", "organisations", "M-.9,-.9H.9V.9H-.9Z"),
    KindStyle("Person", "person", "people", "M0,-1.1L1.08,.8H-1.08Z"),
    KindStyle("Meeting", "meeting", "meetings", "M0,-1.22L1.22,0L0,1.22L-1.22,0Z"),
    KindStyle("Process", "process", "processes", "M1.1,0L.55,.95H-.55L-1.1,0L-.55,-.95H.55Z"),
    KindStyle(
        "Body",
        "body",
        "bodies",
        "M1.15,0L.58,1H-.58L-1.15,0L-.58,-1H.58ZM.55,0L.28,-.48H-.28L-.55,0L-.28,.48H.28Z",
    ),
    KindStyle(
        "ThematicArea",
        "theme",
        "themes",
        "M-.4,-1.1H.4V-.4H1.1V.4H.4V1.1H-.4V.4H-1.1V-.4H-.4Z",
    ),
    KindStyle(
        "Place",
        "place",
        "places",
        "M0,1.25C-.3,.75,-.9,.35,-.9,-.3A.9,.9,0,1,1,.9,-.3C.9,.35,.3,.75,0,1.25ZM.36,-.3A.36,.36,0,1,0,-.36,-.3A.36,.36,0,1,0,.36,-.3Z",
    ),
)

PROPERTIES = {
    "startDate": PropertyWords("When", ""),
    "endDate": PropertyWords("When", ""),
    "isVirtual": PropertyWords("Held online", ""),
    "hosted": PropertyWords("Hosted", "Hosted by"),
    "chaired": PropertyWords("Chaired", "Chaired by"),
    "organised": PropertyWords("Organised", "Organised by"),
    "funded": PropertyWords("Funded", "Funded by"),
    "supported": PropertyWords("Supported", "Supported by"),
    "spokeAt": PropertyWords("Spoke at", "Speakers"),
    "attended": PropertyWords("Attended", "Attended by"),
    "observed": PropertyWords("Observed", "Observed by"),
    "presidencyOf": PropertyWords("Held the presidency of", "Presidency held by"),
    "secretariatOf": PropertyWords("Secretariat of", "Secretariat"),
    "memberOf": PropertyWords("Member of", "Members"),
    "observerOf": PropertyWords("Observer of", "Observers"),
    "affiliatedWith": PropertyWords("Affiliated with", "People"),
    "ofProcess": PropertyWords("Part of the process", "Meetings and bodies"),
    "ofBody": PropertyWords("Meeting of", "Meetings"),
    "within": PropertyWords("Part of the meeting", "Its parts"),
    "hasTheme": PropertyWords("Themes", "On this theme"),
    "heldAt": PropertyWords("Held at", "Held here"),
    "heldIn": PropertyWords("Held in", "Held in this country"),
    "ofState": PropertyWords("Belongs to", "Its public bodies"),
    "inState": PropertyWords("Lies in", "Places in it"),
}
