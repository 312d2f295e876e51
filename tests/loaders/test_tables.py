"""Tables of meetings, participants and memberships: facts without rules."""

import json

import pytest

from tookpart.loaders.reading import read_bytes
from tookpart.loaders.tables import table_facts
from tookpart.ontology.errors import InputError
from tookpart.ontology.facts import DocumentFacts

MEETINGS = (
    "Event;Fecha;Lugar;Proceso;Tipo;Participantes;Anfitrión;Observadores\n"
    "II Foro de Movilidad;5 y 6 de marzo de 2018;Lima;Conferencia Suramericana sobre Migraciones;Foro;"
    '"Chile; Perú; OIM";Perú;Red Andina de Prueba\n'
)
DELEGATES = """meeting,start,person,job title,affiliation,role
Third Workshop on Data,2019-05-07,Ana Soto,Director,Chile,speaker
Third Workshop on Data,2019-05-07,Luis Paz,,IOM,
"""
MEMBERS = """member,relation,process,years
Guatemala,member,Regional Conference on Migration,
Costa Rica,presidency,Regional Conference on Migration,2020
"""


def facts(name: str, text: str) -> DocumentFacts:
    document = read_bytes(name, text.encode())
    found = table_facts(document)
    assert found is not None
    for each in (*found.statements, *found.participations, *found.memberships):
        for evidence in each.evidence:
            assert document.text[evidence.start : evidence.end] == evidence.quote
    return found


def test_a_row_for_each_meeting() -> None:
    found = facts("meetings.csv", MEETINGS)
    (meeting,) = found.meetings
    assert (meeting.id, meeting.kind, meeting.ordinal) == ("meeting/ii-foro-de-movilidad-2018", "Forum", 2)
    assert {(each.actor, each.role) for each in found.participations} == {
        ("state/chl", "attended"),
        ("state/per", "attended"),
        ("organisation/iom", "attended"),
        ("state/per", "hosted"),
        ("organisation/red-andina-de-prueba", "observed"),
    }
    stated = {(each.property, each.value) for each in found.statements}
    assert stated >= {("startDate", "2018-03-05"), ("endDate", "2018-03-06"), ("heldIn", "state/per")}
    assert ("ofProcess", "process/sacm") in stated


def test_a_row_for_each_delegate() -> None:
    found = facts("delegates.csv", DELEGATES)
    assert {(each.actor, each.role) for each in found.participations} == {
        ("person/ana-soto", "spokeAt"),
        ("person/luis-paz", "attended"),
    }
    assert {(each.member, each.target, each.job_title) for each in found.memberships} == {
        ("person/ana-soto", "state/chl", "Director"),
        ("person/luis-paz", "organisation/iom", None),
    }


def test_a_row_for_each_membership() -> None:
    found = facts("members.csv", MEMBERS)
    assert [(each.member, each.relation, each.target, each.years) for each in found.memberships] == [
        ("state/gtm", "memberOf", "process/rcm", None),
        ("state/cri", "presidencyOf", "process/rcm", "2020"),
    ]
    assert found.meetings == ()


def test_nested_participants_in_json() -> None:
    value = {
        "meetings": [
            {
                "title": "First Seminar on Health",
                "start": "2017-06",
                "online": True,
                "participants": ["Chile", {"name": "Ana Soto", "affiliation": "IOM", "role": "speaker"}],
            }
        ]
    }
    found = facts("seminars.json", json.dumps(value))
    assert {(each.actor, each.role) for each in found.participations} == {
        ("state/chl", "attended"),
        ("person/ana-soto", "spokeAt"),
    }
    assert ("isVirtual", "true") in {(each.property, each.value) for each in found.statements}


def test_the_same_rows_in_another_order_give_the_same_facts() -> None:
    head, *rows = DELEGATES.strip().split("\n")
    one = facts("a.csv", "\n".join([head, *rows]))
    two = facts("a.csv", "\n".join([head, *reversed(rows)]))
    assert {(each.actor, each.meeting, each.role) for each in one.participations} == {
        (each.actor, each.meeting, each.role) for each in two.participations
    }


def test_a_text_is_no_table() -> None:
    assert table_facts(read_bytes("a.txt", b"The meeting was held in Lima.")) is None


def test_an_unknown_role_is_named_with_its_row() -> None:
    with pytest.raises(InputError, match=r"a\.csv: row 2: 'dreamer' is none of the roles attended, hosted"):
        facts("a.csv", "meeting,actor,role\nForum,Chile,dreamer\n")


@pytest.mark.parametrize(
    ("name", "text", "message"),
    [
        ("a.csv", "colour,shape\nred,round\n", r"a\.csv:1: no column 'meeting'; expected one of meeting, event"),
        ("a.csv", 'meeting,place\n"Forum,Lima\n', r"a\.csv:2: unexpected end of data"),
        ("a.csv", "meeting,place\n", r"a\.csv:1: no column 'meeting'"),
        ("a.json", "{", r"a\.json:1: broken JSON"),
        ("a.json", "[1, 2]", r"a\.json: expected a list of meetings"),
        ("a.json", "[" * 100_000, r"a\.json: JSON nested too deep"),
        ("a.xlsx", "no Excel file", r"a\.xlsx: encrypted, in the old format, or no Excel file"),
    ],
)
def test_bad_tables_say_where_and_what(name: str, text: str, message: str) -> None:
    with pytest.raises(InputError, match=message):
        read_bytes(name, text.encode())
