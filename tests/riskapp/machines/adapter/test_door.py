import json
import os
import re
import subprocess
import sys
from pathlib import Path

from riskapp.machines.adapter.door import door, schema_text
from riskapp.machines.adapter.rights import OAuth2
from riskapp.machines.choices import ApiScope

ROOT = Path(__file__).resolve().parents[4]
PUBLISHED = ROOT / "docs" / "openapi.json"


def operations():
    for bound in door._get_bound_routers():
        for path, view in bound.path_operations.items():
            for operation in view.operations:
                yield path, operation


def test_the_published_description_is_that_of_the_product():
    """``KEEP=1`` with this test writes it anew; its difference is read."""
    if os.environ.get("KEEP"):
        PUBLISHED.write_text(schema_text(), "utf-8")

    assert PUBLISHED.read_text("utf-8") == schema_text()


def test_every_operation_needs_a_scope_and_says_what_it_can_answer():
    described = json.loads(schema_text())["paths"]
    for path, operation in operations():
        [needed] = operation.auth_callbacks
        assert isinstance(needed, OAuth2)
        reads = operation.methods == ["GET"]
        assert needed.scope.endswith(":read" if reads else ":write")
        told = described["/api/v1/" + re.sub(r"{\w+:", "{", path)]
        for method in operation.methods:
            assert {"401", "403", "404", "422", "429"} <= set(
                told[method.lower()]["responses"]
            )
            assert told[method.lower()]["description"]
            assert told[method.lower()]["operationId"]


def test_every_scope_is_needed_somewhere():
    used = {operation.auth_callbacks[0].scope for _path, operation in operations()}

    assert used == set(ApiScope)


def test_a_web_worker_loads_the_libraries_of_the_api_with_the_first_request():
    code = (
        "import os, sys, django\n"
        "os.environ['DJANGO_SETTINGS_MODULE'] = 'riskapp.settings.test'\n"
        "django.setup()\n"
        "import riskapp.urls\n"
        "from django.urls import reverse\n"
        "reverse('machines:clients')\n"
        "print(sorted({'ninja', 'pydantic'} & set(sys.modules)))"
    )
    done = subprocess.run(
        [sys.executable, "-c", code],
        capture_output=True,
        text=True,
        cwd=ROOT,
        check=True,
    )

    assert done.stdout.strip() == "[]"
