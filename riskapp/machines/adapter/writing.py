"""What programs change: the actions of the pages, with the forms of the pages before them."""

from __future__ import annotations

import datetime
from typing import Annotated, Any
from uuid import UUID

from django.db import transaction
from django.http import HttpRequest, HttpResponse
from ninja import Header, Schema, Status
from pydantic import ConfigDict, Field

from riskapp.accounts.access import organisation_for
from riskapp.accounts.choices import Capability
from riskapp.accounts.models import Organisation
from riskapp.common.versions import as_it_is
from riskapp.machines.adapter import telling
from riskapp.machines.adapter.reading import answers
from riskapp.machines.adapter.rights import (
    FormRefused,
    OAuth2,
    member_in,
    operations,
    require_version,
    versioned,
)
from riskapp.machines.choices import ApiScope
from riskapp.vendors.access import engagement_for, vendor_for
from riskapp.vendors.actions import (
    change_engagement,
    change_vendor,
    register_engagement,
    register_vendor,
)
from riskapp.vendors.forms import EngagementForm, VendorForm
from riskapp.vendors.models import MAX_LABELS
from riskapp.vendors.queries import members_of

Key = Annotated[
    str | None,
    Header(
        alias="Idempotency-Key",
        pattern=r"^[\x21-\x7e]{1,128}$",
        description="The same key with the same body is answered the same, and done once.",
    ),
]
IfMatch = Annotated[
    str | None, Header(alias="If-Match", description="The ETag that was read.")
]
Profile = Annotated[
    dict[
        Annotated[str, Field(max_length=20)],
        Annotated[str, Field(min_length=1, max_length=40)],
    ],
    Field(max_length=40, description="Codes by question, such as ENG-01."),
]
Label = Annotated[str, Field(min_length=1, max_length=40, pattern=r"^[^,\x00]+$")]


class StrictInput(Schema):
    """What a body may say, and nothing else."""

    model_config = ConfigDict(extra="forbid")


class VendorInput(StrictInput):
    """A vendor to be registered; ``owner`` is the e-mail address of a member."""

    name: str = Field(min_length=1, max_length=200)
    country: str = Field("", max_length=2, description="ISO 3166-1 alpha-2, or empty.")
    owner: str | None = Field(None, max_length=254)
    services: str = Field("", max_length=2000)
    labels: list[Label] = Field(default_factory=list, max_length=MAX_LABELS)


class VendorChange(StrictInput):
    """What is to be different; what is not named stays."""

    name: str | None = Field(None, min_length=1, max_length=200)
    country: str | None = Field(None, max_length=2)
    owner: str | None = Field(None, max_length=254)
    services: str | None = Field(None, max_length=2000)
    labels: list[Label] | None = Field(None, max_length=MAX_LABELS)


class EngagementInput(StrictInput):
    """A piece of work to be registered; ``profile`` has a code for each question about it, those
    about the buyer where it is another one than in the settings."""

    name: str = Field(min_length=1, max_length=200)
    contract_reference: str = Field("", max_length=100)
    contract_starts_on: datetime.date | None = None
    contract_ends_on: datetime.date | None = None
    profile: Profile


class EngagementChange(StrictInput):
    """What is to be different; what is not named stays, also within ``profile``."""

    name: str | None = Field(None, min_length=1, max_length=200)
    contract_reference: str | None = Field(None, max_length=100)
    contract_starts_on: datetime.date | None = None
    contract_ends_on: datetime.date | None = None
    profile: Profile | None = None


@operations.post(
    "vendors",
    response=answers(telling.VendorItem, 400, 409, 413, 415, good=201),
    auth=OAuth2(ApiScope.VENDORS_WRITE),
    operation_id="registerVendor",
)
def register(
    request: HttpRequest,
    data: VendorInput,
    response: HttpResponse,
    idempotency_key: Key = None,  # noqa: ARG001  # read before by answering, here for the document
) -> Any:
    """Register a vendor."""
    user = member_in(request)
    organisation = organisation_for(user, Capability.ASSESS)
    form = _vendor_form(data.model_dump(), organisation.pk)
    vendor = register_vendor(organisation=organisation, by=user, **form.cleaned_data)
    told = telling.vendor_told(vendor)
    return Status(201, versioned(told, response, f"vendors/{vendor.pk}"))


@operations.patch(
    "vendors/{uuid:vendor_id}",
    response=answers(telling.VendorItem, 400, 409, 412, 413, 415, 428),
    auth=OAuth2(ApiScope.VENDORS_WRITE),
    operation_id="changeVendor",
)
def change(
    request: HttpRequest,
    vendor_id: UUID,
    data: VendorChange,
    response: HttpResponse,
    if_match: IfMatch = None,
) -> Any:
    """Change what is known of a vendor, as it was read."""
    user = member_in(request)
    vendor = vendor_for(user, vendor_id, Capability.ASSESS)
    with transaction.atomic():
        as_it_is(vendor)
        told = telling.vendor_told(vendor)
        require_version(if_match, told)
        wanted = {name: told[name] for name in VendorChange.model_fields}
        form = _vendor_form(
            wanted | data.model_dump(exclude_unset=True), vendor.organisation_id
        )
        vendor = change_vendor(vendor, by=user, **form.cleaned_data)
    return versioned(telling.vendor_told(vendor), response)


@operations.post(
    "vendors/{uuid:vendor_id}/engagements",
    response=answers(telling.EngagementItem, 400, 409, 413, 415, good=201),
    auth=OAuth2(ApiScope.VENDORS_WRITE),
    operation_id="registerEngagement",
)
def register_work(
    request: HttpRequest,
    vendor_id: UUID,
    data: EngagementInput,
    response: HttpResponse,
    idempotency_key: Key = None,  # noqa: ARG001  # read before by answering, here for the document
) -> Any:
    """Register a piece of work of a vendor; its tier follows from its profile."""
    user = member_in(request)
    vendor = vendor_for(user, vendor_id, Capability.ASSESS)
    form = _engagement_form(data.model_dump(mode="json"), vendor.organisation)
    engagement = register_engagement(vendor=vendor, by=user, **form.work)
    told = telling.engagement_told(engagement)
    return Status(201, versioned(told, response, f"engagements/{engagement.pk}"))


@operations.patch(
    "engagements/{uuid:engagement_id}",
    response=answers(telling.EngagementItem, 400, 409, 412, 413, 415, 428),
    auth=OAuth2(ApiScope.VENDORS_WRITE),
    operation_id="changeEngagement",
)
def change_work(
    request: HttpRequest,
    engagement_id: UUID,
    data: EngagementChange,
    response: HttpResponse,
    if_match: IfMatch = None,
) -> Any:
    """Change what is known of a piece of work, as it was read."""
    user = member_in(request)
    engagement = engagement_for(user, engagement_id, Capability.ASSESS)
    with transaction.atomic():
        as_it_is(engagement)
        told = telling.engagement_told(engagement)
        require_version(if_match, told)
        wanted = {name: told[name] for name in EngagementChange.model_fields}
        wanted |= data.model_dump(mode="json", exclude_unset=True)
        wanted["profile"] = told["profile"] | (wanted["profile"] or {})
        form = _engagement_form(wanted, engagement.organisation)
        engagement = change_engagement(engagement, by=user, **form.work)
    return versioned(telling.engagement_told(engagement), response)


def _engagement_form(
    wanted: dict[str, Any], organisation: Organisation
) -> EngagementForm:
    """The form of the page, filled; what it refuses is refused, and questions it does not ask."""
    profile = wanted.pop("profile")
    form = EngagementForm(wanted | profile, known=organisation.buyer_facts)
    questions = [question.id for question in form.questions]
    for name in profile:
        if name not in questions:
            form.add_error(None, f"profile: {name} is no question about the work.")
    if not form.is_valid():
        raise FormRefused(form, dict.fromkeys(questions, "profile"))
    return form


def _vendor_form(wanted: dict[str, Any], organisation_id: UUID) -> VendorForm:
    """The form of the page, filled; what it refuses is refused."""
    members = members_of([organisation_id])
    owner = wanted["owner"] or ""
    found = members.filter(email=owner).first() if owner else None
    values = wanted | {
        "owner": found.pk if found else owner and "-1",
        "labels": ", ".join(wanted["labels"] or []),
        "country": wanted["country"] or "",
        "services": wanted["services"] or "",
    }
    form = VendorForm(values, members=members)
    if not form.is_valid():
        raise FormRefused(form)
    return form
