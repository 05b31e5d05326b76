"""The window of RecNet: panels and canvases around one running simulation."""
