"""What canvases paint with: tuned axes, quick lines, mathematical text; only these load pyqtgraph."""
