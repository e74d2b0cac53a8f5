"""The whole policy on one screen: every URL, every kind of person, the expected status."""

import copy
import datetime
import re
from unittest.mock import patch
from uuid import uuid4

import pytest
from django.core.files.base import ContentFile
from django.db import connection, transaction
from django.test import Client, override_settings
from django.urls import URLPattern, URLResolver, get_resolver, reverse
from django.utils import timezone

from questionnaires.actions.entries import add_entry, choose_listed, remove_entry
from questionnaires.actions.evidence import EvidenceClaim, add_file
from questionnaires.actions.invitations import enter, invite, invite_colleague
from questionnaires.actions.publishing import keep_draft
from questionnaires.actions.responses import submit_response
from questionnaires.actions.uploads import receive_upload
from questionnaires.models import Clarification
from questionnaires.queries import token_of
from riskapp.accounts import access
from riskapp.accounts.choices import Role
from riskapp.accounts.models import MailDomain, Membership, TenantQuerySet
from riskapp.activity.actions.agreeing import agree
from riskapp.activity.actions.watching import watch_agents
from riskapp.assessments.models import Assessment
from riskapp.facts.actions.dropping import drop_at_buyer, drop_at_vendor
from riskapp.findings.actions.remedies import propose
from riskapp.findings.models import Finding
from riskapp.incidents.actions.asking import ask_vendors
from riskapp.incidents.actions.opening import IncidentInput, open_incident
from riskapp.lists.actions import save_view
from riskapp.lists.choices import ListName
from riskapp.machines.actions.clients import make_client
from riskapp.machines.actions.webhooks import make_webhook
from riskapp.notifications.actions.notifying import NotificationEvent, notify
from riskapp.notifications.choices import NotificationKind
from riskapp.organisations.actions.offers import offer_membership
from riskapp.privacy.actions.settling import put_on_hold
from riskapp.reports.actions import (
    LinkRequest,
    ReportRequest,
    ScheduleRequest,
    make_link,
    render_report,
    request_report,
    schedule_report,
)
from riskapp.results.actions.scoring import score_assessment
from riskapp.sending.actions.campaigns import Wanted, start_campaign
from riskapp.sending.actions.reassessing import record_event
from riskapp.sending.choices import ReassessmentCause
from riskapp.signed_answers.actions.keys import signing_key_of, trust_key
from riskapp.sso.actions import make_token
from riskapp.statements.keys import PublicKey, write_key
from riskapp.terms.choices import PlanChangeKind
from riskapp.terms.models import CatalogueFile
from riskapp.tools.catalogue import core_catalogue
from riskapp.vendors.actions import add_contact
from riskapp.vendors.actions.importing import read_import
from tests.conftest import acting_as, make_world
from tests.factories.paper import blank_paper
from tests.factories.riskapp import decided
from tests.factories.visiting import arrive, view_of
from tests.riskapp.activity.conftest import START, changed, days, totals

PEOPLE = (
    "administrator", "analyst", "approver", "procurement", "auditor",
    "stranger", "anonymous", "respondent",
)  # fmt: skip
A = 302  # sent to the sign-in page
ENOUGH_DOORS = 40
REFUSED = 403
# Between two signs of life that are kept: each would be written, and rolled back, again.
A_DAY = 24 * 60 * 60
# What is refused depends on what is asked for there, which the page knows.
DEPENDS = {"desk:many", "assessments:settle_finding"}
DOOR = re.compile(rb'(?:href|action|formaction)="(/[^"#]*)')
ACCESS = {
    # URL name: method, then the status for each of PEOPLE in turn.
    # Who decides has a page; everybody else is led to where their work begins.
    "dashboards:home": ("get", 302, 302, 200, 302, 302, 302, A, A),
    "dashboards:board": ("post", 403, 403, 302, 403, 403, 403, A, A),
    "dashboards:add_samples": ("post", 403, 302, 403, 403, 403, 302, A, A),
    "dashboards:moved": ("get", 200, 200, 200, 200, 200, 200, A, A),
    "dashboards:signing": ("get", 200, 200, 200, 200, 200, 200, A, A),
    "dashboards:auditing": ("get", 200, 403, 403, 403, 200, 403, A, A),
    "dashboards:administering": ("get", 200, 403, 403, 403, 403, 403, A, A),
    "dashboards:standings": ("get", 200, 200, 200, 200, 200, 200, A, A),
    "dashboards:dates": ("get", 200, 200, 200, 200, 200, 200, A, A),
    "dashboards:overview": ("get", 200, 200, 200, 200, 200, 200, A, A),
    "setup:list": ("get", 200, 403, 403, 403, 403, 403, A, A),
    "setup:questionnaires": ("get", 200, 200, 403, 403, 403, 200, A, A),
    "setup:draft": ("get", 200, 200, 403, 403, 403, 404, A, A),
    "setup:publish": ("post", 302, 302, 403, 403, 403, 404, A, A),
    "setup:mail": ("post", 302, 403, 403, 403, 403, 403, A, A),
    "setup:scanner": ("post", 302, 403, 403, 403, 403, 403, A, A),
    # Only with the link of the first administrator: see riskapp/setup/test_first.py.
    "setup:first": ("get", 404, 404, 404, 404, 404, 404, 404, 404),
    "setup:opened": ("get", 404, 404, 404, 404, 404, 404, 404, 404),
    "organisations:settings": ("get", 200, 403, 403, 403, 403, 403, A, A),
    "audit:list": ("get", 200, 403, 403, 403, 200, 403, A, A),
    "audit:export": ("get", 200, 403, 403, 403, 200, 403, A, A),
    "notifications:list": ("get", 200, 200, 200, 200, 200, 200, A, A),
    "notifications:read": ("post", 302, 302, 302, 302, 302, 302, A, A),
    "notifications:settings": ("get", 200, 200, 200, 200, 200, 200, A, A),
    "notifications:go": ("post", 404, 302, 404, 404, 404, 404, A, A),
    "inventory:list": ("get", 200, 200, 200, 200, 200, 200, A, A),
    "inventory:excess": ("get", 200, 200, 200, 200, 200, 200, A, A),
    "assessments:asked": ("get", 200, 200, 200, 403, 200, 404, A, A),
    "assessments:ask_about_tools": ("get", 403, 200, 403, 403, 403, 200, A, A),
    "assessments:calls": ("get", 200, 200, 200, 403, 200, 404, A, A),
    "organisations:language": ("post", 302, 302, 302, 302, 302, 302, A, A),
    "organisations:sessions": ("get", 200, 200, 200, 200, 200, 200, A, A),
    "organisations:rhythm": ("get", 200, 403, 403, 403, 403, 403, A, A),
    "organisations:mails": ("get", 200, 403, 403, 403, 403, 403, A, A),
    "organisations:mail_text": ("get", 200, 403, 403, 403, 403, 403, A, A),
    "organisations:members": ("get", 200, 403, 403, 403, 403, 403, A, A),
    "organisations:member": ("get", 200, 403, 403, 403, 403, 404, A, A),
    "organisations:remove_member": ("post", 302, 403, 403, 403, 403, 404, A, A),
    "organisations:reset_factor": ("post", 302, 403, 403, 403, 403, 404, A, A),
    "organisations:offer_again": ("post", 302, 403, 403, 403, 403, 404, A, A),
    "organisations:withdraw_offer": ("post", 302, 403, 403, 403, 403, 404, A, A),
    "organisations:offer_link": ("post", 200, 403, 403, 403, 403, 404, A, A),
    # Only with a mail or a link: see riskapp/organisations/test_offers.py and test_links.py.
    "organisations:linked": ("get", 404, 404, 404, 404, 404, 404, 404, 404),
    "organisations:offer": ("get", 404, 404, 404, 404, 404, 404, 404, 404),
    "organisations:offered": ("get", 404, 404, 404, 404, 404, 404, 404, 404),
    "signed:keys": ("get", 200, 403, 403, 403, 403, 403, A, A),
    "signed:replace": ("post", 302, 403, 403, 403, 403, 403, A, A),
    "signed:download": ("get", 200, 403, 403, 403, 403, 404, A, A),
    "signed:distrust": ("post", 302, 403, 403, 403, 403, 404, A, A),
    "machines:clients": ("get", 200, 403, 403, 403, 403, 403, A, A),
    "machines:mine": ("get", 200, 200, 200, 200, 200, 200, A, A),
    # A client of the analyst's: nobody else makes its secret.
    "machines:secret": ("post", 404, 200, 404, 404, 404, 404, A, A),
    "machines:revoke": ("post", 302, 403, 403, 403, 403, 404, A, A),
    "machines:webhooks": ("get", 200, 403, 403, 403, 403, 403, A, A),
    "machines:webhook": ("get", 200, 403, 403, 403, 403, 404, A, A),
    "machines:rotate": ("post", 200, 403, 403, 403, 403, 404, A, A),
    "machines:resume": ("post", 302, 403, 403, 403, 403, 404, A, A),
    "machines:remove": ("post", 302, 403, 403, 403, 403, 404, A, A),
    # Only with the secret of a client, or its token: see riskapp/machines.
    "api_token": ("post", 400, 400, 400, 400, 400, 400, 400, 400),
    "api": ("get", 401, 401, 401, 401, 401, 401, 401, 401),
    "sso:settings": ("get", 200, 403, 403, 403, 403, 403, A, A),
    "sso:domain": ("post", 422, 403, 403, 403, 403, 403, A, A),
    "sso:verify": ("post", 302, 403, 403, 403, 403, 404, A, A),
    "sso:remove": ("post", 302, 403, 403, 403, 403, 404, A, A),
    "sso:untie": ("post", 302, 403, 403, 403, 403, 404, A, A),
    "sso:make_token": ("post", 200, 403, 403, 403, 403, 403, A, A),
    "sso:take_over_token": ("post", 302, 403, 403, 403, 403, 404, A, A),
    "sso:revoke_token": ("post", 302, 403, 403, 403, 403, 404, A, A),
    # Only with the token of a directory: see riskapp/provisioning.
    "scim:users": ("get", 401, 401, 401, 401, 401, 401, 401, 401),
    "scim:service-provider-config": ("get", 401, 401, 401, 401, 401, 401, 401, 401),
    "scim:resource-types": ("get", 401, 401, 401, 401, 401, 401, 401, 401),
    "scim:schemas": ("get", 401, 401, 401, 401, 401, 401, 401, 401),
    "organisations:welcome": ("post", 302, 403, 403, 403, 403, 404, A, A),
    "privacy:periods": ("get", 200, 403, 403, 403, 403, 403, A, A),
    "privacy:people": ("get", 200, 403, 403, 403, 403, 403, A, A),
    "privacy:give": ("post", 302, 403, 403, 403, 403, 403, A, A),
    "privacy:erase": ("post", 302, 403, 403, 403, 403, 403, A, A),
    "privacy:holds": ("get", 200, 403, 403, 403, 403, 403, A, A),
    "privacy:lift": ("post", 302, 403, 403, 403, 403, 404, A, A),
    "privacy:processing": ("get", 200, 403, 403, 403, 403, 403, A, A),
    "privacy:remove_samples": ("post", 403, 302, 403, 403, 403, 302, A, A),
    "privacy:mine": ("post", 200, 200, 200, 200, 200, 200, A, A),
    "desk:waiting": ("get", 403, 200, 403, 403, 403, 200, A, A),
    "desk:search": ("get", 200, 200, 200, 200, 200, 200, A, A),
    "desk:many": ("post", 403, 302, 403, 403, 403, 302, A, A),
    "vendors:list": ("get", 200, 200, 200, 200, 200, 200, A, A),
    "vendors:detail": ("get", 200, 200, 200, 200, 200, 404, A, A),
    "vendors:engagements": ("get", 200, 200, 200, 200, 200, 200, A, A),
    "vendors:add": ("get", 403, 200, 403, 403, 403, 200, A, A),
    "vendors:edit": ("get", 403, 200, 403, 403, 403, 404, A, A),
    "vendors:archive": ("post", 403, 302, 403, 403, 403, 404, A, A),
    "vendors:restore": ("post", 403, 302, 403, 403, 403, 404, A, A),
    "vendors:profiles": ("get", 403, 200, 403, 403, 403, 200, A, A),
    "vendors:profiles_workbook": ("get", 403, 200, 403, 403, 403, 200, A, A),
    "vendors:contacts": ("get", 200, 200, 200, 200, 200, 200, A, A),
    "vendors:add_contact": ("get", 403, 200, 403, 403, 403, 404, A, A),
    "vendors:edit_contact": ("get", 403, 200, 403, 403, 403, 404, A, A),
    "vendors:remove_contact": ("post", 403, 302, 403, 403, 403, 404, A, A),
    "vendors:add_engagement": ("get", 403, 200, 403, 403, 403, 404, A, A),
    "vendors:edit_engagement": ("get", 403, 200, 403, 403, 403, 404, A, A),
    "vendors:archive_engagement": ("post", 403, 302, 403, 403, 403, 404, A, A),
    "vendors:restore_engagement": ("post", 403, 302, 403, 403, 403, 404, A, A),
    "vendors:import": ("get", 403, 200, 403, 403, 403, 200, A, A),
    "vendors:import_template": ("get", 403, 200, 403, 403, 403, 200, A, A),
    "vendors:import_detail": ("get", 403, 200, 403, 403, 403, 404, A, A),
    "vendors:import_apply": ("post", 403, 302, 403, 403, 403, 404, A, A),
    "vendors:import_state": ("get", 403, 200, 403, 403, 403, 404, A, A),
    "lists:save": ("post", 302, 302, 302, 302, 302, 302, A, A),
    # A shared view of the analyst: an administrator may take it away too.
    "lists:remove": ("post", 302, 302, 403, 403, 403, 404, A, A),
    "assessments:list": ("get", 200, 200, 200, 200, 200, 200, A, A),
    "assessments:start": ("get", 403, 200, 403, 403, 403, 200, A, A),
    "assessments:detail": ("get", 200, 200, 200, 200, 200, 404, A, A),
    "assessments:sending": ("get", 403, 200, 403, 403, 403, 404, A, A),
    "assessments:move_due": ("post", 403, 302, 403, 403, 403, 404, A, A),
    "assessments:hand_over": ("post", 403, 302, 403, 403, 403, 404, A, A),
    "assessments:withdraw_all": ("post", 403, 302, 403, 403, 403, 404, A, A),
    "assessments:campaigns": ("get", 200, 200, 200, 200, 200, 200, A, A),
    "assessments:campaign_start": ("get", 403, 200, 403, 403, 403, 200, A, A),
    "assessments:campaign_detail": ("get", 200, 200, 200, 200, 200, 404, A, A),
    "assessments:campaign_retry": ("post", 403, 302, 403, 403, 403, 404, A, A),
    "assessments:reassessments": ("get", 200, 200, 200, 200, 200, 200, A, A),
    "assessments:reassess": ("get", 403, 200, 403, 403, 403, 404, A, A),
    "assessments:dismiss_reassessment": ("post", 403, 302, 403, 403, 403, 404, A, A),
    "assessments:event": ("get", 403, 200, 403, 403, 403, 404, A, A),
    "assessments:ask_whole_form": ("post", 403, 302, 403, 403, 403, 404, A, A),
    "assessments:invite": ("post", 403, 302, 403, 403, 403, 404, A, A),
    "assessments:remind": ("post", 403, 302, 403, 403, 403, 404, A, A),
    "assessments:withdraw": ("post", 403, 302, 403, 403, 403, 404, A, A),
    "assessments:criteria": ("get", 200, 200, 200, 200, 200, 404, A, A),
    "assessments:tools": ("get", 200, 200, 200, 200, 200, 404, A, A),
    "assessments:findings": ("get", 200, 200, 200, 200, 200, 404, A, A),
    "assessments:all_findings": ("get", 200, 200, 200, 200, 200, 200, A, A),
    "assessments:score_anew": ("post", 403, 302, 403, 403, 403, 302, A, A),
    "assessments:waivers": ("get", 200, 200, 200, 200, 200, 200, A, A),
    "assessments:finding": ("get", 200, 200, 200, 200, 200, 404, A, A),
    "assessments:add_finding": ("get", 403, 200, 403, 403, 403, 404, A, A),
    "assessments:edit_finding": ("get", 403, 200, 403, 403, 403, 404, A, A),
    "assessments:merge_finding": ("post", 403, 302, 403, 403, 403, 404, A, A),
    # Nothing picked; what may be done with what is in views/test_picking.py.
    "assessments:picked_findings": ("post", 302, 302, 302, 302, 302, 302, A, A),
    # To accept a risk; the other steps are in views/test_findings.py.
    "assessments:settle_finding": ("get", 403, 403, 200, 403, 403, 404, A, A),
    "assessments:answer_plan": ("post", 403, 302, 403, 403, 403, 404, A, A),
    "assessments:plan_file": ("get", 200, 200, 200, 403, 200, 404, A, A),
    "assessments:decision": ("get", 200, 200, 200, 200, 200, 404, A, A),
    "assessments:recommend": ("post", 403, 422, 403, 403, 403, 404, A, A),
    "assessments:follow_rule": ("post", 403, 403, 302, 403, 403, 404, A, A),
    "assessments:show_decision": ("post", 403, 403, 302, 403, 403, 404, A, A),
    "assessments:action_plan": ("get", 200, 200, 200, 200, 200, 404, A, A),
    "assessments:plan_workbook": ("get", 200, 200, 200, 200, 200, 404, A, A),
    "assessments:plan_calendar": ("get", 200, 200, 200, 200, 200, 404, A, A),
    "assessments:take_in_plan": ("post", 403, 302, 403, 403, 403, 404, A, A),
    "assessments:vendor_action_plan": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    "assessments:vendor_plan_workbook": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    "assessments:vendor_plan_calendar": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    "assessments:vendor_take_in_plan": ("post", 404, 404, 404, 404, 404, 404, 404, 302),
    "assessments:vendor_outcome": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    "assessments:vendor_plan": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    "assessments:vendor_file": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    "assessments:answers": ("get", 200, 200, 200, 403, 200, 404, A, A),
    "assessments:history": ("get", 200, 403, 403, 403, 200, 404, A, A),
    "assessments:review": ("get", 200, 200, 200, 403, 200, 404, A, A),
    "assessments:review_answer": ("get", 200, 200, 200, 403, 200, 404, A, A),
    "assessments:review_note": ("post", 403, 302, 403, 403, 403, 404, A, A),
    "assessments:accept_rest": ("post", 403, 302, 403, 403, 403, 404, A, A),
    "assessments:complete_review": ("post", 403, 302, 403, 403, 403, 404, A, A),
    "assessments:rescore": ("post", 403, 302, 403, 403, 403, 404, A, A),
    "assessments:retry_score": ("post", 403, 302, 403, 403, 403, 404, A, A),
    "assessments:secret_rules": ("get", 200, 200, 200, 200, 200, 200, 200, 200),
    "assessments:shown": ("get", 200, 200, 200, 403, 200, 404, A, A),
    "assessments:shown_remove": ("post", 403, 302, 403, 403, 403, 404, A, A),
    "assessments:activity": ("get", 200, 200, 200, 403, 200, 404, A, A),
    "assessments:activity_ocsf": ("get", 200, 200, 200, 403, 200, 404, A, A),
    "assessments:activity_lines": ("get", 200, 200, 200, 403, 200, 404, A, A),
    "assessments:activity_explain": ("get", 403, 200, 403, 403, 403, 404, A, A),
    "assessments:activity_agreed": ("get", 403, 200, 403, 403, 403, 404, A, A),
    "assessments:activity_agreed_remove": ("post", 403, 302, 403, 403, 403, 404, A, A),
    "assessments:activity_remove": ("post", 403, 302, 403, 403, 403, 404, A, A),
    "assessments:vendor_activity_back": (
        "post",
        404,
        404,
        404,
        404,
        404,
        404,
        404,
        302,
    ),
    "assessments:vendor_files": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    # Only after submission: see riskapp/facts/views/test_later.py.
    "assessments:vendor_later": ("get", 404, 404, 404, 404, 404, 404, 404, 404),
    "assessments:vendor_stand_by": ("post", 404, 404, 404, 404, 404, 404, 404, 302),
    "assessments:vendor_take_back": ("post", 404, 404, 404, 404, 404, 404, 404, 302),
    # Only after submission: see assessments/actions/test_watching.py.
    "assessments:vendor_dates": ("get", 404, 404, 404, 404, 404, 404, 404, 404),
    "assessments:vendor_notice": ("get", 404, 404, 404, 404, 404, 404, 404, 404),
    "assessments:changes": ("get", 200, 200, 200, 200, 200, 404, A, A),
    "assessments:contradictions": ("get", 200, 200, 200, 403, 200, 404, A, A),
    "assessments:dismiss": ("post", 403, 302, 403, 403, 403, 404, A, A),
    "assessments:evidence": ("get", 200, 200, 200, 403, 200, 404, A, A),
    "assessments:questions": ("get", 403, 200, 403, 403, 403, 404, A, A),
    "assessments:ask": ("get", 403, 200, 403, 403, 403, 404, A, A),
    "assessments:call_off": ("post", 403, 302, 403, 403, 403, 404, A, A),
    "reports:list": ("get", 200, 200, 200, 200, 200, 200, A, A),
    "reports:look": ("get", 200, 403, 403, 403, 403, 403, A, A),
    "terms:list": ("get", 200, 200, 200, 403, 200, 200, A, A),
    "terms:catalogue": ("get", 200, 200, 200, 403, 200, 200, A, A),
    "terms:take": ("post", 422, 403, 403, 403, 403, 403, A, A),
    "terms:plan": ("get", 200, 200, 200, 403, 200, 200, A, A),
    "incidents:list": ("get", 200, 200, 200, 403, 200, 200, A, A),
    "incidents:open": ("get", 200, 200, 200, 403, 403, 200, A, A),
    # Without a file, and without what was read of one.
    "incidents:advisory": ("post", 422, 422, 422, 403, 403, 422, A, A),
    "incidents:advisory_confirm": ("post", 302, 302, 302, 403, 403, 302, A, A),
    "incidents:detail": ("get", 200, 200, 200, 403, 200, 404, A, A),
    "incidents:ask": ("post", 302, 302, 302, 403, 403, 404, A, A),
    "incidents:names": ("post", 302, 302, 302, 403, 403, 404, A, A),
    "incidents:close": ("post", 302, 302, 302, 403, 403, 404, A, A),
    "incidents:answer": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    "reports:incident": ("post", 302, 302, 302, 403, 403, 404, A, A),
    "reports:portfolio": ("get", 200, 200, 200, 200, 200, 200, A, A),
    "reports:compare": ("get", 200, 200, 200, 200, 200, 200, A, A),
    "reports:bundle": ("post", 302, 302, 302, 302, 403, 302, A, A),
    "reports:changes": ("get", 200, 200, 200, 200, 200, 404, A, A),
    "reports:cancel": ("post", 302, 302, 302, 302, 403, 404, A, A),
    "verify": ("get", 200, 200, 200, 200, 200, 200, 200, 200),
    "reports:pack": ("post", 302, 403, 403, 403, 302, 404, A, A),
    "reports:create": ("post", 302, 302, 302, 302, 403, 404, A, A),
    "reports:detail": ("get", 200, 200, 200, 200, 200, 404, A, A),
    "reports:state": ("get", 200, 200, 200, 200, 200, 404, A, A),
    "reports:retry": ("post", 302, 302, 302, 302, 403, 404, A, A),
    "reports:download": ("get", 200, 200, 200, 200, 403, 404, A, A),
    "reports:links": ("get", 200, 200, 200, 200, 403, 404, A, A),
    "reports:revoke": ("post", 302, 302, 302, 302, 403, 404, A, A),
    "reports:counsel": ("get", 302, 302, 302, 302, 403, 404, A, A),
    "reports:issue": ("post", 403, 403, 302, 403, 403, 404, A, A),
    "reports:schedule": ("get", 200, 200, 200, 200, 403, 404, A, A),
    "reports:stop": ("post", 302, 302, 302, 302, 403, 404, A, A),
    "shared": ("get", 200, 200, 200, 200, 200, 200, 200, 200),
    # Only with the token of a link: see riskapp/reports/views/test_sharing.py.
    "shared_report": ("get", 404, 404, 404, 404, 404, 404, 404, 404),
    "shared_file": ("post", 404, 404, 404, 404, 404, 404, 404, 404),
    "questionnaires:enter": ("get", 200, 200, 200, 200, 200, 200, 200, 200),
    "questionnaires:start": ("get", 404, 404, 404, 404, 404, 404, 404, 404),
    "questionnaires:code": ("get", 404, 404, 404, 404, 404, 404, 404, 404),
    "questionnaires:account": ("get", 404, 404, 404, 404, 404, 404, 404, 404),
    # People at vendors who have an account: see views/test_entering_by_account.py.
    "questionnaires:mine": ("get", A, A, A, A, A, A, A, A),
    "questionnaires:unsent": ("get", 404, 404, 404, 404, 404, 404, 404, 404),
    "questionnaires:leave": ("post", 302, 302, 302, 302, 302, 302, 302, 302),
    "questionnaires:language": ("post", 302, 302, 302, 302, 302, 302, 302, 302),
    "questionnaires:tasks": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    "questionnaires:section": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    "questionnaires:choose": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    "questionnaires:together": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    "questionnaires:entry": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    "questionnaires:answer": ("post", 404, 404, 404, 404, 404, 404, 404, 302),
    "questionnaires:changes": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    "questionnaires:why": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    "questionnaires:contact": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    "questionnaires:weak": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    "questionnaires:remark": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    "questionnaires:add": ("post", 404, 404, 404, 404, 404, 404, 404, 302),
    "questionnaires:proposals": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    "questionnaires:confirm_offered": ("post", 404, 404, 404, 404, 404, 404, 404, 302),
    "questionnaires:confirm_proposed": ("post", 404, 404, 404, 404, 404, 404, 404, 302),
    "questionnaires:copy": ("post", 404, 404, 404, 404, 404, 404, 404, 302),
    "questionnaires:remove": ("post", 404, 404, 404, 404, 404, 404, 404, 302),
    "questionnaires:restore": ("post", 404, 404, 404, 404, 404, 404, 404, 302),
    "questionnaires:colleagues": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    "questionnaires:colleague": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    "questionnaires:remind": ("post", 404, 404, 404, 404, 404, 404, 404, 302),
    "questionnaires:shut_out": ("post", 404, 404, 404, 404, 404, 404, 404, 302),
    "questionnaires:evidence": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    "questionnaires:evidence_file": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    "questionnaires:evidence_remove": (
        "post",
        404,
        404,
        404,
        404,
        404,
        404,
        404,
        302,
    ),
    "questionnaires:confirm": ("post", 404, 404, 404, 404, 404, 404, 404, 302),
    "questionnaires:reply": ("post", 404, 404, 404, 404, 404, 404, 404, 302),
    # Only where a new cycle left something behind: see views/test_following.py.
    "questionnaires:last_time": ("get", 404, 404, 404, 404, 404, 404, 404, 404),
    # Only after submission, and when questions came back: see views/test_following.py.
    "questionnaires:carry_on": ("post", 404, 404, 404, 404, 404, 404, 404, 404),
    "questionnaires:offline": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    "questionnaires:offline_file": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    "questionnaires:offline_preview": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    # Only after submission: see riskapp/vendor_copies/test_views.py.
    "signed:take": ("get", 404, 404, 404, 404, 404, 404, 404, 302),
    "copies:copy": ("get", 404, 404, 404, 404, 404, 404, 404, 302),
    "copies:state": ("get", 404, 404, 404, 404, 404, 404, 404, 404),
    "copies:download": ("get", 404, 404, 404, 404, 404, 404, 404, 404),
    "questionnaires:check": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    "questionnaires:submit": ("get", 404, 404, 404, 404, 404, 404, 404, 200),
    "questionnaires:done": ("get", 404, 404, 404, 404, 404, 404, 404, 302),
    "account_login": ("get", 302, 302, 302, 302, 302, 302, 200, 200),
    "account_logout": ("get", 200, 200, 200, 200, 200, 200, 302, 302),
    "account_signup": ("get", 302, 302, 302, 302, 302, 302, 200, 200),
    # Only with a freshly proven address.
    "account_join": ("get", A, A, A, A, A, A, A, A),
    "account_provider": ("get", 200, 200, 200, 200, 200, 200, 200, 200),
    # To the page that asks for the password: nobody here came through a provider.
    "account_confirm_by_provider": ("get", 302, 302, 302, 302, 302, 302, A, A),
    # Only where it is switched on: see riskapp/sso.
    "openid_connect_login": ("get", 404, 404, 404, 404, 404, 404, 404, 404),
    "openid_connect_callback": ("get", 404, 404, 404, 404, 404, 404, 404, 404),
    "account_drop_unsent": ("post", 302, 302, 302, 302, 302, 302, A, A),
    "saml_login": ("get", 404, 404, 404, 404, 404, 404, 404, 404),
    "saml_acs": ("post", 404, 404, 404, 404, 404, 404, 404, 404),
    "saml_finish_acs": ("get", 404, 404, 404, 404, 404, 404, 404, 404),
    "saml_metadata": ("get", 404, 404, 404, 404, 404, 404, 404, 404),
    "saml_sls": ("get", 404, 404, 404, 404, 404, 404, 404, 404),
    "account_organisation": ("get", 200, 200, 200, 200, 200, 200, A, A),
    "mfa_index": ("get", 200, 200, 200, 200, 200, 200, A, A),
    "mfa_authenticate": ("get", A, A, A, A, A, A, A, A),
    "mfa_reauthenticate": ("get", A, A, A, A, A, A, A, A),
    # The password is asked for first.
    "mfa_activate_totp": ("get", A, A, A, A, A, A, A, A),
    "mfa_deactivate_totp": ("get", 404, 404, 404, 404, 404, 404, A, A),
    "mfa_add_webauthn": ("get", A, A, A, A, A, A, A, A),
    "mfa_remove_webauthn": ("get", A, A, A, A, A, A, A, A),
    "mfa_login_webauthn": ("get", 302, 302, 302, 302, 302, 302, 302, 302),
    "mfa_reauthenticate_webauthn": ("get", A, A, A, A, A, A, A, A),
    "mfa_view_recovery_codes": ("get", 404, 404, 404, 404, 404, 404, A, A),
    "mfa_generate_recovery_codes": ("get", A, A, A, A, A, A, A, A),
    "mfa_download_recovery_codes": ("get", 404, 404, 404, 404, 404, 404, A, A),
    "account_inactive": ("get", 200, 200, 200, 200, 200, 200, 200, 200),
    "account_reauthenticate": ("get", 200, 200, 200, 200, 200, 200, A, A),
    "account_change_password": ("get", 200, 200, 200, 200, 200, 200, A, A),
    "account_reset_password": ("get", 200, 200, 200, 200, 200, 200, 200, 200),
    "account_reset_password_done": ("get", 200, 200, 200, 200, 200, 200, 200, 200),
    "account_reset_password_from_key": ("get", 200, 200, 200, 200, 200, 200, 200, 200),
    "account_reset_password_from_key_done": (
        "get",
        200,
        200,
        200,
        200,
        200,
        200,
        200,
        200,
    ),
    "set_language": ("post", 302, 302, 302, 302, 302, 302, 302, 302),
    # Only where the operator says whom to tell.
    "security_txt": ("get", 404, 404, 404, 404, 404, 404, 404, 404),
    "health": ("get", 200, 200, 200, 200, 200, 200, 200, 200),
}


def url_names(resolver=None, prefix=""):
    for pattern in (resolver or get_resolver()).url_patterns:
        if isinstance(pattern, URLResolver):
            space = f"{prefix}{pattern.namespace}:" if pattern.namespace else prefix
            yield from url_names(pattern, space)
        elif isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}"


def test_every_url_is_in_the_table():
    assert set(url_names()) == set(ACCESS)


def attach(response):
    return add_file(
        response, "GOV-02", ContentFile(b"%PDF-1.7", "a.pdf"), EvidenceClaim()
    )


def scored_with_evidence(world):
    assessment = world.assessment(name="Scored")
    attach(assessment.response)
    submit_response(assessment.response, name="Vera Vendor", role="CTO")
    score_assessment(assessment)
    return Assessment.objects.get(pk=assessment.pk)


@pytest.fixture(scope="module")
def media(tmp_path_factory):
    return tmp_path_factory.mktemp("media")


@pytest.fixture(autouse=True)
def _own_files(settings, media):
    """The files of the place, which all tests here share."""
    settings.MEDIA_ROOT = media


@pytest.fixture(scope="module")
def place(shared, media):
    """Addresses of real objects of one organisation, and everybody who might come."""
    in_database = "django.contrib.sessions.backends.db"  # rolled back too
    with (
        override_settings(MEDIA_ROOT=media, SESSION_ENGINE=in_database),
        patch.object(access, "NOTED_EVERY", A_DAY),
    ):
        made = make_place(make_world())
        connection.check_constraints()
        yield made


def make_place(world):
    scored = scored_with_evidence(world)
    waiting = world.assessment(name="Waiting", filled=False)
    summary = ReportRequest(variant="summary")
    with blank_paper():
        report = render_report(
            request_report(scored, by=world.analyst, report_request=summary)
        )
    response = waiting.response
    entry = choose_listed(response, "TOOL", core_catalogue().plans["amazon-q-free"])
    removed = remove_entry(add_entry(response, "TOOL"))
    colleague = invite_colleague(
        response,
        email="cora@vendor.example",
        sections=[],
        by=enter(response.invitations.get(), name="Vera"),
    )
    lead = invite(response, email="lena@vendor.example", actor="")
    told = notify(
        world.organisation,
        NotificationEvent(
            NotificationKind.OVERDUE,
            "1",
            "assessments.assessment",
            str(scored.pk),
            "Portal",
        ),
    )
    finding = scored.findings.first()
    Finding.objects.filter(pk=finding.pk).update(released_at=timezone.now())
    seat = enter(scored.response.invitations.get(), name="Vera")
    plan = propose(
        finding,
        text="We sign every call.",
        url="",
        due_on=None,
        is_done=True,
        respondent=seat,
        files=[ContentFile(b"%PDF-1.7", "a.pdf")],
    )
    decided(scored, world.people["approver"])
    campaign = start_campaign(
        Wanted(
            name="Autumn",
            version=world.version,
            due_on=waiting.due_on,
            message="",
            prefill=True,
            addresses={scored.engagement_id: "vera@vendor.example"},
        ),
        organisation=world.organisation,
        by=world.analyst,
    )
    values = {
        "finding_id": finding.pk,
        "plan_id": plan.pk,
        "file_id": plan.files.get().pk,
        "submitted_id": scored.response_id,
        "notification_id": told[0].pk,
        "assessment_id": scored.pk,
        "waiting_id": waiting.pk,
        "vendor_id": scored.engagement.vendor_id,
        "engagement_id": scored.engagement_id,
        "membership_id": world.organisation.memberships.get(user=world.analyst).pk,
        "campaign_id": campaign.pk,
        "sending_id": campaign.sendings.get().pk,
        "reassessment_id": record_event(
            scored.engagement,
            cause=ReassessmentCause.INCIDENT,
            text="A token leaked.",
            by=world.analyst,
        ).pk,
        "contact_id": add_contact(
            scored.engagement.vendor, email="vera@vendor.example", by=world.analyst
        ).pk,
        "import_id": read_import(
            organisation=world.organisation,
            file_name="vendors.csv",
            data=b"Vendor\nKestrel",
            by=world.analyst,
        ).pk,
        "view_id": save_view(
            organisation=world.organisation,
            of=ListName.VENDORS,
            name="Critical",
            query="rating=critical",
            is_shared=True,
            by=world.analyst,
        ).pk,
        "report_id": report.pk,
        "schedule_id": schedule_report(
            report,
            ScheduleRequest(
                [("Vera Vidmar", "vera@board.example")],
                "monthly",
                "The board asks.",
                datetime.date(2030, 1, 31),
            ),
            by=world.analyst,
        ).pk,
        "link_id": make_link(
            report, LinkRequest("Vera Vidmar", "A contract."), by=world.analyst
        )[0].pk,
        "hold_id": put_on_hold(
            scored.engagement.vendor, None, reason="A claim.", by=world.analyst
        ).pk,
        "response_id": response.pk,
        "entry_id": entry.pk,
        "rule": "CR-05",
        "invitation_id": colleague.pk,
        "code": "GOV",
        "mail_kind": "invitation",
        "mail_language": "de",
        "question_id": "GOV-02",
        "evidence_id": attach(response).pk,
        "clarification_id": Clarification.objects.create(
            response=scored.response,
            question="GOV-01",
            text="Since when?",
            author="analyst",
            asked_in=response,
        ).pk,
        "submitted_evidence_id": scored.response.evidence.get().pk,
        "kind": "yaml",
        "uidb36": "1",
        "key": "set-password",
        "token": "forged",
        "domain_id": MailDomain.objects.create(
            organisation=world.organisation,
            domain="buyer.example",
            verified_at=timezone.now(),
        ).pk,
        "provider_id": uuid4(),
        "pk": 1,
        "draft_id": keep_draft(
            world.organisation.pk, file_name="own.yaml", content=b"id: own"
        ).pk,
        "uuid": uuid4(),
        "organization_slug": uuid4(),
        "key_id": signing_key_of(world.organisation).pk,
        "trusted_id": trust_key(
            world.organisation,
            write_key(PublicKey(bytes(32), str(uuid4()), "Bank")).encode(),
            "Bank",
            by=world.people["administrator"],
        ).pk,
        "token_id": make_token(world.organisation, by=world.people["administrator"])[
            0
        ].pk,
        "client_id": make_client(
            world.organisation,
            name="Procurement system",
            purpose="Keeps vendors the same in both.",
            scopes=["vendors:read"],
            owner=world.analyst,
            by=world.people["administrator"],
        ).pk,
        "rest": "vendors",
        "webhook_id": make_webhook(
            world.organisation,
            name="Tickets",
            url="https://tickets.example/hook",
            kinds=["finding"],
            by=world.people["administrator"],
        )[0].pk,
        "offer_id": offer_membership(
            world.organisation,
            email="new@buyer.example",
            name="New",
            roles=["analyst"],
            by=world.people["administrator"],
        ).pk,
    }
    clients = {role: world.client(role) for role in world.people}
    clients["stranger"] = make_world("Other").client("analyst")
    for client in clients.values():
        arrive(client)
    clients["anonymous"] = Client()
    clients["respondent"] = Client()
    for way_in in (scored.response.invitations.get(), lead):
        clients["respondent"].post("/respond/", {"code": token_of(way_in)})
        clients["respondent"].post("/respond/start/", {"name": "Vera"})
    values["members_source_id"] = drop_at_buyer(
        scored,
        b'{"permissions": {"allow": ["Read(**)"]}}',
        "settings.json",
        by=world.analyst,
    ).pk
    unusual = changed(days(40), "repositories", "example/new", 3)
    values["members_activity_id"] = drop_at_buyer(
        scored, totals(unusual), "activity.jsonl", by=world.analyst
    ).pk
    watch_agents(scored)
    values["alert_id"] = scored.engagement.activity_alerts.first().pk
    values["agreed_id"] = agree(
        scored,
        "",
        {
            "since": START,
            "hours_from": None,
            "hours_until": None,
            "zone": "UTC",
            "weekdays_only": False,
            "hosts": ["example.com"],
        },
        by=world.analyst,
    ).pk
    values["activity_id"] = drop_at_vendor(
        response,
        totals(days(3)),
        "activity.jsonl",
        respondent=lead.respondents.get(),
    ).pk
    values["source_id"] = drop_at_vendor(
        response,
        b'{"permissions": {"allow": ["Read(**)"]}}',
        "settings.json",
        respondent=lead.respondents.get(),
    ).pk
    values["upload_id"] = receive_upload(
        response,
        b"questionnaire: ai-toolchain-partner",
        "a.yaml",
        respondent=lead.respondents.get(),
    ).pk
    incident = open_incident(
        IncidentInput("provider", ["Anthropic"], timezone.now()),
        organisation=world.organisation,
        by=world.analyst,
    )
    [asked] = ask_vendors(incident, [scored.engagement_id], {}, by=world.analyst)
    way_in = asked.response.invitations.get()
    clients["respondent"].post("/respond/", {"code": token_of(way_in)})
    clients["respondent"].post("/respond/start/", {"name": "Vera"})
    CatalogueFile.objects.create(
        version=30_000_000, gathered="2026-12-01", content="{}", digest="", keyid=""
    ).changes.create(
        position=0,
        plan="amazon-q-free",
        name="Amazon Q Developer",
        provider="AWS",
        kind=PlanChangeKind.UNLISTED,
    )
    values |= {"version": 30_000_000, "plan": "amazon-q-free"}
    values |= {"incident_id": incident.pk, "asked_id": asked.response_id}
    return values, clients, removed


def address(name, values, removed):
    if name in (
        "assessments:remind",
        "assessments:withdraw",
        "assessments:invite",
        "assessments:sending",
        "assessments:move_due",
        "assessments:hand_over",
        "assessments:withdraw_all",
    ):
        values = values | {"assessment_id": values["waiting_id"]}
    needed = _possibilities(name)[0][1]
    given = {key: values[key] for key in needed}
    if name == "questionnaires:restore":
        given["entry_id"] = removed.pk
    if name in (
        "assessments:vendor_outcome",
        "assessments:vendor_action_plan",
        "assessments:vendor_plan_workbook",
        "assessments:vendor_plan_calendar",
        "assessments:vendor_take_in_plan",
        "assessments:vendor_plan",
        "assessments:vendor_file",
    ):
        given["response_id"] = values["submitted_id"]
    if name == "incidents:answer":
        given["response_id"] = values["asked_id"]
    if name == "assessments:shown_remove":
        given["source_id"] = values["members_source_id"]
    if name == "assessments:activity_remove":
        given["activity_id"] = values["members_activity_id"]
    if name == "assessments:settle_finding":
        given["kind"] = "accept"
    if name in ("questionnaires:choose", "questionnaires:together"):
        given["code"] = "TOOL"
    if name == "assessments:evidence":
        given["evidence_id"] = values["submitted_evidence_id"]
    return reverse(name, kwargs=given)


def _possibilities(name):
    resolver = get_resolver()
    if ":" in name:
        space, name = name.split(":")
        _, resolver = resolver.namespace_dict[space]
    return [
        (pattern, keys) for pattern, keys in resolver.reverse_dict.getlist(name)[0][0]
    ]


DATA = {
    "incidents:names": {"names": "Anthropic"},
    "incidents:close": {"note": "Keys were changed."},
    "questionnaires:remark": {"question": "GOV-01"},
    "assessments:move_due": {"due_on": "2199-01-01", "reason": "They asked."},
    "assessments:hand_over": {"email": "zoe@vendor.example"},
    "assessments:withdraw_all": {"reason": "The contract has ended."},
    "assessments:ask": {"question": "GOV-01"},
    "assessments:answer_plan": {"verdict": "agree"},
    "questionnaires:confirm": {"section": "GOV"},
    "questionnaires:changes": {"section": "GOV"},
    "questionnaires:answer": {"question": "GOV-01", "GOV-01-value": "yes"},
    "questionnaires:add": {"section": "TOOL"},
    "questionnaires:confirm_proposed": {"seen": "{}"},
}


@pytest.mark.django_db
@pytest.mark.parametrize("name", ACCESS)
def test_access(place, name):
    """Each URL is tried by everybody; what a request changes is rolled back before the next."""
    values, clients, removed = place
    method, *expected = ACCESS[name]
    url = address(name, values, removed)

    replies = {
        person: _reply(clients[person], method, url, DATA.get(name, {}))
        for person in PEOPLE
    }

    found = {person: status for person, (status, _page) in replies.items()}
    assert found == dict(zip(PEOPLE, expected, strict=True))
    shut = {
        (person, door)
        for person, (_status, page) in replies.items()
        for door in set(doors_on(page)) - DEPENDS
        if ACCESS[door][PEOPLE.index(person) + 1] == REFUSED
    }
    assert shut == set(), "a page offers what is refused to whoever reads it"


def doors_on(page):
    """The names of the addresses that links and forms of a page lead to."""
    for where in set(DOOR.findall(page)):
        if door := view_of(where.decode().partition("?")[0]):
            yield door


def _status(client, method, url, data):
    return _reply(client, method, url, data)[0]


def _reply(client, method, url, data):
    cookies = copy.deepcopy(client.cookies)
    with transaction.atomic():
        answer = getattr(client, method)(url, data)
        whole = b"".join(answer) if answer.streaming else answer.content
        transaction.set_rollback(True)
    client.cookies = cookies
    return answer.status_code, whole


@pytest.mark.django_db
def test_an_unknown_object_is_as_foreign_as_a_strangers(place):
    _, clients, _ = place

    for name in ("assessments:detail", "reports:detail", "vendors:detail"):
        assert clients["analyst"].get(reverse(name, args=[uuid4()])).status_code == 404


@pytest.fixture
def without_the_first_wall(monkeypatch):
    """Every access function lets everybody do everything."""
    monkeypatch.setattr(TenantQuerySet, "visible_to", lambda self, _user: self.all())
    monkeypatch.setattr(access, "_membership", everything_everywhere)


@pytest.mark.django_db
@pytest.mark.parametrize("space", sorted({name.split(":")[0] for name in ACCESS}))
def test_the_second_wall_holds_without_the_first(place, without_the_first_wall, space):
    """A stranger still finds nothing: the database shows no row of others."""
    values, clients, removed = place
    behind = {}

    for name in (name for name in ACCESS if name.split(":")[0] == space):
        method, *expected = ACCESS[name]
        wanted = expected[PEOPLE.index("stranger")]
        url, data = address(name, values, removed), DATA.get(name, {})
        found, page = _reply(clients["stranger"], method, url, data)
        if found != wanted or b"d.o.o." in page:
            behind[name] = (found, f"expected {wanted}")

    assert behind == {}


@pytest.mark.django_db
def test_without_any_wall_the_doors_are_open(place, without_the_first_wall):
    """What the tests above find closed is closed by the wall."""
    values, clients, removed = place
    doors = 0

    for name, (method, *expected) in ACCESS.items():
        if expected[PEOPLE.index("stranger")] == 404:
            url, data = address(name, values, removed), DATA.get(name, {})
            with acting_as(None):
                doors += _reply(clients["stranger"], method, url, data)[0] != 404
        if doors > ENOUGH_DOORS:
            break

    assert doors > ENOUGH_DOORS


def everything_everywhere(user, organisation_id):
    return Membership(organisation_id=organisation_id, user=user, roles=Role.values)
