"""Who sits where: desks that people hold, what they decide, and what each owner is told."""
