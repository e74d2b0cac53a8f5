"""What scoring decides by the kind of a question stands in one module a kind."""

import re
from pathlib import Path

from questionnaires.document.kinds.registry import KINDS
from questionnaires.document.model import Kind
from riskapp.scoring.kinds.registry import RATED_KINDS

PACKAGE = Path(__file__).resolve().parents[4] / "riskapp" / "scoring"
# A question of the profile states a level, and only a single choice does that.
ELSEWHERE = {"rated/extension.py"}


def test_every_kind_has_a_module_and_is_listed():
    modules = {path.stem for path in (PACKAGE / "kinds").glob("*.py")}

    assert list(RATED_KINDS) == list(KINDS)
    assert set(RATED_KINDS) <= modules


def test_nothing_else_is_decided_by_a_kind():
    names = "|".join(kind.name for kind in Kind)
    deciding = {
        path.relative_to(PACKAGE).as_posix()
        for path in PACKAGE.rglob("*.py")
        if re.search(rf"\bKind\.({names})\b", path.read_text("utf-8"))
    }

    assert {p for p in deciding if not p.startswith("kinds/")} == ELSEWHERE
