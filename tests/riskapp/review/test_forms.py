from riskapp.findings.forms.settling import PlanAnswerForm


def test_declining_says_why():
    assert PlanAnswerForm({"verdict": "agree"}).is_valid()
    assert "text" in PlanAnswerForm({"verdict": "decline", "text": " "}).errors
