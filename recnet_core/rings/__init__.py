"""What the ring scenarios share: profiles over angles, readings of a bump, the rest it comes to, the theory meter."""
