"""`make_canvas`: from a view to the canvas that draws it, each imported when it is first needed."""

from __future__ import annotations

from importlib import import_module
from typing import TYPE_CHECKING, Any

from recnet_core import views

if TYPE_CHECKING:
    from PySide6.QtWidgets import QWidget

    from recnet_core.scenario import Scenario
    from recnet_gui.canvas import Canvas
    from recnet_gui.style import Theme

# type of view -> module and class
TABLE: dict[type[views.View], tuple[str, str]] = {
    views.Traces: ("traces", "TracesCanvas"),
    views.Activity: ("activity", "ActivityCanvas"),
    views.Projection: ("projection", "ProjectionCanvas"),
    views.Modes: ("modes", "ModesCanvas"),
    views.MatrixSpectrum: ("matrix_spectrum", "MatrixSpectrumCanvas"),
    views.PhasePlane: ("phase_plane", "PhasePlaneCanvas"),
    views.JacobianSpectrum: ("jacobian_spectrum", "JacobianSpectrumCanvas"),
    views.EigenvalueSweep: ("eigenvalue_sweep", "EigenvalueSweepCanvas"),
    views.ModeGains: ("mode_gains", "ModeGainsCanvas"),
    views.RateCurve: ("rate_curve", "RateCurveCanvas"),
    views.RingProfile: ("ring_profile", "RingProfileCanvas"),
    views.FourierBars: ("fourier_bars", "FourierBarsCanvas"),
    views.BumpPlane: ("bump_plane", "BumpPlaneCanvas"),
    views.Readouts: ("readouts", "ReadoutsCanvas"),
    views.Eye: ("eye", "EyeCanvas"),
    views.Raster: ("raster", "RasterCanvas"),
    views.Patterns: ("patterns", "PatternsCanvas"),
    views.WeightMatrix: ("weight_matrix", "WeightMatrixCanvas"),
}


def make_canvas(view: views.View, scenario: Scenario[Any], theme: Theme, parent: QWidget | None = None) -> Canvas:
    """Return the canvas for `view`; its plots load pyqtgraph, so call it after the first paint.

    Raises
    ------
    KeyError
        No canvas draws this type of view.
    """
    module, name = TABLE[type(view)]
    canvas: Canvas = getattr(import_module(f"{__name__}.{module}"), name)(view, scenario, theme, parent)
    return canvas
