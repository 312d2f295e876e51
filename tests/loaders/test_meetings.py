"""Which phrases of a text name the same meeting, and which do not."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tookpart.loaders.document import Document
from tookpart.loaders.frames import make_frame
from tookpart.loaders.load import load
from tookpart.loaders.meetings import Draft, Meetings, fold_meetings, same_level, same_owner
from tookpart.loaders.phrasing import Phrase
from tookpart.ontology.facts import Evidence

Make = Callable[..., Document]
RCM = "Regional Conference on Migration"


def meetings(document: Document) -> list[tuple[str, int | None]]:
    return [(m.name, m.ordinal) for m in load(document).meetings]


@pytest.mark.parametrize(
    ("text", "name", "ordinal"),
    [
        (f"The 24th {RCM} was held in Lima.", f"24th {RCM}", 24),
        (f"The XXIV {RCM} was held in Lima.", f"XXIV {RCM}", 24),
        (f"The twenty-fourth {RCM} was held in Lima.", f"twenty-fourth {RCM}", 24),
        (
            f"The 12th {RCM} opened in Lima. The conference was hosted by Peru. The meeting ends today.",
            f"12th {RCM}",
            12,
        ),
        (
            f"XII {RCM}\n\nThe Twelfth {RCM} (RCM) took place in Lima. The 12th RCM was hosted by Peru.",
            f"XII {RCM}",
            12,
        ),
        (
            "The Ministerial Conference of the Bali Process met in Bali. The Ministerial Conference closed early.",
            "Ministerial Conference of the Bali Process",
            None,
        ),
        (
            "Senior officials of the Colombo Process met in Colombo on 3 May 2016. The meeting ended early.",
            "Senior Officials' Meeting",
            None,
        ),
        (
            "The Global Forum on Migration and Development (GFMD) opened in Quito on 20 January 2020.",
            "Global Forum on Migration and Development (GFMD)",
            None,
        ),
    ],
)
def test_one_meeting_under_one_or_several_names(text: str, name: str, ordinal: int | None, document_of: Make) -> None:
    assert meetings(document_of(text)) == [(name, ordinal)]


@pytest.mark.parametrize(
    ("text", "ordinals"),
    [
        (f"The 12th {RCM} met in Lima. The 13th {RCM} will be held in Quito.", [12, 13]),
        (f"The 12th {RCM} was held in Lima, and the 13th {RCM} in Quito.", [12, 13]),
        (
            f"The 12th {RCM} was held in Lima. The 3rd Ministerial Meeting of the Colombo Process met in Colombo.",
            [12, 3],
        ),
    ],
)
def test_different_numbers_are_different_meetings(text: str, ordinals: list[int], document_of: Make) -> None:
    assert [ordinal for _, ordinal in meetings(document_of(text))] == ordinals


def test_levels_that_exclude_each_other_are_different_meetings(document_of: Make) -> None:
    text = (
        "The Ministerial Meeting of the Colombo Process was held in Colombo on 5 May 2016. "
        "The Senior Officials' Meeting of the Colombo Process was held in Colombo on 4 May 2016."
    )
    assert [m.kind for m in load(document_of(text)).meetings] == ["MinisterialMeeting", "SeniorOfficialsMeeting"]


def test_what_a_meeting_includes_is_part_of_it(document_of: Make) -> None:
    facts = load(document_of(f"The 12th {RCM} included a panel on children and a workshop on data."))
    within = {s.subject: s.value for s in facts.statements if s.property == "within"}
    whole, *parts = (m.id for m in facts.meetings)
    assert within == dict.fromkeys(parts, whole)
    assert [m.kind for m in facts.meetings] == ["Conference", "Panel", "Workshop"]


@pytest.mark.parametrize(
    "text",
    [
        "Meetings of the Colombo Process are held every year.",
        "The meeting room and the workshop report of the Colombo Process were praised.",
        "The Colombo Process meets every year.",
    ],
)
def test_habits_and_other_names_are_no_meeting(text: str, document_of: Make) -> None:
    assert meetings(document_of(text)) == []


@pytest.mark.parametrize(
    ("text", "code", "process"),
    [
        (f"The 12th {RCM} was held in Lima.", "en", "process/rcm"),
        ("The fourth meeting of the Budapest Process was held in Ankara.", "en", "process/budapest-process"),
        ("La XII Conferencia Regional sobre Migración se celebró en Lima.", "es", "process/rcm"),
        ("La quatrième réunion du Processus de Rabat s'est tenue à Rome.", "fr", "process/rabat-process"),
    ],
)
def test_a_meeting_is_of_its_process(text: str, code: str, process: str, document_of: Make) -> None:
    facts = load(document_of(text, code))
    assert [s.value for s in facts.statements if s.property == "ofProcess"] == [process]


def test_what_is_said_of_the_meeting_is_said_of_the_one_at_hand(said: Callable[[str], set[str]]) -> None:
    text = (
        f"The 12th {RCM} was held in Lima. The conference was hosted by Peru.\n\n"
        f"The 13th {RCM} was held in Quito. The conference was hosted by Ecuador."
    )
    assert said(text) == {"per hosted", f"ecu hosted @13th {RCM}"}


QUOTE = Evidence(0, 1, "x")


def phrase(name: str, kind: str = "Meeting", **said: object) -> Phrase:
    return Phrase(start=0, end=len(name), name=name, kind=kind, **said)  # type: ignore[arg-type]


def test_a_number_is_learnt_and_leads_back_to_its_meeting() -> None:
    known = Meetings("process/rcm")
    first = known.resolve(
        phrase("24th RCM", "Conference", ordinal=24, capital=True, determiner="the"), QUOTE, "en", 0, False
    )
    again = known.resolve(
        phrase("XXIV RCM", "Conference", ordinal=24, capital=True, determiner="the"), QUOTE, "en", 1, False
    )
    other = known.resolve(
        phrase("25th RCM", "Conference", ordinal=25, capital=True, determiner="the"), QUOTE, "en", 1, False
    )
    assert first is again
    assert other is not first
    assert [d.names for d in known.drafts] == [["24th RCM", "XXIV RCM"], ["25th RCM"]]


def test_a_plural_names_no_meeting() -> None:
    assert Meetings(None).resolve(phrase("meetings", plural=True), QUOTE, "en", 0, False) is None


def test_a_draft_keeps_what_it_learnt_first() -> None:
    draft = Draft(0, "Meeting", 0)
    draft.learn(phrase("the workshop", "Workshop", level="technical"), QUOTE)
    draft.learn(phrase("3rd workshop", "Workshop", level="ministerial", ordinal=3, topic="data"), QUOTE)
    assert (draft.kind, draft.level, draft.ordinal, draft.topic) == ("Workshop", "technical", 3, "data")
    assert draft.names == ["the workshop", "3rd workshop"]


@pytest.mark.parametrize(
    ("one", "other", "same"),
    [
        ("ministerial", "ministerial", True),
        ("ministerial", None, True),
        ("ministerial", "senior-officials", False),
        ("technical", "preparatory", True),
        ("technical", "summit", True),
    ],
)
def test_a_meeting_has_one_hard_level(one: str | None, other: str | None, same: bool) -> None:
    assert same_level(one, other) is same_level(other, one) is same


def test_owners_agree_if_one_is_silent_or_they_share_one() -> None:
    assert same_owner((), ("process/rcm",))
    assert same_owner(("process/rcm", "body/x"), ("body/x",))
    assert not same_owner(("process/rcm",), ("process/sacm",))


def test_a_frame_shows_a_meeting_as_its_number() -> None:
    text = "Peru hosted the 24th RCM in Lima"
    frame = make_frame(text, 0, len(text), [])
    folded = fold_meetings(text, frame, [(16, 24, Draft(7, "Conference", 0))])
    assert folded.text == "peru hosted the M in lima"
    assert [item.ids for _, item in folded.of("M")] == [("7",)]


@pytest.mark.parametrize(
    ("text", "names"),
    [
        (
            "The workshop on return of the RCM was held in Lima. The workshop on consular protection met in Quito.",
            ["workshop on return of the RCM", "workshop on consular protection"],
        ),
        (
            "The 12th RCM was held in Lima. A seminar entitled Borders and People was held in Quito on 3 May 2016.",
            ["12th RCM", "seminar entitled Borders and People"],
        ),
    ],
)
def test_two_topics_in_one_line_are_two_meetings(text: str, names: list[str], document_of: Make) -> None:
    assert [name for name, _ in meetings(document_of(text))] == names
