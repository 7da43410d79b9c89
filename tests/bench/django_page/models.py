"""Our tables as a Django team would map them. Lean on purpose: only the columns that the page of a visit shows are fetched."""

from __future__ import annotations

from django.contrib.auth.base_user import AbstractBaseUser
from django.db import models
from django.utils.functional import cached_property

from intranet.accounts import identity
from intranet.accounts.roles import ROLE_PERMISSIONS
from intranet.accounts.states import Role
from intranet.core.actor import Actor, Grant
from intranet.documents.states import DocumentStatus
from intranet.participation.states import COMING, OPEN, ParticipationStatus
from intranet.places.states import WetSeasonAccess
from intranet.visits.queries import TOOK_PLACE
from intranet.visits.states import VisitStatus

CASCADE = models.CASCADE


class Table(models.Model):
    """A table that is not Django's to make or change."""

    class Meta:
        abstract = True
        managed = False


class Opd(Table):
    short_name = models.CharField(max_length=60)

    class Meta(Table.Meta):
        db_table = "opd"


class Account(AbstractBaseUser):
    username = models.CharField(max_length=64, unique=True)
    name = models.CharField(max_length=120)
    password = models.CharField(max_length=200, db_column="password_hash")
    active = models.BooleanField()
    last_login = None

    USERNAME_FIELD = "username"

    class Meta:
        managed = False
        db_table = "user_account"

    @property
    def is_active(self):
        return self.active

    @cached_property
    def actor(self):
        """What the person may do, and the title under the name; one statement a request."""
        granted = list(self.grants.select_related("opd").order_by("id"))
        grants = tuple(Grant(g.role, ROLE_PERMISSIONS[Role(g.role)], g.opd_id, g.kecamatan_id, g.desa_id) for g in granted)
        main = min(granted, key=lambda grant: identity.TITLE_ORDER.index(Role(grant.role)))
        title = Role(main.role).label + (f" · {main.opd.short_name}" if main.opd else "")
        return Actor(id=self.pk, name=self.name, username=self.username, grants=grants, title=title)


class RoleGrant(Table):
    user = models.ForeignKey(Account, CASCADE, related_name="grants")
    role = models.CharField(max_length=32)
    opd = models.ForeignKey(Opd, CASCADE, null=True)
    kecamatan_id = models.IntegerField(null=True)
    desa_id = models.IntegerField(null=True)

    class Meta(Table.Meta):
        db_table = "role_grant"


class Kecamatan(Table):
    name = models.CharField(max_length=80)

    class Meta(Table.Meta):
        db_table = "kecamatan"


class Desa(Table):
    kecamatan = models.ForeignKey(Kecamatan, CASCADE)
    name = models.CharField(max_length=80)
    lat = models.FloatField()
    lon = models.FloatField()
    office_lat = models.FloatField(null=True)
    office_lon = models.FloatField(null=True)
    straight_km = models.FloatField()
    road_km = models.FloatField(null=True)
    travel_minutes = models.IntegerField(null=True)
    wet_season_access = models.CharField(max_length=32)

    class Meta(Table.Meta):
        db_table = "desa"

    @property
    def wet_season(self):
        return WetSeasonAccess(self.wet_season_access)


class Visit(Table):
    year = models.IntegerField()
    desa = models.ForeignKey(Desa, CASCADE, related_name="visits")
    starts_on = models.DateField()
    ends_on = models.DateField()
    venue = models.CharField(max_length=160)
    status = models.CharField(max_length=32)
    status_reason = models.CharField(max_length=1000)
    version = models.IntegerField()

    class Meta(Table.Meta):
        db_table = "visit"

    @property
    def state(self):
        return VisitStatus(self.status)

    @property
    def took_place(self):
        return self.status in TOOK_PLACE

    @property
    def dated(self):
        return self.status not in {"postponed", "cancelled"}


class VisitRecord(Table):
    visit = models.OneToOneField(Visit, CASCADE, related_name="record")
    evening_residents = models.IntegerField()
    evening_from = models.CharField(max_length=5)
    evening_until = models.CharField(max_length=5)
    service_from = models.CharField(max_length=5)
    service_until = models.CharField(max_length=5)

    class Meta(Table.Meta):
        db_table = "visit_record"


class WalkIn(Table):
    visit = models.ForeignKey(Visit, CASCADE)
    count = models.IntegerField()

    class Meta(Table.Meta):
        db_table = "walk_in"


class ServiceResult(Table):
    visit = models.ForeignKey(Visit, CASCADE)
    served = models.IntegerField()
    finished = models.IntegerField()

    class Meta(Table.Meta):
        db_table = "service_result"


class Photo(Table):
    visit = models.ForeignKey(Visit, CASCADE)

    class Meta(Table.Meta):
        db_table = "photo"


class YearPlan(Table):
    status = models.CharField(max_length=32)

    class Meta(Table.Meta):
        db_table = "year_plan"


class Release(Table):
    number = models.IntegerField()
    approved_by_name = models.CharField(max_length=120)
    approved_at = models.DateTimeField()

    class Meta(Table.Meta):
        db_table = "schedule_release"


class ReleasedVisit(Table):
    release = models.ForeignKey(Release, CASCADE)
    visit = models.ForeignKey(Visit, CASCADE)
    reason = models.CharField(max_length=500)

    class Meta(Table.Meta):
        db_table = "released_visit"


class Participation(Table):
    visit = models.ForeignKey(Visit, CASCADE, related_name="participations")
    opd = models.ForeignKey(Opd, CASCADE)
    duty = models.CharField(max_length=32)
    status = models.CharField(max_length=32)
    respond_by = models.DateField()
    decline_reason = models.CharField(max_length=500)
    note = models.CharField(max_length=1000)

    class Meta(Table.Meta):
        db_table = "participation"

    @cached_property
    def state(self):
        return ParticipationStatus(self.status)

    @property
    def coming(self):
        return self.status in COMING

    @property
    def open(self):
        return self.status in OPEN


class Employee(Table):
    name = models.CharField(max_length=120)

    class Meta(Table.Meta):
        db_table = "employee"


class StaffAssignment(Table):
    participation = models.ForeignKey(Participation, CASCADE, related_name="staff")
    employee = models.ForeignKey(Employee, CASCADE)
    function = models.CharField(max_length=80)

    class Meta(Table.Meta):
        db_table = "staff_assignment"


class Service(Table):
    name = models.CharField(max_length=120)
    unit = models.CharField(max_length=40)

    class Meta(Table.Meta):
        db_table = "service"


class ServiceOffer(Table):
    participation = models.ForeignKey(Participation, CASCADE, related_name="offers")
    service = models.ForeignKey(Service, CASCADE)
    quota = models.IntegerField()

    class Meta(Table.Meta):
        db_table = "service_offer"


class Document(Table):
    visit = models.ForeignKey(Visit, CASCADE)
    number = models.CharField(max_length=80, null=True)
    status = models.CharField(max_length=32)

    class Meta(Table.Meta):
        db_table = "document"

    @property
    def state(self):
        return DocumentStatus(self.status)


class AuditEvent(Table):
    at = models.DateTimeField()
    actor_name = models.CharField(max_length=200)
    event = models.CharField(max_length=80)
    subject_kind = models.CharField(max_length=40)
    subject_id = models.CharField(max_length=64)
    before = models.JSONField(null=True)
    after = models.JSONField(null=True)

    class Meta(Table.Meta):
        db_table = "audit_event"
