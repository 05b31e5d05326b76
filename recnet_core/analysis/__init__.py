"""From equations to results: spectra, fixed points and nullclines as pure functions, and a sweep done in slices."""
