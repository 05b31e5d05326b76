"""The parts of the window around the canvases; each shows the session and passes wishes on to it."""
