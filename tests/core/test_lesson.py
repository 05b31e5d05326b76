"""Lessons: the format is read, mistakes are named with their line, and every lesson fits its scenario."""

from __future__ import annotations

from pathlib import Path

import pytest

import resources
from recnet_core import scenarios
from recnet_core.errors import InvalidValueError
from recnet_core.journal import ResetState, SetParameters, SetState, Switch
from recnet_core.lessons.acts import ApplyPreset, ResetAll, Running, UseMethod, Wait
from recnet_core.lessons.check import check
from recnet_core.lessons.lesson import Formula, Lesson, Words, filled, parse, pieces, places

TEXT = r"""# Two populations

## What it is
Excitation and inhibition,
over two lines, with $\tau_I = {tau_I}$ ms.

$$
\frac{dv}{dt} = -v
$$
- a first item
- a second

## Do it
```do
reset all
preset limit-cycle
set tau_I=50
method rk4 dt 0.25
on drive E
wait 500

off drive E
state 30, 10
reset state
run
pause
```
See it.
? What will
happen to $v_E$?
- nothing
+ it goes
  round
! Because Re μ > 0.
"""

FILES = sorted(Path(resources.folder(), "lessons").glob("*.md"))


def of(body: str) -> Lesson:
    return parse(f"# T\n\n## S\n{body}", "x.md")


def test_a_lesson_is_read_into_steps() -> None:
    lesson = parse(TEXT, "x.md")

    assert lesson.title == "Two populations"
    assert [step.title for step in lesson.steps] == ["What it is", "Do it"]
    first, second = lesson.steps
    assert [(block.kind, block.text) for block in first.blocks] == [
        ("text", r"Excitation and inhibition, over two lines, with $\tau_I = {tau_I}$ ms."),
        ("maths", r"\frac{dv}{dt} = -v"),
        ("item", "a first item"),
        ("item", "a second"),
    ]
    assert [block.line for block in first.blocks] == [4, 7, 10, 11]
    assert [act.does for act in second.acts] == [
        ResetAll(),
        ApplyPreset("limit-cycle"),
        SetParameters({"tau_I": 50.0}),
        UseMethod("rk4", 0.25),
        Switch("drive E", True),
        Wait(500.0),
        Switch("drive E", False),
        SetState((30.0, 10.0)),
        ResetState(),
        Running(True),
        Running(False),
    ]
    assert second.acts[5].line == 20
    question = second.question
    assert question is not None
    assert question.text == "What will happen to $v_E$?"
    assert [(answer.text, answer.right) for answer in question.answers] == [("nothing", False), ("it goes round", True)]
    assert question.why == "Because Re μ > 0."


def test_a_paragraph_comes_in_pieces_and_a_dollar_can_be_written() -> None:
    assert pieces(r"It costs 5 \$ if $x > 0$ now") == (Words("It costs 5 $ if "), Formula("x > 0"), Words(" now"))
    assert pieces("") == ()


def test_only_known_names_in_braces_are_replaced() -> None:
    values = {"tau_I": "50", "theory:gain of c_1": "10"}

    text = filled(r"\frac{tau_I}{2}, {theory:gain of c_1}, \mathrm{ms}", values.get)

    assert text == r"\frac50{2}, 10, \mathrm{ms}"
    assert places("{tau_I} and {measured:period} but not {1} or {}") == ("tau_I", "measured:period")


@pytest.mark.parametrize(
    ("body", "line", "words"),
    [
        ("```do\nreset all\njump\n```", 6, "'jump' is no act; allowed: reset all"),
        ("```do\nset tau_I\n```", 5, "is not NAME=VALUE"),
        ("```do\nset tau_I=much\n```", 5, "'much' is not a number"),
        ("```do\nwait -5\n```", 5, "more than 0"),
        ("```do\nwait nan\n```", 5, "not a finite number"),
        ("```do\nstate 1,x\n```", 5, "'x' is not a number"),
        ("```do\nmethod rk4 0.5\n```", 5, "method NAME dt MS"),
        ("```do\non\n```", 5, "'on' is no act"),
        ("```do\nrun", 4, "no end"),
        ("```python\n```", 4, "allowed: ```do"),
        ("$$\nx", 4, "the formula has no end"),
        ("costs $5", 4, "a $ without its pair"),
        ("### deeper", 4, "'## ' begins a step"),
        ("? really?\n- no\n! so", 4, "two or more answers"),
        ("? really?\n- no\n- nor this\n! so", 4, "one of them '+ '"),
        ("? really?\n+ yes\n- no\n", 4, "then '! why'"),
        ("? a\n- b\n+ c\n! d\n? e\n- f\n+ g\n! h", 8, "a second question"),
        ("? a\n- b\n+ c\n! d\n\nmore", 9, "the question is the last"),
        ("! so", 4, "'? ' first"),
    ],
)
def test_a_mistake_is_named_with_file_line_and_what_is_allowed(body: str, line: int, words: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        of(body)

    assert str(caught.value).startswith(f"x.md, line {line}: ")
    assert words in str(caught.value)


@pytest.mark.parametrize("text", ["", "# T\n", "## S\n", "words\n# T\n## S\n"])
def test_what_is_no_lesson_is_refused(text: str) -> None:
    with pytest.raises(InvalidValueError, match=r"x\.md, line 1: .*'# Title'"):
        parse(text, "x.md")


@pytest.mark.parametrize(
    ("body", "words"),
    [
        ("```do\nset taw_I=5\n```", "unknown parameter 'taw_I'"),
        ("```do\nset tau_I=5000\n```", "out of range"),
        ("```do\npreset none\n```", "unknown preset"),
        ("```do\non drive X\n```", "drive X"),
        ("```do\nstate 1,2,3\n```", "3 values for 2 units"),
        ("```do\nmethod none\n```", "none"),
        ("It is {tau_i} ms.", "{tau_i} is no parameter"),
        ("It is {theory:nonsense}.", "{theory:nonsense} is no prediction"),
        ("It is ${measured:nonsense}$.", "{measured:nonsense} is no prediction"),
    ],
)
def test_a_name_that_the_scenario_does_not_have_is_found(body: str, words: str) -> None:
    with pytest.raises(InvalidValueError) as caught:
        check(of(body), scenarios.find("ei-oscillator"))

    assert str(caught.value).startswith("x.md, line ")
    assert words in str(caught.value)


def test_what_fits_is_let_through_and_latex_keeps_its_groups() -> None:
    check(parse(TEXT, "x.md"), scenarios.find("ei-oscillator"))
    check(of(r"It is {tau_I} ms, $\mathrm{ms}$ and \$."), scenarios.find("ei-oscillator"))


@pytest.mark.parametrize("path", FILES, ids=lambda path: path.stem)
def test_a_lesson_fits_its_scenario(path: Path) -> None:
    lesson = parse(path.read_text(encoding="utf-8"), path.name)

    check(lesson, scenarios.find(path.stem))
    assert 4 <= len(lesson.steps) <= 7
    assert any(step.question for step in lesson.steps)
    assert lesson.steps[-1].title == "Source"
    assert any(block.kind == "maths" for step in lesson.steps for block in step.blocks)
    assert any(step.acts for step in lesson.steps)
