import datetime

from riskapp.baselines.model import AgentActivity, AgentDay
from riskapp.baselines.writing import lines_of
from tests.data.activity import SOURCE

DAY = datetime.date(2026, 1, 5)


def test_lines_stand_in_the_order_of_agents_days_and_measures():
    days = [
        AgentDay("b", DAY, {"hours": {"10": 2, "9": 1}}),
        AgentDay("a", DAY, {"tools": {"é": 2}, "records_read": {"": 0}}),
    ]

    lines = list(lines_of(AgentActivity(DAY, DAY, days), SOURCE))

    end = f'"source": "{SOURCE}"}}\n'
    assert lines == [
        '{"format": "riskapp-activity", "version": 1, "from": "2026-01-05", "until": "2026-01-05"}\n',
        '{"agent": "a", "day": "2026-01-05", "measure": "records_read", "value": 0, ' + end,
        '{"agent": "a", "day": "2026-01-05", "measure": "tools", "value": "é", "count": 2, ' + end,
        '{"agent": "b", "day": "2026-01-05", "measure": "hours", "value": 10, "count": 2, ' + end,
        '{"agent": "b", "day": "2026-01-05", "measure": "hours", "value": 9, "count": 1, ' + end,
    ]  # fmt: skip
