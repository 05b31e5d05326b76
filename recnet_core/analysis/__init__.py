"""Pure functions from equations to frozen results: spectra, fixed points, nullclines."""
