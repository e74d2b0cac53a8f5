"""What is published about AI tools changes: files of it, what they change, whom it concerns."""
