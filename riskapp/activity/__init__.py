"""What agents of a vendor do all day: daily totals that are kept, watched and told of.

Raw logs never come here. What is normal is known from the totals alone (``riskapp.baselines``);
an alert is a sentence with numbers, and a question to send.
"""
