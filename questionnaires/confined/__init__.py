"""Files from outside are read by a process that can do little, and end with it."""
