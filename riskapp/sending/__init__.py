"""Questionnaires put to many, reminders, and what is to be assessed again."""
