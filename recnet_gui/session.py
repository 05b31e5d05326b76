"""`Session`: the window's single source of truth: scenario, simulation, undo stack, running or not."""

from collections.abc import Mapping, Sequence
from math import ceil, inf
from typing import Any

from PySide6.QtCore import QObject, Signal

from recnet_core.errors import RecNetError
from recnet_core.inputs import Input
from recnet_core.journal import Change, ResetState, SetMethod, SetParameters, SetState, Switch
from recnet_core.parameters import all_specs, changed, spec_of, specs
from recnet_core.scenario import Scenario
from recnet_core.simulation import Simulation
from recnet_gui.commands import Act, Deed, Restart, UndoStack
from recnet_gui.driver import Driver
from recnet_gui.widgets.numbers import number_text, value_text

UNTOLD = object()  # unlike anything the window may have been told


class Session(QObject):
    """What is open and what is being done to it; every act of a person goes through the run's journal.

    Attributes
    ----------
    scenario, simulation : what is open
    undo_stack : every change of a parameter, an input or the method, in words
    driver : makes time pass
    """

    scenario_changed = Signal(object)  # Scenario: all is new
    system_changed = Signal(object)  # Parameters: the equations changed
    switches_changed = Signal(object)  # {input name: on}
    method_changed = Signal(str, float)  # method, dt in ms
    running_changed = Signal(bool)
    diverged = Signal(str)  # why, in a sentence or two; "" when it is over
    refused = Signal(str)  # a wish that cannot be fulfilled, in words
    restarted = Signal()  # a new run of the same scenario began
    undo_changed = Signal()  # other words for undo or redo
    ticked = Signal(object)  # Snapshot, once a frame and after every act

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.scenario: Scenario[Any]
        self.simulation: Simulation[Any]
        self.undo_stack = UndoStack(self._perform)
        self.undo_stack.setParent(self)
        # through a signal of our own: a stack that is being deleted must not reach the window
        for signal in (self.undo_stack.indexChanged, self.undo_stack.undoTextChanged):
            signal.connect(self.undo_changed)
        self.driver = Driver(self._advance, self)
        self.driver.ticked.connect(self._publish)
        self._gesture = 1
        self._halted = False  # by a divergence, while it ran
        self._hold = inf  # ms
        self._shown: tuple[Any, ...] = ()

    # --- what a person can do -------------------------------------------------------------------------------------

    def open(self, scenario: Scenario[Any]) -> None:
        """Open a scenario with its defaults; what ran goes away with its undo stack."""
        self.scenario = scenario
        self.driver.set_speed(scenario.speed)
        self.undo_stack.clear()
        self._restart()
        self.scenario_changed.emit(scenario)
        self._publish()

    def run(self, on: bool = True) -> None:
        """Run or pause; after going back in time the run goes on from there."""
        self._halted = False
        if on and self.simulation.divergence is not None:
            return
        if on:
            self._leave_future()
        if on != self.driver.running:
            (self.driver.start if on else self.driver.stop)()
            self.running_changed.emit(on)

    def step_once(self) -> None:
        """Pause and go one step."""
        self.run(False)
        self._leave_future()
        self.simulation.advance(1)
        self._publish()

    def seek(self, time: float) -> None:
        """Pause and go to a moment of the run, in ms from its start."""
        self.run(False)
        self.end_gesture()
        self.simulation.seek(self.simulation.step_at(time))
        self.undo_stack.follow(self.simulation.step)
        self._publish()

    def set_parameter(self, name: str, value: float) -> None:
        """Move one parameter, within its range; moves until `end_gesture` are one undo step."""
        spec = spec_of(type(self.scenario.defaults), name)
        value = spec.checked(min(spec.high, max(spec.low, value)))
        before = getattr(self.simulation.parameters, name)
        number = self._gesture * 1000 + specs(type(self.scenario.defaults)).index(spec)
        if value != before:
            self._do(
                Deed(
                    spec.symbol, value_text(spec, before), value_text(spec, value, spec.unit),
                    *self._setting({name: value}, {name: before}), number,
                )
            )  # fmt: skip

    def set_parameters(self, values: Mapping[str, Any], words: str) -> bool:
        """Give parameters, tables among them, new values as one undo step; return whether it could be done."""
        now = self.simulation.parameters
        try:
            then = _values(changed(now, **values))
        except RecNetError as error:
            self.refused.emit(str(error))
            return False
        before = {name: value for name, value in _values(now).items() if value != then[name]}
        after = {name: then[name] for name in before}
        return not before or self._do(Deed(words, "", "", *self._setting(after, before)))

    def end_gesture(self) -> None:
        """Let the next move of a parameter begin an undo step of its own."""
        self._gesture += 1

    def toggle_input(self, index: int) -> None:
        """Switch the input at `index` on or off; one that ends by itself starts anew."""
        inputs = self.simulation.system.inputs
        if not 0 <= index < len(inputs):
            return
        entry = inputs[index]
        on = is_momentary(entry) or not self.simulation.switches[entry.name]
        words = f"{entry.name} {'on' if on else 'off'}"
        self._do(Deed(words, "", "", (Switch(entry.name, on),), (Switch(entry.name, not on),)))

    def set_method(self, method: str, dt: float) -> None:
        """Integrate by another method or time step (ms) from now on."""
        old = (self.simulation.method, self.simulation.dt)
        if (method, dt) != old:
            before, after = (f"{name}, dt {number_text(step)} ms" for name, step in (old, (method, dt)))
            self._do(Deed("method", before, after, (SetMethod(method, dt),), (SetMethod(*old),)))

    def apply_preset(self, name: str) -> None:
        """Give every parameter and input the values of a preset and begin at its start; time goes on."""
        title = self.scenario.preset(name).title
        self._do(Deed(f"preset “{title}”", "", "", self.preset_acts(name), self._back()))

    def preset_acts(self, name: str) -> tuple[Act, ...]:
        """Return the acts that bring a preset from wherever the run may be."""
        target = self.scenario.parameters(name)
        on = self.scenario.inputs_on(name, target)
        switches = (Switch(entry.name, entry.name in on) for entry in self.scenario.build(target).inputs)
        return (*self._setting(_values(target), {})[0], ResetState(), *switches)

    def follow(self, words: str, acts: tuple[Act, ...], earlier: tuple[Act, ...] = ()) -> bool:
        """Do several acts as one undo step, shared with `earlier` ones; return whether it could be done."""
        if not earlier:
            self.end_gesture()
        back = self._back()
        step = self._try(acts)
        if step is None:
            return False
        self.undo_stack.add(Deed(words, "", "", (*earlier, *acts), back, self._gesture * 1000 + 999), step)
        if isinstance(acts[0], Restart):
            self.undo_stack.rebase()
        return True

    def set_state(self, v: Sequence[float]) -> None:
        """Start there (Hz, one number a unit)."""
        self._try((SetState(tuple(float(x) for x in v)),))

    def reset_state(self) -> None:
        """Put the state back to the start; time, inputs and parameters stay."""
        self._try((ResetState(),))

    def reset_all(self) -> None:
        """Start anew: time 0, and state, inputs, parameters and method as the scenario gives them."""
        self._do(Deed("reset all", "", "", (Restart(),), self._back()))

    def hold_at(self, time: float | None) -> None:
        """Let running not go beyond `time` ms, however quick it is, until told otherwise (None)."""
        self._hold = inf if time is None else time

    # --- how ------------------------------------------------------------------------------------------------------

    def _do(self, deed: Deed) -> bool:
        """Do it, and put it on the undo stack if it could be done; return whether it could."""
        if deed.gesture == 0:
            self.end_gesture()
        step = self._try(deed.forward)
        if step is not None:
            self.undo_stack.add(deed, step)
            if isinstance(deed.forward[0], Restart):
                self.undo_stack.rebase()
        return step is not None

    def _leave_future(self) -> None:
        """Give up what comes after now: the run goes on from here."""
        if self.simulation.step < self.simulation.end_step:
            self.undo_stack.forget_after(self.simulation.step)
            self.simulation.drop_future()

    def _try(self, acts: tuple[Act, ...]) -> int | None:
        try:
            return self._perform(acts)
        except RecNetError as error:
            self.refused.emit(str(error))
            return None

    def _perform(self, acts: tuple[Act, ...]) -> int:
        """Do `acts` now, or none of them; return the step at which they acted."""
        run = self._fresh() if isinstance(acts[0], Restart) else self.simulation
        run.check(*(act for act in acts if not isinstance(act, Restart)))
        self._leave_future()
        for act in acts:
            if isinstance(act, Restart):
                self._restart()
                self.undo_stack.rebase()
                self.restarted.emit()
            elif not self._is_idle(act):
                self.simulation.apply(act)
        self._publish()
        if self._halted and self.simulation.divergence is None:  # an act has given the run another chance
            self.run()
        return self.simulation.step

    def _is_idle(self, change: Change) -> bool:
        """Return whether a change would change nothing, so that undo leaves no empty marks in the run."""
        run = self.simulation
        match change:
            case Switch(name, on):
                return run.switches.get(name, False) == on and not (on and is_momentary(run.system.input(name)))
            case SetParameters(values):
                return all(getattr(run.parameters, name) == value for name, value in values.items())
            case SetMethod(method, dt):
                return (method, dt) == (run.method, run.dt)
        return False

    def _restart(self) -> None:
        self.simulation, self._shown = self._fresh(), ()

    def _fresh(self) -> Simulation[Any]:
        scenario = self.scenario
        return Simulation(scenario.build, scenario.defaults, method=scenario.method, dt=scenario.dt)

    def _back(self) -> tuple[Act, ...]:
        """Return the acts that bring back today's settings from wherever the run may be."""
        run = self.simulation
        held = (entry.name for entry in run.system.inputs if not is_momentary(entry))
        on = tuple(Switch(name, run.switches[name]) for name in held)
        values, method = SetParameters(_values(run.parameters)), SetMethod(run.method, run.dt)
        # "exact" does not suit every F, the others do
        return (values, *on, method) if run.method == "exact" else (method, values, *on)

    def _setting(self, after: Mapping[str, Any], before: Mapping[str, Any]) -> tuple[tuple[Act, ...], tuple[Act, ...]]:
        """Return the acts that set parameters and those that take it back, with another method where F asks for one."""
        run, wish, back = self.simulation, SetParameters(dict(after)), SetParameters(dict(before))
        if run.method == "exact":
            try:
                run.check(wish)
            except RecNetError:
                return (SetMethod("rk4", run.dt), wish), (back, SetMethod("exact", run.dt))
        return (wish,), (back,)

    def _advance(self, steps: int, deadline: float) -> int:
        if self._hold < inf:
            left = ceil((self._hold - self.simulation.time) / self.simulation.dt - 1e-6)
            steps = max(0, min(steps, left))
        done = self.simulation.advance(steps, deadline)
        if self.simulation.divergence is not None:
            self.run(False)
            self._halted = True
        return done

    def _publish(self) -> None:
        """Tell the window what is different from what it was told last."""
        run = self.simulation
        self.driver.dt = run.dt
        now = (run.parameters, run.switches, (run.method, run.dt), run.divergence)
        before, self._shown = self._shown or (UNTOLD,) * len(now), now
        if now[0] != before[0]:
            self.system_changed.emit(run.parameters)
        if now[1] != before[1]:
            self.switches_changed.emit(run.switches)
        if now[2] != before[2]:
            self.method_changed.emit(run.method, run.dt)
        if now[3] != before[3]:
            self.diverged.emit(self._why())
        self.ticked.emit(run.snapshot())

    def _why(self) -> str:
        run = self.simulation
        if run.divergence is None:
            return ""
        from recnet_core.diagnosis import explain

        return explain(run.divergence, run.system, run.method, run.dt, run.v, run.h)


def is_momentary(entry: Input) -> bool:
    """Return whether an input goes off by itself."""
    return entry.waveform.duration != inf


def _values(parameters: Any) -> dict[str, Any]:
    return {spec.name: getattr(parameters, spec.name) for spec in all_specs(type(parameters))}
