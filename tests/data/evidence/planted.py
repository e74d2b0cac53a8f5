"""Secrets of many kinds, made up by a seed: none of them ever opened anything."""

from __future__ import annotations

import base64
import json
import random
import string
from functools import lru_cache

LETTERS = string.ascii_letters + string.digits
HEX = "0123456789abcdef"
BASE32 = string.ascii_uppercase + "234567"


@lru_cache(maxsize=4)
def planted(seed: int = 19) -> dict[str, str]:
    """One value for each kind, by a name for it; the same for the same seed."""
    chance = random.Random(seed)

    def some(size: int, of: str = LETTERS) -> str:
        made = [chance.choice(of) for _ in range(size)]
        if (
            of == LETTERS and size > 6
        ):  # as chance would have it, but never without a digit
            made[1], made[3], made[5] = "7", "q", "W"
        return "".join(made)

    def uuid() -> str:
        return "-".join(some(size, HEX) for size in (8, 4, 4, 4, 12))

    def token() -> str:
        parts = [{"alg": "HS256"}, {"sub": some(8), "exp": 1900000000}]
        coded = [
            base64.urlsafe_b64encode(json.dumps(part).encode()).decode().rstrip("=")
            for part in parts
        ]
        return ".".join([*coded, some(43)])

    return {
        "anthropic": f"sk-ant-api03-{some(93)}AA",
        "anthropic admin": f"sk-ant-admin01-{some(80)}",
        "anthropic oauth": f"sk-ant-oat01-{some(80)}",
        "openai project": f"sk-proj-{some(120)}",
        "openai admin": f"sk-admin-{some(100)}",
        "openai service": f"sk-svcacct-{some(100)}",
        "openai old": f"sk-{some(48)}",
        "deepseek": f"sk-{some(32, HEX)}",
        "openrouter": f"sk-or-v1-{some(64, HEX)}",
        "langfuse": f"sk-lf-{uuid()}",
        "github classic": f"ghp_{some(36)}",
        "github oauth": f"gho_{some(36)}",
        "github server": f"ghs_{some(36)}",
        "github fine-grained": f"github_pat_{some(22)}_{some(59)}",
        "gitlab": f"glpat-{some(20)}",
        "gitlab deploy": f"gldt-{some(20)}",
        "bitbucket": f"ATBB{some(32)}",
        "atlassian": f"ATATT3xFfGF0{some(160)}",
        "aws id": f"AKIA{some(16, BASE32)}",
        "google": f"AIza{some(35)}",
        "google oauth": f"ya29.{some(60)}",
        "google client": f"GOCSPX-{some(28)}",
        "azure storage": f"DefaultEndpointsProtocol=https;AccountName=store;AccountKey={some(86)}==",
        "azure client": f"{some(3)}8Q~{some(34)}",
        "slack bot": f"xoxb-{some(12, string.digits)}-{some(12, string.digits)}-{some(24)}",
        "slack app": f"xapp-1-A0{some(9)}-{some(13, string.digits)}-{some(64, HEX)}",
        "slack hook": f"https://hooks.slack.com/services/T{some(10)}/B{some(10)}/{some(24)}",
        "discord bot": f"M{some(25)}.{some(6)}.{some(38)}",
        "telegram": f"{some(9, '123456789')}:AA{some(33)}",
        "stripe": f"sk_live_{some(24)}",
        "stripe hook": f"whsec_{some(32)}",
        "square": f"sq0csp-{some(43)}",
        "shopify": f"shpat_{some(32, HEX)}",
        "sendgrid": f"SG.{some(22)}.{some(43)}",
        "mailgun": f"key-{some(32, HEX)}",
        "twilio": f"SK{some(32, HEX)}",
        "npm": f"npm_{some(36)}",
        "pypi": f"pypi-AgEIcHlwaS5vcmc{some(70)}",
        "docker": f"dckr_pat_{some(27)}",
        "vault": f"hvs.{some(90)}",
        "terraform": f"{some(14)}.atlasv1.{some(67)}",
        "pulumi": f"pul-{some(40, HEX)}",
        "doppler": f"dp.pt.{some(43)}",
        "databricks": f"dapi{some(32, HEX)}",
        "digitalocean": f"dop_v1_{some(64, HEX)}",
        "netlify": f"nfp_{some(36)}",
        "supabase": f"sbp_{some(40, HEX)}",
        "hugging face": f"hf_{some(34)}",
        "replicate": f"r8_{some(37)}",
        "groq": f"gsk_{some(52)}",
        "xai": f"xai-{some(80)}",
        "perplexity": f"pplx-{some(48)}",
        "tavily": f"tvly-dev-{some(32)}",
        "firecrawl": f"fc-{some(32, HEX)}",
        "brave": f"BSA{some(27)}",
        "devin": f"apk_user_{some(60)}",
        "cognition": f"cog_{some(48)}",
        "replit": f"rpl_{some(40)}",
        "linear": f"lin_api_{some(40)}",
        "notion": f"ntn_{some(46)}",
        "figma": f"figd_{some(40)}",
        "airtable": f"pat{some(14)}.{some(64, HEX)}",
        "hubspot": f"pat-eu1-{uuid()}",
        "postman": f"PMAK-{some(24, HEX)}-{some(34, HEX)}",
        "sentry": f"sntrys_{some(80)}",
        "grafana": f"glsa_{some(32)}_{some(8, HEX)}",
        "new relic": f"NRAK-{some(27)}",
        "langsmith": f"lsv2_pt_{some(32, HEX)}_{some(10, HEX)}",
        "sonar": f"squ_{some(40, HEX)}",
        "context7": f"ctx7sk-{uuid()}",
        "age": f"AGE-SECRET-KEY-1{some(58, string.ascii_uppercase + string.digits)}",
        "web token": token(),
        "private key": f"-----BEGIN RSA PRIVATE KEY-----\n{some(64)}\n{some(64)}\n-----END RSA PRIVATE KEY-----",
        "database address": f"postgresql://agent:{some(18)}@db.example.com:5432/app",
        "address with a token": f"https://{some(32)}@git.example.com/team/code.git",
        "address with a key": f"https://mcp.example.com/sse?api_key={some(24)}",
        "random": some(40),
        "basic": f"Basic {base64.b64encode(f'agent:{some(16)}'.encode()).decode()}",
    }


def core_of(value: str) -> str:
    """The part of a planted value that must not be seen anywhere: its middle."""
    for mark, end in (("AccountKey=", "=="), ("?api_key=", ""), ("services/", "")):
        if mark in value:
            return value.split(mark)[1].removesuffix(end)
    if "://" in value and "@" in value:
        return (
            value.split("://")[1].split("@", maxsplit=1)[0].rsplit(":", maxsplit=1)[-1]
        )
    if value.startswith("-----BEGIN"):
        return value.split("\n")[1]
    return value.rsplit(" ", maxsplit=1)[-1]
