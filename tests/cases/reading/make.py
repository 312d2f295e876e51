"""Makes the binary files among the reading cases; `python tests/cases/reading/make.py` writes them again, byte for
byte."""

import io
import re
import sys
import zipfile
import zlib
from pathlib import Path

import docx
import openpyxl

_MOMENT = re.compile(rb"\d{4}-\d\d-\d\dT[\d:]+Z")
HERE = Path(__file__).parent
Text = tuple[float, float, float, str]


def pdf(
    pages: list[list[Text]],
    rules: dict[int, list[tuple[float, float, float, float]]] | None = None,
    title: str = "",
    encrypted: bool = False,
    picture: bool = False,
) -> bytes:
    """A PDF file of texts (left, height above the page's foot, size, words) and ruled lines, on pages of 595 by 842
    points."""
    objects: list[bytes] = [
        b"",
        b"",
        b"<< /Type /Font /Subtype /Type1 /BaseFont /Helvetica /Encoding /WinAnsiEncoding >>",
    ]
    kids = []
    for number, texts in enumerate(pages):
        draws = [f"{x0} {y0} m {x1} {y1} l S".encode() for x0, y0, x1, y1 in (rules or {}).get(number, [])]
        for left, height, size, words in texts:
            escaped = words.replace("\\", r"\\").replace("(", r"\(").replace(")", r"\)").encode("cp1252")
            draws.append(f"BT /F1 {size} Tf {left} {height} Td (".encode() + escaped + b") Tj ET")
        resources = b"/Font << /F1 3 0 R >>"
        if picture:
            image = zlib.compress(b"\x80" * 64 * 64)
            header = (
                "<< /Type /XObject /Subtype /Image /Width 64 /Height 64 /ColorSpace /DeviceGray /BitsPerComponent 8"
            )
            header += f" /Filter /FlateDecode /Length {len(image)} >>"
            objects.append(header.encode() + b"\nstream\n" + image + b"\nendstream")
            resources += f" /XObject << /I {len(objects)} 0 R >>".encode()
            draws.append(b"q 500 0 0 700 40 70 cm /I Do Q")
        stream = zlib.compress(b"\n".join(draws))
        objects.append(f"<< /Length {len(stream)} /Filter /FlateDecode >>\nstream\n".encode() + stream + b"\nendstream")
        content = len(objects)
        objects.append(
            f"<< /Type /Page /Parent 2 0 R /MediaBox [0 0 595 842] /Contents {content} 0 R /Resources << ".encode()
            + resources
            + b" >> >>"
        )
        kids.append(f"{len(objects)} 0 R")
    objects[0] = b"<< /Type /Catalog /Pages 2 0 R >>"
    objects[1] = f"<< /Type /Pages /Count {len(kids)} /Kids [{' '.join(kids)}] >>".encode()
    objects.append(b"<< /Title (" + title.encode("cp1252") + b") >>")
    trailer = f"/Size {len(objects) + 1} /Root 1 0 R /Info {len(objects)} 0 R"
    if encrypted:
        trailer += (
            " /ID [<00><00>] /Encrypt << /Filter /Standard /V 1 /R 2 /P -4 /O <"
            + "41" * 32
            + "> /U <"
            + "42" * 32
            + "> >>"
        )
    out = io.BytesIO()
    out.write(b"%PDF-1.4\n")
    places = []
    for number, body in enumerate(objects, start=1):
        places.append(out.tell())
        out.write(f"{number} 0 obj\n".encode() + body + b"\nendobj\n")
    start = out.tell()
    out.write(f"xref\n0 {len(objects) + 1}\n0000000000 65535 f \n".encode())
    for place in places:
        out.write(f"{place:010} 00000 n \n".encode())
    out.write(f"trailer\n<< {trailer} >>\nstartxref\n{start}\n%%EOF\n".encode())
    return out.getvalue()


def lines(texts: list[str], left: float, top: float, size: float = 11, step: float = 14) -> list[Text]:
    return [(left, top - number * step, size, words) for number, words in enumerate(texts)]


def report() -> bytes:
    first = [
        (60, 800, 9, "Quetzal Dialogue on Mobility - Report"),
        (60, 760, 16, "Third Quetzal Dialogue on Mobility"),
        *lines(
            [
                "The third meeting of the Quetzal Dialogue took place in Antigua, Guatemala, on 4 and 5",
                "March 2020. It was hosted by Guatemala, and delegations of Belize, Honduras and Mexico par-",
                "ticipated, together with the International Organization for Migration. It renewed the inter-",
                "state cooperation of the four countries.",
            ],
            60,
            725,
        ),
        *lines(["Participants agreed on two points:", "1. to share data;", "2. to meet again in 2021."], 60, 650),
        (290, 30, 9, "Page 1 of 2"),
    ]
    second = [
        (60, 800, 9, "Quetzal Dialogue on Mobility - Report"),
        (60, 760, 13, "Delegations"),
        *lines(["Country", "Belize", "Honduras"], 65, 725, 11, 20),
        *lines(["Head of delegation", "Ms. Ana Pech, Director", "Mr. Luis Mejía, Adviser"], 205, 725, 11, 20),
        (290, 30, 9, "Page 2 of 2"),
    ]
    edges = [(60, y, 420, y) for y in (740, 720, 700, 680)] + [(x, 680, x, 740) for x in (60, 200, 420)]
    return pdf([first, second], {1: edges}, title="Third Quetzal Dialogue on Mobility")


def columns() -> bytes:
    left = [
        "Officials of five countries met in",
        "the city of Cuenca to review the",
        "plan of the dialogue. Ecuador was",
        "in the chair and the secretariat of",
        "the dialogue kept the minutes. The",
        "delegation of Peru presented its",
        "new register of seasonal work, and",
    ]
    right = [
        "Chile reported on regularisation.",
        "Argentina and Colombia spoke on",
        "remittances and on health. At the",
        "end of the day the five countries",
        "adopted a list of actions and set",
        "the date of the next meeting: it",
        "will be held on 9 June 2021.",
    ]
    return pdf(
        [
            [
                (60, 780, 15, "Cuenca Dialogue: minutes of the second session"),
                *lines(left, 60, 740),
                *lines(right, 320, 740),
            ]
        ]
    )


def word() -> bytes:
    document = docx.Document()
    document.add_heading("Taller sobre integración laboral", level=1)
    document.add_paragraph("Lugar: Cartago, Costa Rica")
    document.add_paragraph("Fecha: 7 y 8 de mayo de 2019")
    document.add_paragraph("Participaron los siguientes países:")
    for country in ("Costa Rica", "Nicaragua", "Panamá"):
        document.add_paragraph(country, style="List Bullet")
    table = document.add_table(rows=2, cols=2)
    for cell, words in zip(
        (cell for row in table.rows for cell in row.cells), ("Nombre", "Cargo", "Eva Ruiz", "Directora"), strict=True
    ):
        cell.text = words
    document.add_paragraph("La OIM financió el taller.")
    out = io.BytesIO()
    document.save(out)
    return _repacked(out.getvalue())


def sheet() -> bytes:
    book = openpyxl.Workbook()
    page = book.active
    page.append(["meeting", "start", "place", "actor", "role"])
    page.append(["II Foro de Mobilidad", "2018-03-05", "Lima", "Peru", "hosted"])
    page.append(["II Foro de Mobilidad", "2018-03-05", "Lima", "Chile", "attended"])
    out = io.BytesIO()
    book.save(out)
    return _repacked(out.getvalue())


def _repacked(data: bytes) -> bytes:
    """The same archive with fixed times, so that the bytes are the same whenever it is made."""
    with zipfile.ZipFile(io.BytesIO(data)) as archive:
        members = [(name, _MOMENT.sub(b"2020-01-01T00:00:00Z", archive.read(name))) for name in archive.namelist()]
    return packed(members)


def packed(members: list[tuple[str, bytes]]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, data in members:
            archive.writestr(zipfile.ZipInfo(name, (2020, 1, 1, 0, 0, 0)), data, zipfile.ZIP_DEFLATED)
    return out.getvalue()


def files() -> dict[str, bytes]:
    """All binary cases by their file names."""
    whole = report()
    document = word()
    return {
        "report.pdf": whole,
        "columns.pdf": columns(),
        "scanned.pdf": pdf([[], []], picture=True),
        "blank.pdf": pdf([[]]),
        "encrypted.pdf": pdf([[(60, 700, 11, "secret")]], encrypted=True),
        "cut-off.pdf": whole[: len(whole) // 3],
        "bomb.pdf": b"%PDF-1.4\n1 0 obj\n<< /Filter /FlateDecode >>\nstream\n"
        + zlib.compress(b" " * 70_000_000, 9)
        + b"\nendstream\nendobj\n",
        "mislabelled.pdf": b"<html><body>No PDF</body></html>",
        "workshop.docx": document,
        "cut-off.docx": document[: len(document) // 2],
        "mislabelled.docx": packed([("notes.txt", b"not a Word file")]),
        "mislabelled.txt": whole[:200],
        "latin.txt": (
            "Reunión técnica\n\nSe celebró en Bogotá el 3 de junio de 2015 con participación de España.\n"
        ).encode("cp1252"),
        "wide.txt": "Réunion technique\n\nElle s'est tenue à Dakar le 3 juin 2015.\n".encode("utf-16"),
        "binary.txt": bytes(range(256)) * 20,
        "archive.zip": packed(
            [
                ("a/one.txt", b"First meeting\n\nIt was held in Lima."),
                ("b/two.md", b"# Second meeting\n\nIt was held in Quito."),
                ("c/photo.jpg", b"\xff\xd8\xff"),
            ]
        ),
        "nothing.zip": packed([("photo.jpg", b"\xff\xd8\xff")]),
        "bomb.zip": packed([("big.txt", b"0" * 90_000_000)]),
        "deep.html": b"<div>" * 3000 + b"deep" + b"</div>" * 3000,
        "cut-off.zip": packed([("one.txt", b"First meeting")])[:40],
        "meetings.xlsx": sheet(),
    }


if __name__ == "__main__":
    for name, data in files().items():
        (HERE / name).write_bytes(data)
        sys.stdout.write(f"{name} {len(data)}\n")
