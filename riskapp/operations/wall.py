"""The second wall as data: for each table, whose a row is.

One line a table; ``database_roles`` makes the policies. A model that is in no list here fails
a test. See docs/decisions/013-second-wall.md.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence

# What is in hand; see riskapp.common.wall. A setting that is not there, or empty, is equal to
# nothing.
ORGANISATION = "NULLIF(current_setting('app.organisation', true), '')::uuid"
RESPONSES = "NULLIF(current_setting('app.response', true), '')::uuid[]"
ASKER = "NULLIF(current_setting('app.asker', true), '')::uuid"


def _own(column: str = "organisation_id") -> str:
    """The row names its organisation.

    Said so that it costs least (``make bench``): the setting is read once, not for every row, and
    the planner takes what it says of a row to be true of every second one. Of "=" it would know
    that it holds for the rows of one organisation among all; together with the organisation that
    a query names it would expect next to no rows, and read whole tables in a loop for them.
    """
    return f"COALESCE({column} = (SELECT {ORGANISATION}), false)"


def _asked(*columns: str) -> str:
    """The row names a response in hand."""
    return " OR ".join(f"{column} = ANY ({RESPONSES})" for column in columns)


def _as(parent: str, column: str) -> str:
    """A row is whose its parent is; the parent's own policy decides."""
    return f"EXISTS (SELECT FROM {parent} parent WHERE parent.id = {column})"


_OF_RESPONSE = _as("questionnaires_response", "response_id")
_OF_INVITATION = _as("questionnaires_invitation", "invitation_id")
_OF_ASSESSMENT = _as("assessments_assessment", "assessment_id")
_OF_FINDING = _as("findings_finding", "finding_id")
_OF_DECISION = _as("decisions_decision", "decision_id")
_OF_PLAN = _as("findings_plan", "plan_id")

# Table: the condition that a row has to fulfil for members, to be seen and to be written.
OF_MEMBERS = {
    "accounts_organisation": _own("id"),
    "accounts_directoryentry": _own(),
    "accounts_directorytoken": _own(),
    "accounts_identityprovider": _own(),
    "accounts_maildomain": _own(),
    "accounts_membership": _own(),
    "accounts_onetimelink": _own(),
    "accounts_offer": _own(),
    "assessments_assessment": _own(),
    "sending_campaign": _own(),
    "dashboards_ratingperiod": _own(),
    "dashboards_scopedtotal": _own(),
    "dashboards_tobedecided": _own(),
    "dashboards_vendortally": _own(),
    "dashboards_worktotal": _own(),
    "desk_waitingthing": _own(),
    "decisions_condition": _OF_DECISION,
    "decisions_decision": _own(),
    "review_dismissal": _own(),
    "facts_sourcefile": _OF_RESPONSE,
    "activity_activityalert": _OF_RESPONSE,
    "activity_activityday": _as("activity_activityfile", "file_id"),
    "activity_activityfile": _OF_RESPONSE,
    "activity_agreedlimits": _own(),
    "findings_finding": _own(),
    "findings_findingevent": _OF_FINDING,
    "findings_findingtotal": _own(),
    "findings_plan": _OF_FINDING,
    "findings_planfile": _OF_PLAN,
    "findings_themetotal": _own(),
    "sending_reassessment": _own(),
    "decisions_recommendation": _own(),
    "sending_reminder": _OF_RESPONSE,
    "assessments_reviewer": _OF_ASSESSMENT,
    "review_reviewnote": _own(),
    "assessments_score": _own(),
    "assessments_scorechange": _own(),
    "assessments_engagementstanding": _own(),
    "sending_sending": _as("sending_campaign", "campaign_id"),
    "review_verdict": _own(),
    # A column that may be empty, which nothing in hand must not be equal to.
    "audit_auditentry": f"organisation_id = (SELECT {ORGANISATION})",
    "audit_trailname": _own(),
    "audit_chainhead": _own("id"),
    "audit_syslogmark": _own("id"),
    "copies_copy": _OF_RESPONSE,
    "incidents_incident": _own(),
    "incidents_incidentreply": _as("incidents_incidentrequest", "request_id"),
    "incidents_incidentrequest": _as("incidents_incident", "incident_id"),
    "incidents_shownname": _own(),
    "inventory_tool": _own(),
    "lists_savedview": _own(),
    "machines_apiclient": _own(),
    "machines_apitoken": _own(),
    "machines_keptreply": _own(),
    "machines_webhook": _own(),
    "machines_webhookmessage": _own(),
    "notifications_notification": _own(),
    "privacy_erasure": _own(),
    "privacy_hold": _own(),
    "privacy_period": _own(),
    "questionnaires_answer": _OF_RESPONSE,
    "questionnaires_clarification": _OF_RESPONSE,
    "questionnaires_delivery": _OF_INVITATION,
    "questionnaires_draft": _own("owner"),
    "questionnaires_entry": _OF_RESPONSE,
    "questionnaires_entrycode": _OF_INVITATION,
    "questionnaires_evidence": _OF_RESPONSE,
    "questionnaires_invitation": _OF_RESPONSE,
    # Written by whose it is alone; SEEN_BY_MEMBERS says who else reads it.
    "questionnaires_questionnaire": f"owner = (SELECT {ORGANISATION})",
    "questionnaires_questionnaireversion": (
        "EXISTS (SELECT FROM questionnaires_questionnaire parent"
        " WHERE parent.id = questionnaire_id AND parent.owner IS NOT NULL)"
    ),
    "questionnaires_message": _OF_RESPONSE,
    "questionnaires_remark": _OF_RESPONSE,
    "questionnaires_respondent": _OF_RESPONSE,
    "questionnaires_response": _own("tenant"),
    "questionnaires_responseevent": _OF_RESPONSE,
    "questionnaires_upload": _OF_RESPONSE,
    "questionnaires_wrongtry": _OF_INVITATION,
    "reports_counselreview": _own(),
    "reports_issuedaddendum": _own(),
    "reports_report": _own(),
    "reports_reportlink": _own(),
    "reports_reportlook": _own(),
    "terms_termsstep": _own(),
    "reports_reportschedule": _own(),
    "signed_signingkey": _own(),
    "signed_trustedkey": _own(),
    "vendors_contact": _own(),
    "vendors_engagement": _own(),
    "vendors_import": _own(),
    "vendors_vendor": _own(),
}
# The same for people at a vendor, who have one response and those it follows or that follow
# it. What is not here does not exist for them.
OF_RESPONDENTS = {
    "accounts_organisation": f"id = {ASKER}",
    "assessments_assessment": _asked("response_id", "follow_up_id"),
    "decisions_condition": _OF_DECISION,
    "decisions_decision": _OF_ASSESSMENT,
    # What a member dropped is the organisation's alone.
    "facts_sourcefile": f"({_asked('response_id')}) AND by_id IS NULL",
    "activity_activityday": _as("activity_activityfile", "file_id"),
    "activity_activityfile": f"({_asked('response_id')}) AND by_id IS NULL",
    "findings_finding": _OF_ASSESSMENT,
    "findings_findingevent": _OF_FINDING,
    "findings_plan": _OF_FINDING,
    "findings_planfile": _OF_PLAN,
    "assessments_score": _asked("response_id"),
    "copies_copy": _asked("response_id"),
    "incidents_incidentreply": _as("incidents_incidentrequest", "request_id"),
    "incidents_incidentrequest": _asked("response_id"),
    "questionnaires_answer": _asked("response_id"),
    "questionnaires_clarification": _asked("response_id", "asked_in_id"),
    "questionnaires_delivery": _OF_INVITATION,
    "questionnaires_entry": _asked("response_id"),
    "questionnaires_entrycode": _OF_INVITATION,
    "questionnaires_evidence": _asked("response_id"),
    "questionnaires_invitation": _asked("response_id"),
    "questionnaires_message": _asked("response_id"),
    "questionnaires_remark": _asked("response_id"),
    "questionnaires_respondent": _asked("response_id"),
    "questionnaires_response": _asked("id"),
    "questionnaires_responseevent": _asked("response_id"),
    "questionnaires_upload": _asked("response_id"),
    "questionnaires_wrongtry": _OF_INVITATION,
}
# Tables of which more is seen than may be written: a questionnaire without an owner is everybody's
# to ask, one of an organisation's own is seen there, and by those who were asked it. There are
# few, so they are looked up once a statement, which costs less than a look for each row.
SEEN_BY_MEMBERS = {
    "questionnaires_questionnaire": f"owner IS NULL OR {_own('owner')}",
    "questionnaires_questionnaireversion": (
        "questionnaire_id = ANY (ARRAY(SELECT id FROM questionnaires_questionnaire))"
    ),
}
SEEN_BY_RESPONDENTS = {
    "questionnaires_questionnaire": (
        "id = ANY (ARRAY(SELECT questionnaire_id FROM questionnaires_questionnaireversion))"
    ),
    "questionnaires_questionnaireversion": (
        "id = ANY (ARRAY(SELECT version_id FROM questionnaires_response))"
    ),
}
# Tables without a wall, and why.
OF_NOBODY = {
    "account_emailaddress": "sign-in comes before any organisation",
    "account_emailconfirmation": "sign-in comes before any organisation",
    "accounts_user": "a person belongs to several organisations, or to none yet",
    "accounts_user_groups": "not used",
    "accounts_user_user_permissions": "not used",
    "auth_group": "not used",
    "auth_group_permissions": "not used",
    "auth_permission": "not used",
    "common_heartbeat": "signs of life of the installation",
    "common_installation": "the name of the installation",
    "common_storedvalue": "limits while Valkey is away, by keyed names",
    "common_turn": "which clock acts, and when it ran what",
    "dashboards_duetally": "ids of vendors, while a transaction lasts",
    "common_waiting": "tasks while the broker is away: ids only",
    "django_content_type": "names of models",
    "django_session": "known by a random key only",
    "mfa_authenticator": "sign-in comes before any organisation; sealed",
    "notifications_preference": "how one person wants to be told, wherever they work",
    "socialaccount_socialaccount": "sign-in comes before any organisation",
    "socialaccount_socialapp": "not used",
    "socialaccount_socialtoken": "not used",
    "terms_cataloguefile": "what is published about AI tools, for everybody",
    "terms_publishedchange": "what is published about AI tools, for everybody",
    "usersessions_usersession": "where one person is signed in",
}


def respondents_of(role: str) -> str:
    """The role that a working role takes on for people at a vendor."""
    return f"{role}_respondent"


def everybody_of(role: str) -> str:
    """The role that a working role takes on where it needs everything."""
    return f"{role}_everything"


ENABLE = """DO $$ BEGIN
IF NOT (SELECT relrowsecurity FROM pg_class WHERE oid = '{table}'::regclass)
THEN ALTER TABLE {table} ENABLE ROW LEVEL SECURITY; END IF; END $$"""


def walls(working: Sequence[str]) -> Iterator[str]:
    """The SQL that puts every table behind the wall, for working roles and those they take on."""
    audiences: tuple[
        tuple[str, list[str], Mapping[str, str], Mapping[str, str]], ...
    ] = (
        ("members", list(working), OF_MEMBERS, SEEN_BY_MEMBERS),
        (
            "respondents",
            [respondents_of(r) for r in working],
            OF_RESPONDENTS,
            SEEN_BY_RESPONDENTS,
        ),
        (
            "everything",
            [everybody_of(r) for r in working],
            dict.fromkeys(OF_MEMBERS, "true"),
            {},
        ),
    )
    for table in OF_MEMBERS:
        # Not again where it is: it would wait for everybody who uses the table.
        yield ENABLE.format(table=table)
        for kind, roles, written, seen in audiences:
            name, who = f"{working[0]} {kind}", ", ".join(map(_quoted, roles))
            condition = written.get(table)
            if table not in seen:
                yield from _policy(table, name, who, "ALL", using=condition)
                continue
            yield from _policy(table, name, who, "SELECT", using=seen[table])
            yield from _policy(table, f"{name} insert", who, "INSERT", check=condition)
            for command in ("UPDATE", "DELETE"):
                named = f"{name} {command.lower()}"
                yield from _policy(table, named, who, command, using=condition)


def _policy(
    table: str,
    name: str,
    who: str,
    command: str,
    *,
    using: str | None = None,
    check: str | None = None,
) -> Iterator[str]:
    """A policy in the place of the one there was; without a condition there is none."""
    quoted = _quoted(name)
    yield f"DROP POLICY IF EXISTS {quoted} ON {table}"
    for word, condition in (("USING", using), ("WITH CHECK", check)):
        if condition:
            yield (
                f"CREATE POLICY {quoted} ON {table} FOR {command} TO {who}"
                f" {word} ({condition})"
            )


def open_to(reader: str) -> Iterator[str]:
    """The SQL that lets a role read the rows of everybody."""
    name = _quoted(f"{reader} readers")
    for table in OF_MEMBERS:
        yield f"DROP POLICY IF EXISTS {name} ON {table}"
        yield (
            f"CREATE POLICY {name} ON {table} FOR SELECT TO {_quoted(reader)}"
            " USING (true)"
        )


def _quoted(name: str) -> str:
    return '"' + name.replace('"', '""') + '"'
