from questionnaires.queries import answer_set_of
from riskapp.activity.queries.limits import limits_for


def test_the_answers_about_a_tool_declare_its_limits(scored):
    answer_set = answer_set_of(scored.response)
    by_title = {entry.title: entry.id for entry in answer_set.filled.entries}

    reader = limits_for(answer_set, by_title["Ollama 0.12 with a local model"], "")
    writer = limits_for(answer_set, by_title["Codestral through Continue 1.2"], "")

    assert set(reader.questions) >= {"writes", "night", "host"}
    assert "writes" not in writer.questions
    assert "mistral.ai" in writer.hosts
    assert limits_for(answer_set, "", "").questions == {}


def test_the_night_is_that_of_the_place_where_days_are_counted(scored):
    answer_set = answer_set_of(scored.response)
    entry = answer_set.filled.entries[0].id

    assert 22 in limits_for(answer_set, entry, "UTC").night
    assert 14 in limits_for(answer_set, entry, "Asia/Tokyo").night
