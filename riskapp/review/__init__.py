"""What people say about answers: verdicts, questions to the vendor, contradictions, change notices."""
