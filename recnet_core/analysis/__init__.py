"""From equations to results: pure functions with frozen results; what takes long is done in slices."""
