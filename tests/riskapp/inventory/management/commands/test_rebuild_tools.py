from io import StringIO

from django.core.management import call_command

from riskapp.inventory.models import Tool


def test_the_register_can_be_made_anew(world):
    world.assessment("production-agents", scored=True)
    world.assessment("careful", name="Other", scored=True)
    world.assessment("typical", name="Open")
    before = set(Tool.objects.values_list("entry", flat=True))
    Tool.objects.filter(name__startswith="C").delete()
    out = StringIO()

    call_command("rebuild_tools", stdout=out)
    call_command("rebuild_tools", stdout=out)

    assert set(Tool.objects.values_list("entry", flat=True)) == before
    assert f"{len(before)} tools of 2 engagements." in out.getvalue()
