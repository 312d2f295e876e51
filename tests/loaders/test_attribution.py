"""Who chaired a meeting without a sentence that says so: the state that held the presidency where and when it met."""

from __future__ import annotations

from collections.abc import Callable

import pytest

from tookpart.loaders.document import Document
from tookpart.loaders.load import load

Said = Callable[..., set[str]]

MET = "The Twelfth Regional Conference on Migration (RCM) was held in Tegucigalpa, Honduras, on 8 and 9 June 2016. "

IN_OFFICE = {
    "the year of the meeting": MET + "Honduras held the Pro Tempore Presidency of the RCM in 2016.",
    "one of several years": MET + "Honduras holds the Presidency of the RCM in 2015-2016.",
    "no year, but it was the host": "Honduras, the current chair of the Regional Conference on Migration (RCM), hosted "
    "the Twelfth Regional Conference on Migration in Tegucigalpa.",
}
NOT_IN_OFFICE = {
    "another year": MET + "Honduras holds the Presidency of the RCM in 2019.",
    "no year, and no host": MET + "In the margins experts remembered that Honduras has chaired the RCM.",
    "held elsewhere": "The Twelfth Regional Conference on Migration (RCM) was held in San José, Costa Rica, on 8 June "
    "2016. Honduras holds the Pro Tempore Presidency of the RCM in 2016.",
    "of another process": MET + "Honduras holds the Pro Tempore Presidency of the Quito Process in 2016.",
}


@pytest.mark.parametrize("text", IN_OFFICE.values(), ids=IN_OFFICE)
def test_who_held_the_presidency_there_and_then_chaired(text: str, said: Said) -> None:
    assert "hnd chaired" in said(text)


@pytest.mark.parametrize("text", NOT_IN_OFFICE.values(), ids=NOT_IN_OFFICE)
def test_who_held_it_at_another_time_or_met_elsewhere_did_not(text: str, said: Said) -> None:
    assert "hnd chaired" not in said(text)


def test_who_chaired_so_is_not_told_to_have_attended_and_the_evidence_is_the_presidency(
    document_of: Callable[..., Document],
) -> None:
    text = MET + "Honduras and Mexico took part. Honduras held the Pro Tempore Presidency of the RCM in 2016."
    parts = {(p.actor, p.role): p for p in load(document_of(text)).participations}
    assert ("state/hnd", "attended") not in parts
    assert ("state/mex", "attended") in parts
    chaired = parts["state/hnd", "chaired"]
    assert [e.quote for e in chaired.evidence] == [
        "Honduras held the Pro Tempore Presidency of the RCM in 2016.",
    ]
