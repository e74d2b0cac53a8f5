"""Run by ``.venv/consumers``: programs of others read files of ours, and say what they found.

    .venv/consumers/bin/python tests/consumers.py FILE…

A line of JSON for each file; a file that its reader refuses ends it with a traceback.
"""

import json
import sys
from pathlib import Path

import pdfua
import pikepdf
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


def found_in(path):
    if path.suffix == ".pdf":
        return found_in_pdf(path)
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
