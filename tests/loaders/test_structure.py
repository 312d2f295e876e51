"""Blocks and sentences."""

import textwrap

import pytest

from tookpart.loaders.structure import blocks, sentences


def shapes(text: str) -> list[tuple[str, str]]:
    return [(block.kind, text[block.start : block.end]) for block in blocks(text)]


def parts(text: str, code: str = "en") -> list[str]:
    return [text[start:end] for start, end in sentences(text, 0, len(text), code)]


def test_a_press_release_has_a_heading_and_paragraphs() -> None:
    text = "Forum opens\n\nGuatemala\n9 October, 2018\n\nThe forum opened in the capital on Monday.\nIt ends today."
    assert [kind for kind, _ in shapes(text)] == ["heading", "heading", "heading", "paragraph", "paragraph"]


def test_label_lines_keep_their_label() -> None:
    text = "Fourth meeting\nPlace: Lima, Peru\nMembers (16): Angola, Botswana\nChair in 2019: Guatemala"
    assert [(block.kind, block.label) for block in blocks(text)] == [
        ("heading", None),
        ("label", "Place"),
        ("label", "Members"),
        ("label", "Chair in 2019"),
    ]


def test_labels_side_by_side_are_two_blocks() -> None:
    text = "Workshop\nLocation: Lima, Peru Date: 22 May 2013"
    assert shapes(text)[1:] == [("label", "Location: Lima, Peru"), ("label", "Date: 22 May 2013")]


def test_a_label_takes_the_value_below_it() -> None:
    text = "Workshop\n\nLocation:\n\nLima, Peru\n\nDate:\n\nThe workshop took place in the morning."
    assert shapes(text)[1] == ("label", "Location:\n\nLima, Peru")
    assert shapes(text)[-1] == ("paragraph", "The workshop took place in the morning.")


def test_a_sentence_with_a_colon_is_no_label() -> None:
    text = "Title\n\nThe ministers, who met in Lima, agreed on this: to meet again."
    assert shapes(text)[1][0] == "paragraph"


@pytest.mark.parametrize("mark", ["•", "-", "–", "*", "1.", "2)", "(a)", "b)", "(iv)"])
def test_list_items_begin_after_their_mark(mark: str) -> None:
    assert shapes(f"Present:\n{mark} Chile\n{mark} Peru")[1:] == [("item", "Chile"), ("item", "Peru")]


def test_lines_below_a_colon_are_items_until_the_list_ends() -> None:
    text = "Participants:\nBelize\nCosta Rica\n\nVirtual session"
    assert shapes(text) == [
        ("heading", "Participants:"),
        ("item", "Belize"),
        ("item", "Costa Rica"),
        ("heading", "Virtual session"),
    ]


@pytest.mark.parametrize("end", [",", ";", " and", " y", " et", " de"])
def test_a_list_broken_over_lines_is_one_block(end: str) -> None:
    text = f"The following states took part: Belize, Canada{end}\nMexico."
    assert len(shapes(text)) == 1


def test_a_hard_wrapped_text_keeps_its_paragraphs_whole() -> None:
    paragraph = "Officials of the four countries came together to talk about seasonal work and pay. " * 4
    text = "\n\n".join("\n".join(textwrap.wrap(paragraph, 76)) for _ in range(3))
    assert [kind for kind, _ in shapes(text)] == ["paragraph"] * 3


def test_one_line_for_each_paragraph_is_not_hard_wrapped() -> None:
    line = "Officials of the four countries came together to talk about seasonal work. " * 3
    assert [kind for kind, _ in shapes("\n".join([line] * 3))] == ["paragraph"] * 3


def test_the_frame_of_a_page_is_in_no_block() -> None:
    text = (
        "Skip to content\nHome\nWho we are\nForum opens\n\nThe forum opened.\n\nShare\nDesign by Someone\n© 2019 Forum"
    )
    assert shapes(text) == [("heading", "Forum opens"), ("paragraph", "The forum opened.")]


def test_contact_lines_are_in_no_block() -> None:
    text = "Forum\n\nThe forum opened.\n\nTel: +41 22 000 00 00\nE-mail: x@example.org\nhttps://example.org/forum"
    assert shapes(text) == [("heading", "Forum"), ("paragraph", "The forum opened.")]


def test_a_title_that_stands_twice_is_one() -> None:
    assert shapes("Workshop on return Workshop on return\nLima") == [
        ("heading", "Workshop on return"),
        ("heading", "Lima"),
    ]
    assert shapes("Workshop on return\nWorkshop on return\n") == [("heading", "Workshop on return")]


def test_rows_of_tables_are_rows() -> None:
    assert [kind for kind, _ in shapes("| State | Head |\n|---|---|\n| Chile | Ana Soto |\nPeru\tLuis Paz")] == [
        "row"
    ] * 3


def test_markdown_headings_lose_their_hashes() -> None:
    assert shapes("## Agenda ##\n\nText follows here.")[0] == ("heading", "Agenda")
    assert shapes("Agenda of the day.\n=====\n\nText follows here.")[0] == ("heading", "Agenda of the day.")


@pytest.mark.parametrize("text", ["", "\n\n \n", "-", "•\n•", "x", ":", "a:\n", "|||", "\u00a0\n", "A" * 5000])
def test_odd_texts_have_blocks_too(text: str) -> None:
    assert all(block.start < block.end for block in blocks(text))


@pytest.mark.parametrize(
    ("text", "count"),
    [
        ("Mr. Smith met Dr. J. A. Jones. They spoke.", 2),
        ("The U.S. Department of State paid. It was generous.", 2),
        ("They met in the U.S. The talks were long.", 2),
        ("Convention No. 189 applies. See art. 4.", 2),
        ("It grew by 4.5 per cent. Nobody minded.", 2),
        ("It was held in 2018. Guatemala was in the chair.", 2),
        ("1. Opening remarks of the chair. Nobody spoke.", 2),
        ("On the 24. Conference they agreed.", 1),
        ("“It is done.” He left.", 2),
        ("The members are listed.[1] They are eleven.", 2),
        ("The members are listed.1 They are eleven.", 1),
        ("Who came? Everybody! Really…", 3),
        ("Ministers, ambassadors, etc. were there.", 1),
        ("Prof. Dr. Maria Lopez and Amb. Claudio de la Puente spoke.", 1),
    ],
)
def test_english_sentences(text: str, count: int) -> None:
    assert len(parts(text)) == count


@pytest.mark.parametrize(
    ("text", "code", "count"),
    [
        ("El Sr. Pérez y la Dra. Soto asistieron. ¿Quién presidió? Lo hizo el Perú.", "es", 3),
        ("Acudieron delegados de EE. UU. y de Canadá. La reunión fue breve.", "es", 2),
        ("La 24.ª reunión fue en Lima. Asistieron 11 países.", "es", 2),
        ("M. Dupont et Mme Diallo ont parlé. L'atelier est clos.", "fr", 2),
        ("S.E. M. Traoré a ouvert la séance. Il a parlé de l'art. 3.", "fr", 2),
        ("« C'est fait. » Il est parti.", "fr", 2),
    ],
)
def test_spanish_and_french_sentences(text: str, code: str, count: int) -> None:
    assert len(parts(text, code)) == count


def test_sentences_cover_all_words() -> None:
    text = "  First one. Second one!  Third “quoted.” Fourth [1] of U.S. law. "
    assert "".join("".join(parts(text)).split()) == "".join(text.split())


def test_label_lines_in_a_row_stay_apart_however_long_they_are() -> None:
    text = (
        "Organizan: Dirección General de Migración de la República Dominicana y OIM\n"
        "Participantes: Argentina, Brasil, Chile, Colombia, Costa Rica, Ecuador, España, Panamá, Perú\n"
        "Observadores: Estados Unidos, Unión Europea, Banco Interamericano de Desarrollo\n"
        "Preside: Enrique García, con Ana Sosa en calidad de relatora de la reunión"
    )
    assert [block.label for block in blocks(text)] == ["Organizan", "Participantes", "Observadores", "Preside"]
