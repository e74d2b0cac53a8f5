"""Workbooks of action plans, as a person fills them in."""

import datetime
import io

from django.core.files.uploadedfile import SimpleUploadedFile
from django.urls import reverse
from django.utils import timezone
from openpyxl import load_workbook

KEY, MARK = "Key of the finding", "Mark of the line"


def opened(content):
    return load_workbook(io.BytesIO(content))


def headings(page):
    return {cell.value: cell.column for cell in page[1] if cell.value}


def line_of(page, key):
    at = headings(page)[KEY]
    return next(
        row
        for row in range(2, page.max_row + 1)
        if page.cell(row, at).value == str(key)
    )


def filled(content, changes, sheet=0):
    """The workbook with cells set: ``{(key of a finding, heading): value}``."""
    book = opened(content)
    page = book.worksheets[sheet]
    for (key, heading), value in changes.items():
        page.cell(line_of(page, key), headings(page)[heading]).value = value
    return saved(book)


def saved(book):
    out = io.BytesIO()
    book.save(out)
    return out.getvalue()


def in_days(days):
    return timezone.localdate() + datetime.timedelta(days=days)


class PlanPages:
    """The pages of the action plan of one side: ``prefix`` of their names, ``key`` of what they
    are about."""

    def __init__(self, prefix, key):
        self.prefix = prefix
        self.key = key

    def address(self, name, assessment):
        return reverse(
            f"assessments:{self.prefix}{name}", args=[getattr(assessment, self.key)]
        )

    def downloaded(self, client, assessment):
        return client.get(self.address("plan_workbook", assessment)).content

    def looked_at(self, client, assessment, content):
        file = SimpleUploadedFile("plan.xlsx", content)
        return client.post(self.address("action_plan", assessment), {"file": file})

    def taken_in(self, client, assessment, reply, ticked):
        sealed = reply.context["preview"].sealed
        data = {"sealed": sealed, "line": [str(key) for key in ticked]}
        address = self.address("take_in_plan", assessment)
        return client.post(address, data, follow=True)
