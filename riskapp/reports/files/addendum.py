"""The contract addendum as a document for word processors (DOCX)."""

from __future__ import annotations

import io
from collections.abc import Iterable
from typing import Any

from django.utils.formats import date_format
from django.utils.translation import gettext as _
from docx import Document
from docx.document import Document as Docx
from docx.oxml import OxmlElement
from docx.oxml.ns import qn
from docx.shared import Cm, Pt
from docx.text.paragraph import Paragraph

from riskapp.common.characters import printable

COLUMNS = ("name", "plan", "provider", "purpose", "rights", "autonomy")


def addendum_document(context: dict[str, Any]) -> bytes:
    """A draft: what it is, the permitted tools, a heading for each clause with its provisions,
    sentences and gaps, of ``context["addendum"]``."""
    found = context["addendum"]
    document = Document()
    _set_up(document, context)
    about = context["about"]
    document.add_heading(_("Addendum on AI tools"), 0)
    _text(document, f"{about.vendor} · {about.engagement}")
    _text(document, _basis(context))
    _tools(document, found["tools"])
    for clause in found["clauses"]:
        _clause(document, clause)
    kept = io.BytesIO()
    document.save(kept)
    return kept.getvalue()


def _set_up(document: Docx, context: dict[str, Any]) -> None:
    """Language, type, margins, and the line on every page that says what this is."""
    core, about = document.core_properties, context["about"]
    core.title = printable(f"{_('Addendum on AI tools')}: {about.vendor}")[:250]
    core.author = printable(about.organisation)[:250]
    core.language = context["language"]
    style = document.styles["Normal"]
    style.font.name, style.font.size = "Calibri", Pt(10.5)
    section = document.sections[0]
    section.page_width, section.page_height = Cm(21), Cm(29.7)
    section.left_margin = section.right_margin = Cm(2.3)
    section.header.paragraphs[0].text = _("Draft for your counsel")
    foot = section.footer.paragraphs[0]
    foot.add_run(printable(f"{about.code} · " if about.code else ""))
    _page_number(foot)


def _basis(context: dict[str, Any]) -> str:
    day = date_format(context["about"].submitted, _("j F Y"))
    return _(
        "Drafted from the answers of %(day)s. A sentence stands here only where an answer "
        "supports it; what no answer supports is named as a gap. The answers are self-reported."
    ) % {"day": day}


def _tools(document: Docx, tools: Iterable[dict[str, str]]) -> None:
    heads = (
        _("Tool"),
        _("Plan"),
        _("Provider"),
        _("Used for"),
        _("Allowed to"),
        _("Without a person"),
    )
    rows = list(tools)
    if not rows:
        return
    table = document.add_table(rows=1, cols=len(COLUMNS), style="Table Grid")
    for cell, head in zip(table.rows[0].cells, heads, strict=True):
        cell.paragraphs[0].add_run(head).bold = True
    _repeats(table.rows[0])
    for row in rows:
        for cell, name in zip(table.add_row().cells, COLUMNS, strict=True):
            cell.text = printable(row.get(name, "") or "–")
    for row in table.rows:
        for cell in row.cells:
            for run in cell.paragraphs[0].runs:
                run.font.size = Pt(8.5)


def _clause(document: Docx, clause: dict[str, Any]) -> None:
    document.add_heading(f"{clause['number']}. {clause['title']}", 1)
    if clause["provisions"]:
        cited = "; ".join(
            f"{one['law']} {one['ref']} ({one['title']})"
            for one in clause["provisions"]
        )
        _small(document, cited)
    for row in clause["supported"]:
        line = _text(document, row["text"], "List Bullet")
        if row["tools"]:
            line.add_run(printable(f" {_for(row['tools'])}")).italic = True
        _small(document, _("Rests on %(question)s: %(display_text)s") % row)
    for row in clause["gaps"]:
        line = document.add_paragraph(style="List Bullet")
        line.add_run(_("Gap") + ": ").bold = True
        line.add_run(printable(f"{row['text']} {row['display_text']}"))
        if row["tools"]:
            line.add_run(printable(f" {_for(row['tools'])}")).italic = True
        if row["remedy"]:
            _small(document, f"{row['question']}. {_('To close it')}: {row['remedy']}")
    if not clause["supported"] and not clause["gaps"]:
        _small(document, _("Does not arise by the answers."))


def _for(tools: Iterable[str]) -> str:
    return "(" + ", ".join(tools) + ")"


def _text(document: Docx, text: str, style: str | None = None) -> Paragraph:
    return document.add_paragraph(printable(text), style=style)


def _small(document: Docx, text: str) -> None:
    run = document.add_paragraph().add_run(printable(text))
    run.font.size = Pt(8.5)


def _repeats(row: Any) -> None:
    """Say that a row of a table is its head on every page."""
    head = OxmlElement("w:tblHeader")
    head.set(qn("w:val"), "true")
    row._tr.get_or_add_trPr().append(head)  # noqa: SLF001  # python-docx has no other way


def _page_number(paragraph: Paragraph) -> None:
    """The field that a word processor fills with the number of the page."""
    field = OxmlElement("w:fldSimple")
    field.set(qn("w:instr"), "PAGE")
    paragraph._p.append(field)  # noqa: SLF001  # python-docx has no other way
