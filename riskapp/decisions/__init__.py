"""What an approver decides on a score, and the memo it is decided on."""
