"""The API in the words of django-ninja; loaded when the first program asks."""
