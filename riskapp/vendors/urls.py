"""Addresses of the register of vendors."""

from django.urls import path

from riskapp.vendors.views import contacts, editing, importing, profiling, reading

app_name = "vendors"
urlpatterns = [
    path("", reading.index, name="list"),
    path("add/", editing.add_vendor, name="add"),
    path("engagements/", reading.engagements, name="engagements"),
    path(
        "engagements/<uuid:engagement_id>/edit/",
        editing.edit_engagement,
        name="edit_engagement",
    ),
    path(
        "engagements/<uuid:engagement_id>/archive/",
        editing.archive_work,
        name="archive_engagement",
    ),
    path(
        "engagements/<uuid:engagement_id>/restore/",
        editing.restore_work,
        name="restore_engagement",
    ),
    path("profiles/", profiling.index, name="profiles"),
    path("profiles/workbook/", profiling.workbook, name="profiles_workbook"),
    path("contacts/", contacts.index, name="contacts"),
    path("contacts/<uuid:contact_id>/edit/", contacts.edit, name="edit_contact"),
    path("contacts/<uuid:contact_id>/remove/", contacts.remove, name="remove_contact"),
    path("import/", importing.choose, name="import"),
    path("import/template/", importing.template_file, name="import_template"),
    path("import/<uuid:import_id>/", importing.detail, name="import_detail"),
    path("import/<uuid:import_id>/apply/", importing.apply, name="import_apply"),
    path("import/<uuid:import_id>/state/", importing.state, name="import_state"),
    path("<uuid:vendor_id>/", reading.detail, name="detail"),
    path("<uuid:vendor_id>/edit/", editing.edit_vendor, name="edit"),
    path("<uuid:vendor_id>/archive/", editing.archive, name="archive"),
    path("<uuid:vendor_id>/restore/", editing.restore, name="restore"),
    path("<uuid:vendor_id>/contacts/add/", contacts.add, name="add_contact"),
    path(
        "<uuid:vendor_id>/engagements/add/",
        editing.add_engagement,
        name="add_engagement",
    ),
]
