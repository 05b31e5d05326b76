"""Mathematics as pictures: LaTeX becomes SVG (ziamath), SVG becomes an image that knows its baseline.

The renderer is imported when the first formula is asked for, a part a turn, and no turn makes more than one formula.
"""

import logging
import warnings
from collections import OrderedDict
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib import import_module

from PySide6.QtCore import QByteArray, QObject, QRectF, Qt, QTimer
from PySide6.QtGui import QImage, QPainter
from PySide6.QtSvg import QSvgRenderer

log = logging.getLogger(__name__)

PARTS = ("latex2mathml", "xml.sax.saxutils", "latex2mathml.converter", "ziafont", "ziamath")  # one a turn: 130 ms
REMEMBERED = 400  # pictures; a few kB each
AIR = 1.0  # px around, for the antialiasing


@dataclass(frozen=True)
class Formula:
    """What is to be drawn: LaTeX, type size in px, colour, pixels a px, and whether it has a line of its own."""

    latex: str
    size: float
    colour: str
    ratio: float = 1.0
    display: bool = False


@dataclass(frozen=True, eq=False)
class Picture:
    """An image and where it stands on the line: px above and below the baseline."""

    image: QImage
    width: float
    ascent: float
    descent: float


_made: OrderedDict[Formula, Picture | None] = OrderedDict()


def made(formula: Formula) -> bool:
    """Return whether the picture is there already (a formula that cannot be set counts)."""
    return formula in _made


def picture(formula: Formula) -> Picture | None:
    """Return the picture of a formula, made now if need be; None where the LaTeX cannot be set."""
    if formula not in _made:
        try:
            _made[formula] = _drawn(formula)
        except Exception as error:  # noqa: BLE001  whatever the renderer stumbles over: the text shows the LaTeX instead
            # its words only: a traceback in a log record would keep a painter alive longer than its widget
            log.warning("formula not set: %s (%s)", formula.latex, repr(error))
            _made[formula] = None
        while len(_made) > REMEMBERED:
            _made.popitem(last=False)
    _made.move_to_end(formula)
    return _made[formula]


def _drawn(formula: Formula) -> Picture:
    for part in PARTS:
        _bring(part)
    from ziamath.config import config
    from ziamath.zmath import Latex

    config.svg2 = False  # Qt does not place the symbols of SVG 2
    latex = Latex(formula.latex, size=formula.size, color=formula.colour, inline=not formula.display, margin=0)
    renderer = QSvgRenderer(QByteArray(latex.svg().encode()))
    box = QRectF(renderer.viewBoxF().adjusted(-AIR, -AIR, AIR, AIR).toAlignedRect())  # whole px: no blur
    renderer.setViewBox(box)
    image = QImage(
        max(1, round(box.width() * formula.ratio)), max(1, round(box.height() * formula.ratio)),
        QImage.Format.Format_ARGB32_Premultiplied,
    )  # fmt: skip
    image.fill(Qt.GlobalColor.transparent)
    painter = QPainter(image)
    renderer.render(painter, QRectF(image.rect()))
    painter.end()
    image.setDevicePixelRatio(formula.ratio)
    return Picture(image, box.width(), -box.top(), box.bottom())


def _bring(part: str) -> None:
    """Import a part of the renderer, without its warning of a function that Python 3.11 and 3.12 call outdated."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", DeprecationWarning)
        import_module(part)


class Typesetter(QObject):
    """Makes pictures in the turns of the event loop, and then calls back: no frame waits for more than one."""

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._parts = list(PARTS)
        self._wanted: list[Formula] = []
        self._then: Callable[[], None] | None = None
        self._timer = QTimer(self)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._turn)

    @property
    def busy(self) -> bool:
        """Whether something is still to be made."""
        return self._timer.isActive()

    def ask(self, formulas: Iterable[Formula], then: Callable[[], None] | None = None) -> None:
        """Make `formulas` and call `then`; what was asked before and is not made yet is forgotten."""
        self._wanted = [formula for formula in dict.fromkeys(formulas) if not made(formula)]
        self._then = then
        if self._wanted:
            self._timer.start()
        else:
            self._finish()

    def stop(self) -> None:
        """Forget what was asked."""
        self._wanted, self._then = [], None
        self._timer.stop()

    def _turn(self) -> None:
        if self._parts:
            _bring(self._parts.pop(0))
        elif self._wanted:
            picture(self._wanted.pop(0))
        if not self._parts and not self._wanted:
            self._finish()

    def _finish(self) -> None:
        self._timer.stop()
        then, self._then = self._then, None
        if then is not None:
            then()
