"""300 values as they stand in configurations, each with its name and whether it is a secret."""

from __future__ import annotations

from tests.data.evidence.planted import planted

# Under the name of a variable, header or option: what is no secret, whatever its name says.
HARMLESS = """
GITHUB_TOKEN=${GITHUB_TOKEN}
GITHUB_TOKEN=${env:GITHUB_TOKEN}
GITHUB_TOKEN=$GITHUB_TOKEN
GITHUB_TOKEN=${input:github-token}
GITHUB_TOKEN=%GITHUB_TOKEN%
GITHUB_TOKEN=$env:GITHUB_TOKEN
GITHUB_TOKEN={{ github_token }}
GITHUB_TOKEN={env:GITHUB_TOKEN}
GITHUB_TOKEN=${{ secrets.GITHUB_TOKEN }}
GITHUB_TOKEN=<your token>
GITHUB_TOKEN=<GITHUB_TOKEN>
GITHUB_TOKEN=[REDACTED]
GITHUB_TOKEN=[REDACTED_API_KEY]
GITHUB_TOKEN=ghp_xxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxxx
GITHUB_TOKEN=ghp_XXXX
GITHUB_TOKEN=ghp_your_token_here
GITHUB_TOKEN=github_pat_xxxx
GITHUB_TOKEN=ghp_...
GITHUB_TOKEN=ghp_****
GITHUB_TOKEN=$(gh auth token)
GITHUB_TOKEN=op://vault/github/token
API_KEY=your_key_here
API_KEY=your-api-key
API_KEY=YOUR_API_KEY
API_KEY=YOUR_API_KEY_HERE
API_KEY=your_service_key_here
API_KEY=<insert your key>
API_KEY=insert-key-here
API_KEY=replace_me
API_KEY=REPLACE_WITH_YOUR_KEY
API_KEY=changeme
API_KEY=change-me-please-todo
API_KEY=xxx
API_KEY=xxxxxxxx
API_KEY=xxxxxxxx-xxxx-xxxx-xxxx-xxxxxxxxxxxx
API_KEY=********
API_KEY=...
API_KEY=sk-...
API_KEY=sk-xxxxxxxxxxxxxxxxxxxxxxxx
API_KEY=sk-your-key
API_KEY=sk-ant-your-key-here
API_KEY=sk-ant-xxxxx
API_KEY=dummy
API_KEY=dummy-key-for-local-models
API_KEY=fake
API_KEY=example
API_KEY=example_key_1234567890
API_KEY=placeholder
API_KEY=test_placeholder_value
API_KEY=none
API_KEY=null
API_KEY=undefined
API_KEY=
API_KEY=true
API_KEY=false
API_KEY=0
API_KEY=1234567890
API_KEY=${API_KEY:-default}
API_KEY=${API_KEY:?missing}
API_KEY=${keychain:service}
API_KEY=todo: ask anna
API_KEY=hidden
API_KEY=REMOVED
API_KEY=aaaaaaaaaaaaaaaaaaaa
API_KEY=000000000000000000000000
API_KEY=not-needed-placeholder
AWS_ACCESS_KEY_ID=AKIAIOSFODNN7EXAMPLE
AWS_SECRET_ACCESS_KEY=wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY_EXAMPLE
AWS_SECRET_ACCESS_KEY=arn:aws:secretsmanager:eu-central-1:123456789012:secret:agent
AWS_PROFILE=production
AWS_REGION=eu-central-1
AWS_ROLE_ARN=arn:aws:iam::123456789012:role/agent
Authorization=Bearer ${TOKEN}
Authorization=Bearer YOUR_TOKEN
Authorization=Bearer <token>
Authorization=Bearer {{token}}
Authorization=Bearer ${input:token}
Authorization=Basic ${BASIC}
X-API-Key=${API_KEY}
Accept=application/json, text/event-stream
Content-Type=application/json
User-Agent=Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36
TOKEN_LIMIT=4000
MAX_TOKENS=8192
MAX_OUTPUT_TOKENS=64000
CLAUDE_CODE_MAX_OUTPUT_TOKENS=32000
TOKEN_TTL=3600
TOKEN_PATH=/var/run/secrets/token
TOKEN_FILE=~/.config/agent/token.json
API_KEY_FILE=/run/secrets/api_key
API_KEY_ENV_VAR=OPENAI_API_KEY
SECRET_NAME=agent/production/github
SECRET_ARN=arn:aws:secretsmanager:eu-west-1:123456789012:secret:x-AbCdEf
GOOGLE_APPLICATION_CREDENTIALS=/home/anna/keys/project-1234567890ab.json
CREDENTIALS_PATH=C:\\Users\\anna\\creds.json
AUTH_TYPE=oauth
AUTH_METHOD=device_code
AUTH_ENABLED=true
AUTH_PROVIDER=google
PASSWORD_POLICY=strong
PASSWORD_MIN_LENGTH=12
PasswordLastUsed=2026-01-01T00:00:00Z
PasswordLastChanged=2026-01-01T00:00:00Z
CredentialLastUsed=2026-01-01
TokenCreatedAt=2026-01-01T00:00:00Z
PASSWORD_AGE=Ninety-90
PASSWORD_STATUS=Active-2
PASSWORD=required
PASSWORD=prompt
PASSWORD=string
PASSWORD=$dbPassword
TOKEN=$token_2
API_KEY=short
arg=-p8080:80
arg=-profile2
KEYBOARD_LAYOUT=de-latin1-nodeadkeys
MONKEY_NAME=george
PUBLIC_KEY=MIIBIjANBgkq
PAT_EXPIRY=2027-01-01
PWD=/home/anna/work
OLDPWD=/srv/work
PASS_THROUGH=Accept-Language
PASS_THROUGH_HEADERS=X-Trace,X-Span
BYPASS=Localhost-1
COMPASS=North-West-12
PWD_MODE=Absolute-1
PASSPORT=Passport-Service-2
NUM_PASSES=Two-Passes
PORT=3000
HOST=0.0.0.0
NODE_ENV=production
LOG_LEVEL=debug
PATH=/usr/local/bin:/usr/bin:/bin:/home/anna/.local/bin
HOME=/home/anna
PYTHONPATH=/srv/app/src
PYTHONUNBUFFERED=1
NODE_OPTIONS=--max-old-space-size=4096
DEBUG=mcp:*
TZ=Europe/Warsaw
LANG=pl_PL.UTF-8
DATABASE_URL=postgresql://localhost:5432/app
DATABASE_URL=postgresql://${DB_USER}:${DB_PASSWORD}@db.example.com/app
DATABASE_URL=sqlite:///./data.db
REDIS_URL=redis://localhost:6379/0
BASE_URL=https://api.example.com/v1
JIRA_URL=https://example.atlassian.net
SLACK_TEAM_ID=T01234567
SLACK_CHANNEL_IDS=C01234567, C76543210
PROJECT_ID=my-project-123456
WORKSPACE_ID=3f2504e0-4f89-11d3-9a0c-0305e82c3301
CLIENT_ID=3f2504e0-4f89-11d3-9a0c-0305e82c3301
TENANT_ID=72f988bf-86f1-41af-91ab-2d7cd011db47
GIT_COMMIT_COUNT=1024
EMAIL=agent@example.com
MODEL=claude-sonnet-4-5-20250929
ANTHROPIC_MODEL=us.anthropic.claude-sonnet-4-5-20250929-v1:0
OPENAI_MODEL=gpt-5-codex-2026-01-01
arg=@modelcontextprotocol/server-github
arg=@modelcontextprotocol/server-filesystem@2025.8.21
arg=mcp-server-time==2025.9.25
arg=ghcr.io/github/github-mcp-server:v0.13.0
arg=ghcr.io/github/github-mcp-server@sha256:0123456789abcdef0123456789abcdef0123456789abcdef0123456789abcdef
arg=git+https://github.com/example/server.git@v1.2.3
arg=https://mcp.example.com/sse
arg=https://mcp.example.com/sse?api_key=${API_KEY}
arg=https://mcp.example.com/sse?api_key=YOUR_API_KEY
arg=/Users/anna/Documents/projects/customer-2026/backend
arg=C:\\Program Files\\nodejs\\npx.cmd
arg=--max-old-space-size=4096
arg=Bash(git diff --stat HEAD~3:*)
arg=mcp__github__create_pull_request_with_reviewers
arg=WebFetch(domain:documentation.example.com)
arg=com.example.organisation.application.ServerMainClass
arg=AuthenticationServiceConfigurationProviderFactory
arg=python3 -m http.server 8000 --directory /srv/www
""".strip().split("\n")
# Under a name that says so: secrets that no pattern knows.
BY_NAME = """
DB_PASSWORD=hunter2!x
PASSWORD=Winter2026
PGPASSWORD=winter-2026
MYSQL_PWD=winter-2026
REDISCLI_AUTHTOKEN=winter-2026
pass=winter-2026
DB_PASS=winter-2026
LDAP_PW=winter-2026
dbpassword=winter-2026
SSHPASSWORD=winter-2026
KEYSTOREPASSPHRASE=winter-2026
CLIENTSECRET=winter-2026
KENNWORT=winter-2026
WIFI_PSK=winter-2026
creds=jdoe:winter-2026
SMTP_PASS=kj4!Lq9z
SECRET_KEY=q8w7e6r5t4z3u2i1
JWT_SECRET=3f8a9c1b7d6e5f4a
MISTRAL_API_KEY=Zq81kTr0WmX5vBn2Lp7Yc3Hd9Gs4Ja6F
COHERE_API_KEY=k3Jd82hLs0aPq7Zx5Vb1Nm9Ty4Re6Wu8Io2Pa1Sd
DATADOG_API_KEY=9f86d081884c7d659a2feaa0c55ad015
SNYK_TOKEN=6fa459ea-ee8a-3ca4-894e-db77e160355e
EXA_API_KEY=1b9d6bcd-bbfd-4b2d-9b5d-ab8dfbbd4bed
CLOUDFLARE_API_TOKEN=Yx3Kd9Lm2Pq8Rt5Vw1Zb7Nc4Hf6Jg0Sa3Df5Gh7J
AWS_SECRET_ACCESS_KEY=kR8mZ2vQ7xW4nB9tL1pY6cH3dG5sJ0aF+uE/iO8b
ENCRYPTION_KEY=b3BlbnNlc2FtZTEyMw==
X-Api-Key=qP4zL8vN2mK6
Authorization=a8f5f167f44f4964e6c998dee827110c
Cookie=session=u8Kd02mLq91x
accessToken=Jd82-Ls0a-Pq7Z-x5Vb
clientSecret=Tr0Wm.X5vBn2_Lp7Yc
private_key=MIIEvQIBADANBgkqhkiG9w0
ZAPIER_PAT=81kTr0WmX5vB
DB_PASSWORD=$ecretWord1
DB_PASSWORD=$ummer2024!
PASSWORD=sommer
PGPASSWORD=hunter
SMTP_PASS=geheim
passphrase=blue dog
API key=winter-2026
Secret access key=winter-2026
""".strip().split("\n")


def labelled() -> list[tuple[str, str, bool]]:
    """Name, value and whether it is a secret; names of planted ones say nothing by themselves."""
    rows = [(*_split(line), False) for line in HARMLESS]
    rows += [(*_split(line), True) for line in BY_NAME]
    for seed in (19, 20):
        rows += [("VALUE", value, True) for value in planted(seed).values()]
    return rows


def _split(line: str) -> tuple[str, str]:
    name, _, value = line.partition("=")
    return ("" if name == "arg" else name), value
