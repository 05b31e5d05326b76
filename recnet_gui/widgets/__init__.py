"""Small reusable controls, each with one job; they know nothing of sessions and scenarios."""
