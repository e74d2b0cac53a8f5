import datetime
import hashlib
import io
import json
import zipfile

from riskapp.reports.files.pack import packed

AT = datetime.datetime(2026, 3, 4, 5, 6, tzinfo=datetime.UTC)


def test_the_manifest_names_every_other_file_with_its_digest():
    made = packed({"report.pdf": b"%PDF"}, {"findings": [{"a": 1}]}, {"code": "X"}, AT)

    with zipfile.ZipFile(io.BytesIO(made)) as archive:
        manifest = json.loads(archive.read("manifest.json"))
        names = set(archive.namelist()) - {"manifest.json"}
        assert {file["name"] for file in manifest["files"]} == names
        for file in manifest["files"]:
            content = archive.read(file["name"])
            assert file["bytes"] == len(content)
            assert file["sha256"] == hashlib.sha256(content).hexdigest()
    assert manifest["schema"] == "riskapp-export-pack 1"
    assert manifest["about"] == {"code": "X"}


def test_the_same_in_gives_the_same_out():
    assert packed({"a": b"1"}, {"b": []}, {}, AT) == packed(
        {"a": b"1"}, {"b": []}, {}, AT
    )
