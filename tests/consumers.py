"""Run by ``.venv/consumers``: programs of others read files of ours, and say what they found.

    .venv/consumers/bin/python tests/consumers.py FILE…

A line of JSON for each file; a file that its reader refuses ends it with a traceback.
"""

import json
import sys
from pathlib import Path

import mammoth
import pdfua
import pikepdf
from py_ocsf_models.events.findings.detection_finding import DetectionFinding
from pydantic import BaseModel
from python_calamine import CalamineWorkbook
from sarif_pydantic import Sarif
from trestle.oscal.assessment_results import AssessmentResults
from trestle.oscal.poam import PlanOfActionAndMilestones

OSCAL = {
    "assessment-results": AssessmentResults,
    "plan-of-action-and-milestones": PlanOfActionAndMilestones,
}


def found_in_pdf(path):
    """What pdfua finds against PDF/UA-1, and qpdf against the syntax of PDF."""
    told = pdfua.validate(path)
    with pikepdf.open(path) as pdf:
        problems = pdf.check_pdf_syntax()
    return {
        "findings": [str(finding) for finding in told.findings],
        "problems": [str(problem) for problem in problems],
    }


def unknown_in(given, read, at=""):
    """The attributes of a finding that its class, or the object there, does not have."""
    if isinstance(given, dict) and isinstance(read, BaseModel):
        for key, value in given.items():
            if key not in type(read).model_fields:
                yield f"{at}{key}"
            yield from unknown_in(value, getattr(read, key, None), f"{at}{key}.")
    elif isinstance(given, list) and isinstance(read, list):
        for one, other in zip(given, read, strict=True):
            yield from unknown_in(one, other, at)


def found_in_ocsf(text):
    """Detection findings as the classes of OCSF read them."""
    findings = json.loads(text)
    read = [DetectionFinding.model_validate(one) for one in findings]
    pairs = zip(findings, read, strict=True)
    return {
        "types": [one.type_uid.name for one in read],
        "severities": [one.severity_id.name for one in read],
        "statuses": [one.status_id.name for one in read],
        "unknown": sorted({key for pair in pairs for key in unknown_in(*pair)}),
    }


def found_in_document(path):
    """The words of a DOCX, and what mammoth did not understand of it."""
    with path.open("rb") as file:
        told = mammoth.extract_raw_text(file)
    return {
        "text": told.value,
        "problems": [str(m) for m in told.messages if m.type == "error"],
    }


def found_in_workbook(path):
    """The cells of every sheet, as calamine reads them."""
    book = CalamineWorkbook.from_path(str(path))
    rows = [
        row
        for name in book.sheet_names
        for row in book.get_sheet_by_name(name).to_python()
    ]
    return {
        "text": " ".join(str(cell) for row in rows for cell in row if cell != ""),
        "problems": [],
    }


BY_SUFFIX = {
    ".pdf": found_in_pdf,
    ".docx": found_in_document,
    ".xlsx": found_in_workbook,
}


def found_in(path):
    if path.name.endswith(".ocsf.json"):
        return found_in_ocsf(path.read_text("utf-8"))
    if path.suffix in BY_SUFFIX:
        return BY_SUFFIX[path.suffix](path)
    text = path.read_text("utf-8")
    if path.suffix == ".sarif":
        [run] = Sarif.model_validate_json(text).runs
        return {
            "results": len(run.results),
            "rules": len(run.tool.driver.rules),
            "texts": sorted({result.message.text for result in run.results}),
        }
    [(kind, data)] = json.loads(text).items()
    whole = OSCAL[kind].model_validate(data)
    return {
        "version": whole.metadata.oscal_version.root.root,
        "risks": len(getattr(whole, "results", [whole])[0].risks or []),
    }


if __name__ == "__main__":
    for name in sys.argv[1:]:
        print(json.dumps(found_in(Path(name))))
