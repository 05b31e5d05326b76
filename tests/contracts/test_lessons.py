"""The contract that every lesson keeps: it is there, it fits its scenario, and each of its steps can be done."""

import re
from pathlib import Path

import numpy as np
import pytest

import resources
from recnet_core import scenarios
from recnet_core.journal import Change, ResetState, SetMethod, SetParameters, Switch
from recnet_core.lessons.acts import Act, ApplyPreset, ResetAll, Running, UseMethod, Wait
from recnet_core.lessons.check import check
from recnet_core.lessons.lesson import Lesson, Step, Words, parse, pieces, places
from recnet_core.parameters import all_specs
from recnet_core.scenario import Scenario
from recnet_core.simulation import Simulation

ALL = scenarios.all_scenarios()
EVERY = pytest.mark.parametrize("scenario", ALL, ids=lambda s: s.key)
AFTER = 2000.0  # ms that somebody goes on watching a step that leaves the run running
LONGEST = 60  # words of one step, without its question and its formulas
GROWS = re.compile(r"\brun(s|ning)? away\b|\bgrow(s|ing)?\b|\bdiverge|\bexplod|\bdrifts? outwards", re.IGNORECASE)
WORD = re.compile(r"\w[\w.,’'-]*")


def lesson_of(scenario: Scenario) -> Lesson:
    path = Path(resources.folder(), "lessons", f"{scenario.key}.md")
    return parse(path.read_text(encoding="utf-8"), path.name)


class Player:
    """Does the acts of steps one after the other on a run without a window, as the window does them."""

    def __init__(self, scenario: Scenario) -> None:
        self.scenario, self.running = scenario, True
        self._begin()

    def _begin(self) -> None:
        scenario = self.scenario
        self.run = Simulation(scenario.build, scenario.defaults, method=scenario.method, dt=scenario.dt)

    def play(self, step: Step) -> None:
        for act in step.acts:
            self._do(act)
        if self.running:
            self._pass(AFTER)

    def _do(self, act: Act) -> None:
        match act.does:
            case ResetAll():
                self._begin()
            case Running(on):
                self.running = on
            case Wait(duration):
                self.running = True
                self._pass(duration)
            case UseMethod(name, dt):
                self.run.apply(SetMethod(name, self.run.dt if dt is None else dt))
            case ApplyPreset(name):
                for change in self._preset(name):
                    self.run.apply(change)
            case change:
                self.run.apply(change)

    def _preset(self, name: str) -> list[Change]:
        target = self.scenario.parameters(name)
        values = {spec.name: getattr(target, spec.name) for spec in all_specs(type(target))}
        on = self.scenario.inputs_on(name, target)
        switches = [Switch(entry.name, entry.name in on) for entry in self.scenario.build(target).inputs]
        return [SetParameters(values), ResetState(), *switches]

    def _pass(self, duration: float) -> None:
        self.run.advance(round(duration / self.run.dt))


def said(step: Step) -> str:
    """Return the words of a step's text, without formulas and the question."""
    texts = (piece.text for block in step.blocks if block.kind != "maths" for piece in pieces(block.text)
             if isinstance(piece, Words))  # fmt: skip
    return re.sub(r"\{[^{}]*\}", "1", " ".join(texts))


@EVERY
def test_a_scenario_has_a_lesson_that_fits_it(scenario):
    check(lesson_of(scenario), scenario)


@EVERY
def test_a_lesson_has_four_to_seven_short_steps_a_question_and_its_source_at_the_end(scenario):
    steps = lesson_of(scenario).steps

    assert 4 <= len(steps) <= 7
    assert any(step.question is not None for step in steps)
    assert steps[-1].title == "Source"
    assert not steps[-1].acts
    assert re.search(r"\d", said(steps[-1]))
    for step in steps[:-1]:
        assert len(WORD.findall(said(step))) <= LONGEST, step.title


@EVERY
def test_a_question_has_one_right_answer_and_says_why(scenario):
    for step in lesson_of(scenario).steps:
        if step.question is not None:
            assert [answer.right for answer in step.question.answers].count(True) == 1
            assert len({answer.text for answer in step.question.answers}) == len(step.question.answers) >= 2
            assert step.question.why


@EVERY
def test_every_step_sets_the_system_up_itself(scenario):
    for step in lesson_of(scenario).steps:
        assert not step.acts or isinstance(step.acts[0].does, ResetAll | ApplyPreset), step.title


@EVERY
def test_the_acts_of_all_steps_in_order_are_done_and_only_what_is_said_to_run_away_does(scenario):
    player = Player(scenario)
    for step in filter(lambda step: step.acts, lesson_of(scenario).steps):
        player.play(step)
        if player.run.divergence is not None:
            assert GROWS.search(said(step)), f"{step.title} diverges and does not say so"
        assert np.isfinite(player.run.history.v).all()


@EVERY
def test_what_a_step_says_is_measured_has_been_measured_when_its_acts_are_done(scenario):
    player = Player(scenario)
    for step in lesson_of(scenario).steps:
        player.play(step)
        wanted = {name.partition(":")[2] for _, text in step.texts for name in places(text) if "measured:" in name}
        if wanted and player.run.divergence is None:
            told = {line.name: line.measured for line in scenario.theory(player.run.parameters, player.run.snapshot())}
            assert all(told[name] is not None for name in wanted), (step.title, wanted, told)


@pytest.mark.filterwarnings("ignore:path is deprecated:DeprecationWarning")  # said by ziafont when it is imported
@EVERY
def test_its_formulas_are_as_high_as_formulas_are(scenario):
    from ziamath.zmath import Latex

    for step in lesson_of(scenario).steps:
        for block in step.blocks:
            if block.kind == "maths":
                text = re.sub(r"\{(theory:|measured:)[^{}]*\}", "1", block.text)
                text = re.sub(r"\{([A-Za-z]+_?[A-Za-z0-9]*)\}", lambda m: _one_or_itself(m, scenario), text)
                assert Latex(text, size=16.0, inline=False).getsize()[1] < 8 * 16.0, block.text


def _one_or_itself(match, scenario):
    known = {spec.name for spec in all_specs(type(scenario.defaults))}
    return "{1}" if match[1] in known else match[0]
