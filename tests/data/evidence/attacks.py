"""Secrets that look like something else, and stand-ins that look like secrets."""

from tests.data.evidence.planted import planted

GITHUB = planted()["github classic"]
ATTACKS = (
    f'"GITHUB_TOKEN": "{GITHUB}***"',
    f'"GITHUB_TOKEN": "{GITHUB}..."',
    '"API_KEY": "dTorWLN3phv7lsDbcwSf-demo-599sVR9ubusu"',
    '"A": "sk-proj-h1HsXAPmEmpCAFcoACpP4B1nFmcc-foo-d57uKhKz95PqYtRz31Lw"',
    '"DB_PASSWORD": "Hunter2-777"',
    '"DB_PASSWORD": "Acme-123456"',
    '"DB_PASSWORD": "Xk9$mPq2!vL"',
    '"DB_PASSWORD": "pa$$word1"',
    '"DB_PASSWORD": "${DB_PASSWORD:-S3cret99!}"',
    '"DB_PASSWORD": "[S3cret]99!"',
    '"DB_PASSWORD": "a<b>S3cret99"',
    '"DB_PASSWORD": "/x8Kd92LmQ=="',
    '"password": 84619283',
    '"passWord": "S3cret99!"',
    '"lozinka": "Xk9mPq2vL"',
    '"HMAC_KEY": "Xk9mPq2vL88"',
    '"args": ["-u", "admin:S3cret99!"]',
    "curl --user=admin:S3cret99! https://x.example",
    "mysql -h db -pS3cret99! app",
    '"url": "https://x.example/?apiKey=S3cret9"',
    '"url": "https://x.example/#access_token=S3cret99"',
    '"DB_PASSWORD": "$ecretWord1"',
    '"password": "!$ecretWord1"',
    '"DB_PASSWORD": "$ummer2024"',
    "Server=db;Password=$ecretWord1;",
    '"args": ["-pS3cret99!"]',
)
STAND_INS = (
    '"DB_PASSWORD": "${DB_PASSWORD:-changeme}"',
    '"DB_PASSWORD": "$DB_PASSWORD"',
    '"DB_PASSWORD": "$dbPassword"',
    '"Authorization": "Basic ${USER}:${PASS}"',
    '"DB_PASSWORD": "/run/secrets/db_password"',
    '"API_KEY": "sk-000"',
    '"API_KEY": "ghp_1234567890"',
    '"API_KEY": "sk-proj-abc123..."',
    "docker run -u 1000:1000 a/b",
    "docker run --user node:node a/b",
    '"args": ["-u", "${USER}:${PASS}"]',
    "mysql -p app",
    '"args": ["-p", "8080:80"]',
)
