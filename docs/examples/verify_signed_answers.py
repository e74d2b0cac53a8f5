"""Verify signed answers without riskapp: python verify_signed_answers.py FILE KEY...

Needs cryptography. Each KEY is the file of a public key you trust. Ends with 1 if refused.
"""

import datetime
import hashlib
import json
import sys
from base64 import b64decode
from pathlib import Path

from cryptography.exceptions import InvalidSignature
from cryptography.hazmat.primitives.asymmetric.ed25519 import Ed25519PublicKey

TYPE = "application/vnd.in-toto+json"
STATEMENT = "https://in-toto.io/Statement/v1"
PREDICATE = "https://riskapp.example/signed-answers/v1"


def need(holds, what):
    if not holds:
        raise SystemExit(f"refused: {what}")


def once(pairs):
    need(len(dict(pairs)) == len(pairs), "a name stands twice")
    return dict(pairs)


def canonical(data):
    """RFC 8785, because names are ASCII here: any way of sorting them is the same."""
    text = json.dumps(data, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
    return text.encode()


def payload_of(envelope, keys):
    parts, signatures = set(envelope), envelope["signatures"]
    need(parts == {"payload", "payloadType", "signatures"}, "more than an envelope")
    need(envelope["payloadType"] == TYPE, "another payload type")
    need(len(signatures) == 1, "not exactly one signature")
    need(set(signatures[0]) == {"keyid", "sig"}, "more than a signature")
    key = keys.get(signatures[0]["keyid"])
    need(key, "signed with a key that is not trusted")
    payload = b64decode(envelope["payload"], validate=True)
    signed = b"DSSEv1 %d %s %d %s" % (len(TYPE), TYPE.encode(), len(payload), payload)
    public = Ed25519PublicKey.from_public_bytes(b64decode(key["public_key"]))
    try:
        public.verify(b64decode(signatures[0]["sig"], validate=True), signed)
    except InvalidSignature:
        raise SystemExit("refused: the signature is wrong") from None
    return payload, key


def verify(content, keys, now):
    need(len(content) <= 4_000_000, "too big")
    file = json.loads(content, object_pairs_hook=once)
    payload, key = payload_of(file["envelope"], keys)
    statement = json.loads(payload, object_pairs_hook=once)
    claim, subject = statement["predicate"], statement["subject"][0]
    need(canonical(statement) == payload, "not canonical")
    need(statement["_type"] == STATEMENT, "another kind of statement")
    need(statement["predicateType"] == PREDICATE, "about something else")
    need(claim["issuer"]["id"] == key["issuer"]["id"], "the key is somebody else's")
    need(claim["attested"]["at"] <= now < claim["expires"], "expired, or not yet")
    digest = {"sha256": hashlib.sha256(canonical(claim["answers"])).hexdigest()}
    need(subject["digest"] == digest, "the list of answers was swapped")
    for one in file["disclosed"]:
        leaf = {name: one[name] for name in ("entry", "question", "value")}
        found = hashlib.sha256(one["salt"].encode() + canonical(leaf)).hexdigest()
        need(found in claim["answers"], f"the answer to {one['question']} was swapped")
    return f"""{len(file["disclosed"])} of {len(claim["answers"])} answers are shown
{claim["vendor"]["name"]}: {claim["attested"]["name"]}, {claim["attested"]["at"]}
given to {claim["issuer"]["name"]}, hold until {claim["expires"]}"""


if __name__ == "__main__":
    file, *keys = (Path(name).read_bytes() for name in sys.argv[1:])
    now = datetime.datetime.now(datetime.UTC).strftime("%Y-%m-%dT%H:%M:%SZ")
    print(verify(file, {key["keyid"]: key for key in map(json.loads, keys)}, now))
