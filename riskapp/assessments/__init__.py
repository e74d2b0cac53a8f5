"""One questionnaire version put to one vendor for one engagement: its state, its scores, who may see it."""
