"""Whether a lesson fits its scenario: every parameter, preset, input, method and prediction it names is there."""

from typing import Any, NoReturn

from recnet_core.errors import InvalidValueError, RecNetError
from recnet_core.journal import SetParameters, SetState, Switch
from recnet_core.lessons.acts import Act, ApplyPreset, ResetAll, UseMethod
from recnet_core.lessons.lesson import Lesson, Words, pieces, places
from recnet_core.parameters import Parameters, changed, specs
from recnet_core.scenario import Scenario
from recnet_core.simulation import Simulation


def check(lesson: Lesson, scenario: Scenario[Any]) -> None:
    """Raise an `InvalidValueError` with file and line where `lesson` asks for what `scenario` does not have."""
    parameters, known = scenario.defaults, set(prediction_names(scenario))
    for step in lesson.steps:
        for act in step.acts:
            try:
                parameters = _after(act, scenario, parameters)
            except RecNetError as error:
                _fail(lesson, act.line, f"'{act.text}': {error}")
        for line, text in step.texts:
            _check_text(lesson, line, text, known, parameter_names(scenario))


def prediction_names(scenario: Scenario[Any]) -> tuple[str, ...]:
    """Return the names of what the scenario's theory predicts."""
    start = Simulation(scenario.build, scenario.defaults, method=scenario.method, dt=scenario.dt)
    return tuple(entry.name for entry in scenario.theory(scenario.defaults, start.snapshot()))


def _after(act: Act, scenario: Scenario[Any], parameters: Parameters) -> Parameters:
    """Return the parameters in force after `act`, or say why it cannot be done."""
    match act.does:
        case ResetAll():
            return scenario.defaults  # type: ignore[no-any-return]
        case ApplyPreset(name):
            return scenario.parameters(name)  # type: ignore[no-any-return]
        case SetParameters(values):
            return changed(parameters, **values)
        case Switch(name, _):
            scenario.build(parameters).input(name)
        case SetState(v):
            if len(v) != (size := scenario.build(parameters).size):
                raise InvalidValueError(f"{len(v)} values for {size} units")
        case UseMethod(name, dt):
            Simulation(scenario.build, parameters, method=name, dt=scenario.dt if dt is None else dt)
    return parameters


def _check_text(lesson: Lesson, line: int, text: str, predictions: set[str], parameters: frozenset[str]) -> None:
    """Refuse a name in braces that nothing has; in a formula braces may be LaTeX's own groups."""
    for piece in pieces(text):
        for name in places(piece.text if isinstance(piece, Words) else piece.latex):
            _, mark, wanted = name.partition(":")
            if mark and wanted not in predictions:
                _fail(lesson, line, f"{{{name}}} is no prediction; known: {', '.join(sorted(predictions)) or 'none'}")
            if not mark and isinstance(piece, Words) and name not in parameters:
                _fail(lesson, line, f"{{{name}}} is no parameter; known: {', '.join(sorted(parameters))}")


def parameter_names(scenario: Scenario[Any]) -> frozenset[str]:
    """Return the names that `{name}` may stand for."""
    return frozenset(spec.name for spec in specs(type(scenario.defaults)))


def _fail(lesson: Lesson, line: int, what: str) -> NoReturn:
    raise InvalidValueError(f"{lesson.file}, line {line}: {what}")
