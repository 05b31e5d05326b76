"""Today's numbers in a lesson's text: parameters, what theory predicts and what the run measures."""

import re
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, fields
from typing import Any

from recnet_core.lessons.lesson import Answer, Block, Question, Words, filled, pieces
from recnet_core.theory import Prediction
from recnet_gui.widgets.numbers import MINUS, number_text, with_unit

NOTHING = "—"  # in place of a number that is not there yet
_PLUS_MINUS = re.compile(r"\+\s*\{-(?=[\d.])")
_MINUS_MINUS = re.compile(r"(?<!\{)-\s*\{-(?=[\d.])")
_UNITS = {"°": r"^{\circ}", "1/s": r"\,\mathrm{s}^{-1}", "%": r"\,\%"}


@dataclass(frozen=True)
class Numbers:
    """What stands for `{name}`, `{theory:name}` and `{measured:name}` now."""

    parameters: Mapping[str, float] = field(default_factory=dict)
    predictions: Mapping[str, Prediction] = field(default_factory=dict)

    @classmethod
    def of(cls, parameters: Any, predictions: Sequence[Prediction]) -> "Numbers":
        """Return the numbers of a `Parameters` object and the meter's lines."""
        values = {entry.name: getattr(parameters, entry.name) for entry in fields(parameters)}
        return cls(values, {line.name: line for line in predictions})

    def in_text(self, text: str) -> str:
        """Return a paragraph with its numbers, those in formulas set as formulas."""
        return "".join(
            filled(piece.text, self._words).replace("$", r"\$")
            if isinstance(piece, Words)
            else f"${self.in_formula(piece.latex)}$"
            for piece in pieces(text)
        )

    def in_formula(self, latex: str) -> str:
        """Return LaTeX with its numbers; a sum with a negative number becomes a difference."""
        done = filled(latex, self._latex)
        return _MINUS_MINUS.sub("+ {", _PLUS_MINUS.sub("- {", done)) if done != latex else latex

    def in_blocks(self, blocks: Sequence[Block]) -> list[Block]:
        """Return blocks with their numbers."""
        return [
            Block(block.kind, (self.in_formula if block.kind == "maths" else self.in_text)(block.text), block.line)
            for block in blocks
        ]

    def in_question(self, question: Question) -> Question:
        """Return a question with its numbers."""
        answers = tuple(Answer(self.in_text(answer.text), answer.right) for answer in question.answers)
        return Question(self.in_text(question.text), answers, self.in_text(question.why), question.line)

    def _words(self, name: str) -> str | None:
        return self._found(name, number_text, with_unit)

    def _latex(self, name: str) -> str | None:
        value = self._found(name, latex_number, lambda number, unit: latex_number(number) + latex_unit(unit))
        return None if value is None else f"{{{value}}}"  # the braces stay: {tau_I} may be an argument

    def _found(self, name: str, plain: Callable[[float], str], united: Callable[[float, str], str]) -> str | None:
        kind, mark, wanted = name.partition(":")
        if not mark:
            value = self.parameters.get(name)
            return None if value is None else plain(value)
        line = self.predictions.get(wanted)
        number = None if line is None else line.predicted if kind == "theory" else line.measured
        return NOTHING if line is None or number is None else united(float(f"{number:.4g}"), line.unit)


def latex_number(value: float) -> str:
    """Return a number as LaTeX: 1e−05 is 1·10⁻⁵."""
    text = number_text(value).replace(MINUS, "-")
    digits, power, exponent = text.partition("e")
    return rf"{digits}\cdot 10^{{{int(exponent)}}}" if power else digits


def latex_unit(unit: str) -> str:
    """Return a unit as it follows a number in LaTeX."""
    return _UNITS.get(unit, rf"\,\mathrm{{{unit}}}" if unit else "")
