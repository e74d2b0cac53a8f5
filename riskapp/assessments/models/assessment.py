"""Assessments: one questionnaire version put to one vendor for one engagement."""

from __future__ import annotations

import datetime
import uuid
from collections.abc import Collection
from typing import ClassVar

from django.conf import settings
from django.db import models
from django.db.models import F, OuterRef, Q, Subquery
from django.utils import timezone

from questionnaires.models import Response
from riskapp.accounts.models import Organisation, TenantQuerySet
from riskapp.assessments.choices import AssessmentState, ScoreCause
from riskapp.assessments.models.standing import EngagementStanding
from riskapp.common.work import in_words
from riskapp.scoring.model import MODEL
from riskapp.vendors.choices import Rating
from riskapp.vendors.models import Engagement

WAITS_FOR_SCORE = Q(state=AssessmentState.SUBMITTED) | (
    Q(score__isnull=False) & ~Q(score_again="")
)

TO_REVIEW = Q(state=AssessmentState.SCORED, review_completed_at=None)
UNFINISHED = (
    AssessmentState.SENT,
    AssessmentState.SUBMITTED,
    AssessmentState.CLARIFYING,
)


def decision_ended(today: datetime.date) -> Q:
    """Where the last decision no longer holds, as ``Decision.has_ended`` says it."""
    return Q(decision__valid_until__lt=today)


def is_late(today: datetime.date) -> Q:
    """Overdue, the one meaning of it: the vendor has to answer, for the first time or what it was
    asked again, and the day for that is over."""
    return Q(awaited_by__lt=today)


class AssessmentQuerySet(TenantQuerySet["Assessment"]):
    """Assessments, filtered in words."""

    def kept(self) -> AssessmentQuerySet:
        """Without those of archived work."""
        return self.filter(put_away=False)

    def overdue(self, today: datetime.date) -> AssessmentQuerySet:
        """Where the vendor is late with its answers."""
        return self.filter(is_late(today))

    def unfinished(self) -> AssessmentQuerySet:
        """Those that the vendor has to answer, or that are being scored."""
        return self.filter(state__in=UNFINISHED)

    def current(self, among: Collection[uuid.UUID] = ()) -> AssessmentQuerySet:
        """One per engagement: the one scored last, else the one started last; none that was
        withdrawn. Of many, name the organisations they are ``among``: which was scored last
        stands with the engagement, and only where nothing was, or it was withdrawn, the newest
        is looked up for each."""
        newest = (
            Assessment.objects.filter(engagement=OuterRef("engagement"))
            .exclude(state=AssessmentState.WITHDRAWN)
            .order_by(F("score__created_at").desc(nulls_last=True), "-started_at")
            .values("pk")[:1]
        )
        found = Q(pk=Subquery(newest))
        if among:
            scored = EngagementStanding.objects.filter(organisation__in=among)
            withdrawn = scored.filter(assessment__state=AssessmentState.WITHDRAWN)
            unscored = ~Q(engagement__in=scored.values("engagement")) | Q(
                engagement__in=withdrawn.values("engagement")
            )
            stands = Q(pk__in=scored.values("assessment"))
            # The database asks in this order: what is dear comes last.
            found = stands & ~Q(state=AssessmentState.WITHDRAWN) | unscored & found
        return self.filter(found)

    def of_older_model(self) -> AssessmentQuerySet:
        """Evaluated by a model that is no longer the newest."""
        older = Q(score__model__lt=MODEL) | Q(
            score__model__gt=MODEL
        )  # an index has these
        return self.filter(older, score__organisation=F("organisation"))

    def to_watch(self, today: datetime.date) -> AssessmentQuerySet:
        """Evaluated, and with a date to look at."""
        return self.filter(
            Q(watch_on=None) | Q(watch_on__lte=today), score__isnull=False
        )

    def undecided(self) -> AssessmentQuerySet:
        """What was evaluated and nobody has decided on."""
        return self.filter(score__isnull=False, decision=None)

    def decided(self, today: datetime.date) -> AssessmentQuerySet:
        """Where the last decision holds on a day; a rejection has no end."""
        return self.filter(~decision_ended(today), decision__isnull=False)

    def decision_ended(self, today: datetime.date) -> AssessmentQuerySet:
        """Where the last decision no longer holds."""
        return self.filter(decision_ended(today))

    def answerable(self) -> AssessmentQuerySet:
        """Those in which the vendor still has something to answer."""
        return self.filter(state__in=(AssessmentState.SENT, AssessmentState.CLARIFYING))

    def to_review(self) -> AssessmentQuerySet:
        """Evaluated, and nobody has said yet that every answer was looked at."""
        return self.filter(TO_REVIEW)

    def unscored(self) -> AssessmentQuerySet:
        """Submitted and not evaluated, or evaluated and waiting for a new snapshot; without those
        whose scoring was given up."""
        return self.filter(WAITS_FOR_SCORE, score_failed="")

    def scoring_given_up(self) -> AssessmentQuerySet:
        """Those that wait for a score until somebody has it tried again."""
        return self.filter(WAITS_FOR_SCORE).exclude(score_failed="")


class Assessment(models.Model):
    """The thing that is sent, answered, scored and reported.

    ``response`` is what is evaluated: the first one, then whichever was submitted last.
    ``last_reviewer`` is who last asked, corrected or settled something; ``decision`` the last.
    ``follow_up`` is open at the vendor's: some of the answers, asked for again.
    No reminder is sent for a day up to ``reminders_from``: the start, or a moved due date.
    ``form_token`` is that of the form it was started with, so that a form starts one.
    ``score_again`` says why a new snapshot is due, until it is taken; ``score_tries`` how often
    that was tried, ``score_failed`` why it was given up. A review that is complete
    is so until another verdict or another answer comes. ``watch_on`` is the next day on which
    a credential is about to end or has ended (none: not reckoned since the last score),
    ``warned_on`` the day the vendor was last told of one.
    ``analyst`` is the member whose work it is, ``replies_to`` the one to whom the replies to the
    questions sent last come, if that is somebody else. ``open_contradictions`` counts those that
    nobody has decided about (none: not counted since the last answers). ``put_away`` says that its
    work was archived, ``mail_failed`` that the last mail to somebody who may answer did not go
    out, and ``vendor_asks`` that somebody there waits for a word; ``residual`` and ``rating`` are
    those of the score (none, "" without one). Triggers keep them.
    """

    id = models.UUIDField(primary_key=True, default=uuid.uuid4, editable=False)
    organisation = models.ForeignKey(
        Organisation, on_delete=models.PROTECT, related_name="assessments"
    )
    engagement = models.ForeignKey(
        Engagement, on_delete=models.PROTECT, related_name="assessments"
    )
    response = models.OneToOneField(
        Response, on_delete=models.PROTECT, related_name="assessment"
    )
    follow_up = models.OneToOneField(
        Response,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="asked_again_for",
    )
    state = models.CharField(
        max_length=12, choices=AssessmentState, default=AssessmentState.SENT
    )
    due_on = models.DateField()
    reminders_from = models.DateField(null=True, blank=True)
    withdrawn_because = models.CharField(max_length=500, blank=True, default="")
    campaign = models.ForeignKey(
        "sending.Campaign",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="assessments",
    )
    form_token = models.UUIDField(null=True, unique=True, editable=False)
    started_at = models.DateTimeField(auto_now_add=True)
    started_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    analyst = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    replies_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    open_contradictions = models.PositiveSmallIntegerField(null=True, editable=False)
    score = models.ForeignKey(
        "assessments.Score",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    watch_on = models.DateField(null=True, blank=True)
    warned_on = models.DateField(null=True, blank=True)
    score_again = models.CharField(max_length=14, choices=ScoreCause, blank=True)
    score_tries = models.PositiveSmallIntegerField(default=0, db_default=0)
    score_failed = models.CharField(
        max_length=300, blank=True, default="", db_default=""
    )
    review_completed_at = models.DateTimeField(null=True, blank=True)
    review_completed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    decision = models.ForeignKey(
        "decisions.Decision",
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    last_reviewer = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        null=True,
        blank=True,
        on_delete=models.PROTECT,
        related_name="+",
    )
    put_away = models.BooleanField(default=False, db_default=False, editable=False)
    mail_failed = models.BooleanField(default=False, db_default=False, editable=False)
    vendor_asks = models.BooleanField(default=False, db_default=False, editable=False)
    awaited_by = models.DateField(null=True, editable=False)
    residual = models.DecimalField(
        max_digits=4, decimal_places=1, null=True, editable=False
    )
    rating = models.CharField(
        max_length=10,
        choices=Rating,
        blank=True,
        default="",
        db_default="",
        editable=False,
    )

    objects: ClassVar[AssessmentQuerySet] = AssessmentQuerySet.as_manager()  # type: ignore[assignment]

    class Meta:
        ordering = ["-started_at"]
        indexes = [
            # What a list is narrowed by most is read along its order, of this index alone.
            models.Index(
                fields=["organisation", "-started_at"],
                include=["id", "put_away", "state", "engagement", "rating"],
                name="assessments_in_order",
            ),
            models.Index(
                fields=["watch_on"],
                condition=models.Q(score__isnull=False),
                name="assessments_to_watch",
            ),
            models.Index(
                fields=["organisation", "state", "due_on"], name="assessments_by_state"
            ),
            # What is counted of all of them is read of this index alone.
            models.Index(
                fields=["organisation", "engagement"],
                include=[
                    "id",
                    "put_away",
                    "state",
                    "awaited_by",
                    "score",
                    "decision",
                    "analyst",
                ],
                name="assessments_summed",
            ),
            models.Index(
                fields=["organisation", "awaited_by"],
                condition=models.Q(awaited_by__isnull=False),
                include=["put_away"],
                name="assessments_awaited",
            ),
            models.Index(
                "organisation",
                F("residual").desc(nulls_last=True),
                F("started_at").desc(),
                include=["put_away", "rating", "state"],
                name="assessments_by_residual",
            ),
            models.Index(
                fields=["organisation"],
                condition=TO_REVIEW,
                name="assessments_to_review",
            ),
            models.Index(
                fields=["organisation"],
                condition=models.Q(mail_failed=True),
                include=["put_away", "state"],
                name="assessments_mail_failed",
            ),
            models.Index(
                fields=["organisation"],
                condition=models.Q(vendor_asks=True),
                include=["put_away"],
                name="assessments_vendor_asks",
            ),
        ]

    def __str__(self) -> str:
        return str(self.engagement)

    def expect_score(self, again: str = "") -> list[str]:
        """A score is due, for a reason where there is one before, with all of its tries;
        returns the fields to save."""
        if again:
            self.score_again = again
        self.score_tries, self.score_failed = 0, ""
        return ["score_again", "score_tries", "score_failed"]

    @property
    def why_not_scored(self) -> str:
        """Why scoring was given up, in the language of the reader; "" where it was not."""
        is_waiting = self.state == AssessmentState.SUBMITTED or self.score_again
        return in_words(self.score_failed) if is_waiting else ""

    def is_overdue(self, today: datetime.date) -> bool:
        """As ``is_late`` finds it."""
        return self.awaited_by is not None and self.awaited_by < today

    @property
    def is_late_now(self) -> bool:
        """Whether it is overdue on the day that pages are shown for."""
        return self.is_overdue(timezone.localdate())

    @property
    def answer_by(self) -> datetime.date:
        """The day until which the vendor has to answer, or had to."""
        return self.awaited_by or self.due_on


class Reviewer(models.Model):
    """When a person last did something to an assessment that whoever decides may not have
    done: gave a verdict, asked, changed or settled a finding, recommended."""

    assessment = models.ForeignKey(
        "assessments.Assessment", on_delete=models.PROTECT, related_name="reviewers"
    )
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL, on_delete=models.PROTECT, related_name="+"
    )
    last_at = models.DateTimeField()

    class Meta:
        constraints = [
            models.UniqueConstraint(
                fields=["assessment", "user"], name="one_line_per_reviewer"
            ),
        ]

    def __str__(self) -> str:
        return str(self.user)
