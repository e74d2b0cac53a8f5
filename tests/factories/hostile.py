"""Workbooks that are made to harm: small files that hold far too much."""

from __future__ import annotations

import io
import struct
import zipfile
from collections.abc import Callable, Iterable

MAIN = "http://schemas.openxmlformats.org/spreadsheetml/2006/main"
OFFICE = "http://schemas.openxmlformats.org/officeDocument/2006/relationships"
PACKAGE = "http://schemas.openxmlformats.org/package/2006/relationships"
MEGABYTE = 1024 * 1024


def packed(parts: Iterable[tuple[str, str | bytes]]) -> bytes:
    content = io.BytesIO()
    with zipfile.ZipFile(content, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, text in parts:
            archive.writestr(name, text)
    return content.getvalue()


def book(
    sheet: str | bytes = "<sheetData/>",
    *,
    shared: str = "",
    styles: str = "",
    sheets: int = 1,
    same_part: bool = False,
    before: str = "",
    more: Iterable[tuple[str, str | bytes]] = (),
) -> bytes:
    """A workbook of raw parts; ``sheet`` is what stands in every sheet."""
    numbers = range(1, sheets + 1)
    names = "".join(f'<sheet name="S{n}" sheetId="{n}" r:id="r{n}"/>' for n in numbers)
    targets = "".join(
        f'<Relationship Id="r{n}" Type="{OFFICE}/worksheet" '
        f'Target="worksheets/sheet{1 if same_part else n}.xml"/>'
        for n in numbers
    )
    others = (
        f'<Relationship Id="s" Type="{OFFICE}/sharedStrings" Target="shared.xml"/>'
        f'<Relationship Id="t" Type="{OFFICE}/styles" Target="styles.xml"/>'
    )
    body = sheet.decode() if isinstance(sheet, bytes) else sheet
    parts: list[tuple[str, str | bytes]] = [
        (
            "xl/workbook.xml",
            f'<workbook xmlns="{MAIN}" xmlns:r="{OFFICE}"><sheets>{names}</sheets></workbook>',
        ),
        (
            "xl/_rels/workbook.xml.rels",
            f'<Relationships xmlns="{PACKAGE}">{targets}{others}</Relationships>',
        ),
        *(
            (
                f"xl/worksheets/sheet{n}.xml",
                f'{before}<worksheet xmlns="{MAIN}">{body}</worksheet>',
            )
            for n in (numbers if not same_part else [1])
        ),
    ]
    if shared:
        parts.append(("xl/shared.xml", f'<sst xmlns="{MAIN}">{shared}</sst>'))
    if styles:
        parts.append(
            ("xl/styles.xml", f'<styleSheet xmlns="{MAIN}">{styles}</styleSheet>')
        )
    return packed([*parts, *more])


def rows(row: str, count: int) -> str:
    return f"<sheetData>{row * count}</sheetData>"


def deep_archive() -> bytes:
    inner = packed([("a", bytes(MEGABYTE))])
    for _ in range(30):
        inner = packed([("xl/workbook.xml", inner)])
    return inner


def endless_list(size: int) -> bytes:
    """An archive of one empty part that its list names until the file has a size."""
    content = packed([("a", "")])
    begins, ends = content.index(b"PK\x01\x02"), content.index(b"PK\x05\x06")
    line, end = content[begins:ends], bytearray(content[ends:])
    count = (size - len(content)) // len(line)
    end[8:20] = struct.pack(
        "<HHII", count & 0xFFFF, count & 0xFFFF, count * len(line), begins
    )
    return content[:begins] + line * count + bytes(end)


def lying_sizes() -> bytes:
    """The list of parts says that the sheet is ten bytes long."""
    content = bytearray(book(rows("<row><c><v>1</v></c></row>", 1_000_000)))
    size = len(
        f'<worksheet xmlns="{MAIN}">'
        + rows("<row><c><v>1</v></c></row>", 1_000_000)
        + "</worksheet>"
    )
    return bytes(
        content.replace(size.to_bytes(4, "little"), (10).to_bytes(4, "little"))
    )


BILLION = (
    '<!DOCTYPE x [<!ENTITY a "aaaaaaaaaa">'
    + "".join(
        f'<!ENTITY {chr(98 + n)} "' + f"&{chr(97 + n)};" * 10 + '">' for n in range(12)
    )
    + "]>"
)
HOSTILE: dict[str, Callable[[], bytes]] = {
    "archives in archives": deep_archive,
    "a part of zeros": lambda: book(more=[("xl/media/a", bytes(100 * MEGABYTE))]),
    "sizes that lie": lying_sizes,
    "a list of 50,000 parts": lambda: packed((f"p{n}", "") for n in range(50_000)),
    "a list of parts without end": lambda: endless_list(5 * MEGABYTE),
    "a million cells": lambda: book(rows("<row><c><v>1</v></c></row>", 1_000_000)),
    "a million empty cells": lambda: book(rows("<c/>", 8_000_000)),
    "a million rows": lambda: book(rows("<row/>", 5_000_000)),
    "a million hidden rows": lambda: book(rows('<row hidden="1"/>', 2_000_000)),
    "a dimension of everything, and much of it": lambda: book(
        '<dimension ref="A1:XFD1048576"/>'
        + rows('<row r="1048576"><c r="XFD1048576"><v>1</v></c></row>', 600_000)
    ),
    "a text named a million times": lambda: book(
        rows('<row><c t="s"><v>0</v></c></row>', 140_000),
        shared=f"<si><t>{'x' * 100_000}</t></si>",
    ),
    "shared texts without end": lambda: book(shared="<si><t>x</t></si>" * 2_000_000),
    "one shared text of 35 MB": lambda: book(
        shared=f"<si><t>{'x' * 35_000_000}</t></si>"
    ),
    "a shared text of a million runs": lambda: book(
        shared=f"<si>{'<r><t>x</t></r>' * 2_500_000}</si>"
    ),
    "one cell of 35 MB": lambda: book(
        rows(f'<row><c t="inlineStr"><is><t>{"x" * 35_000_000}</t></is></c></row>', 1)
    ),
    "a name of 35 MB": lambda: book(f"<{'x' * 17_000_000}/>"),
    "an attribute of 35 MB": lambda: book(f'<c a="{"x" * 35_000_000}"/>'),
    "a million attributes": lambda: book(
        "<c " + " ".join(f'a{n}=""' for n in range(1_500_000)) + "/>"
    ),
    "elements ten million deep": lambda: book("<a>" * 10_000_000),
    "namespaces without end": lambda: book(
        "<c " + " ".join(f'xmlns:a{n}="u{n}"' for n in range(700_000)) + "/>"
    ),
    "styles without end": lambda: book(
        styles=f"<cellXfs>{'<xf/>' * 6_000_000}</cellXfs>"
    ),
    "formats without end": lambda: book(
        styles="".join(
            f'<numFmt numFmtId="{n}" formatCode="{"d" * 150}"/>' for n in range(180_000)
        )
    ),
    "a format that is hard to read": lambda: book(
        rows('<row><c s="1"><v>1</v></c></row>', 140_000),
        styles='<numFmts><numFmt numFmtId="200" formatCode="'
        + "[h" * 100
        + '"/></numFmts><cellXfs><xf/><xf numFmtId="200"/></cellXfs>',
    ),
    "sixty sheets that are one": lambda: book(
        rows("<row><c><v>1</v></c></row>", 100_000), sheets=60, same_part=True
    ),
    "two thousand sheets": lambda: book(sheets=2_000, same_part=True),
    "a billion laughs": lambda: book(
        rows('<row><c t="str"><v>&m;</v></c></row>', 1), before=BILLION
    ),
    "comments of 35 MB": lambda: book(f"<!--{'-x' * 17_000_000}-->"),
    "a number of a million digits": lambda: book(
        rows(f"<row><c><v>{'9' * 1_000_000}</v></c></row>", 1)
    ),
    "nothing a spreadsheet would read": lambda: b"PK\x03\x04" + bytes(5 * MEGABYTE - 4),
    "noise": lambda: b"PK\x03\x04" + b"PK\x01\x02" * (MEGABYTE + MEGABYTE // 4 - 1),
}
