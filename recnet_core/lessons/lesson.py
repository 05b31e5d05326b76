"""`Lesson`: the text of a lesson read into steps, with what each step does, says and asks.

# Title, then for each step: ## Title, a ```do block of acts, paragraphs with $maths$ and $$maths$$,
and one question: "? …", answers "- wrong" and "+ right", "! why".
"""

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from recnet_core.errors import InvalidValueError, RecNetError
from recnet_core.lessons.acts import ALLOWED, Act, read_act

PLACE = re.compile(r"\{((?:theory:|measured:)?[A-Za-z][^{}$]*)\}")  # {tau_I}, {theory:gain of c_1}
FORMULA = re.compile(r"(?<!\\)\$([^$]+)\$")
_ITEM = re.compile(r"(?:[-*+]|\d+\.)\s+")


@dataclass(frozen=True)
class Words:
    """A piece of running text, in Markdown."""

    text: str


@dataclass(frozen=True)
class Formula:
    """A piece of mathematics, in LaTeX."""

    latex: str


@dataclass(frozen=True)
class Block:
    """A paragraph, an item of a list, or a formula on a line of its own (`kind`: "text", "item", "maths")."""

    kind: str
    text: str
    line: int


@dataclass(frozen=True)
class Answer:
    """One answer to choose from."""

    text: str
    right: bool


@dataclass(frozen=True)
class Question:
    """What is asked before one runs it, the answers, and why the right one is right."""

    text: str
    answers: tuple[Answer, ...]
    why: str
    line: int


@dataclass(frozen=True)
class Step:
    """One step: its acts set the system up, its blocks say what to see."""

    title: str
    line: int
    acts: tuple[Act, ...] = ()
    blocks: tuple[Block, ...] = ()
    question: Question | None = None

    @property
    def texts(self) -> Iterator[tuple[int, str]]:
        """Every text of the step with its line, formulas between dollars."""
        for block in self.blocks:
            yield block.line, f"${block.text}$" if block.kind == "maths" else block.text
        if self.question is not None:
            spoken = (self.question.text, *(answer.text for answer in self.question.answers), self.question.why)
            yield from ((self.question.line, text) for text in spoken)


@dataclass(frozen=True)
class Lesson:
    """A lesson: its title, its steps and the file they stand in."""

    title: str
    steps: tuple[Step, ...]
    file: str = ""


def pieces(text: str) -> tuple[Words | Formula, ...]:
    r"""Return a paragraph in pieces, `$…$` being formulas; `\$` is a dollar."""
    found: list[Words | Formula] = []
    for number, part in enumerate(FORMULA.split(text)):
        if number % 2:
            found.append(Formula(part.strip()))
        elif part:
            found.append(Words(part.replace("\\$", "$")))
    return tuple(found)


def filled(text: str, value_of: Callable[[str], str | None]) -> str:
    """Return `text` with every `{name}` replaced for which `value_of` has a text; other braces stay."""

    def put(match: re.Match[str]) -> str:
        value = value_of(match[1])
        return match[0] if value is None else value

    return PLACE.sub(put, text)


def places(text: str) -> tuple[str, ...]:
    """Return the names in braces, LaTeX's own groups among them."""
    return tuple(PLACE.findall(text))


def parse(text: str, file: str = "lesson") -> Lesson:
    """Return the lesson that `text` holds.

    Raises
    ------
    InvalidValueError
        Something the format does not know, with file, line and what is allowed.
    """
    return _Reader(file, text.splitlines()).lesson()


@dataclass
class _Draft:
    """A step while it is being read."""

    title: str
    line: int
    acts: list[Act] = field(default_factory=list)
    blocks: list[Block] = field(default_factory=list)
    question: Question | None = None

    def step(self) -> Step:
        return Step(self.title, self.line, tuple(self.acts), tuple(self.blocks), self.question)


class _Reader:
    """Goes through the lines once; `_at` is the line being read, from 0."""

    def __init__(self, file: str, lines: list[str]) -> None:
        self._file, self._lines, self._at = file, lines, 0

    def lesson(self) -> Lesson:
        title, drafts = "", list[_Draft]()
        while self._at < len(self._lines):
            line = self._lines[self._at].strip()
            if line.startswith("# ") and not title:
                title, self._at = line[2:].strip(), self._at + 1
            elif line.startswith("## ") and title:
                drafts.append(_Draft(line[3:].strip(), self._at + 1))
                self._at += 1
            elif not line:
                self._at += 1
            elif drafts:
                self._into(drafts[-1], line)
            else:
                self._fail("text before the first step", "'# Title', then '## Step'")
        if not title or not drafts:
            self._fail("no lesson", "'# Title' and at least one '## Step'")
        return Lesson(title, tuple(draft.step() for draft in drafts), self._file)

    def _into(self, draft: _Draft, line: str) -> None:
        if line.startswith("```"):
            if line.removeprefix("```").strip() != "do":
                self._fail(f"'{line}'", "```do")
            draft.acts += self._acts()
        elif line.startswith("#"):
            self._fail(f"'{line}'", "'## ' begins a step; there is one '# ' title")
        elif line.startswith("? "):
            if draft.question is not None:
                self._fail("a second question in one step", "one")
            draft.question = self._question()
        elif line.startswith("! "):
            self._fail("'! ' without a question", "'? ' first")
        elif draft.question is not None:
            self._fail("text after the question", "the question is the last of its step")
        elif line.startswith("$$"):
            draft.blocks.append(self._maths())
        else:
            draft.blocks.append(self._paragraph())

    def _acts(self) -> list[Act]:
        found, opened = list[Act](), self._at
        self._at += 1
        while self._at < len(self._lines) and (line := self._lines[self._at].strip()) != "```":
            if line:
                found.append(self._act(line))
            self._at += 1
        if self._at == len(self._lines):
            self._at = opened
            self._fail("the do block has no end", "``` on a line of its own")
        self._at += 1
        return found

    def _act(self, line: str) -> Act:
        try:
            return read_act(line, self._at + 1)
        except RecNetError as error:
            self._fail(str(error), ALLOWED)

    def _maths(self) -> Block:
        opened, text = self._at, self._lines[self._at].strip().removeprefix("$$")
        while not text.rstrip().endswith("$$"):
            self._at += 1
            if self._at == len(self._lines) or self._lines[self._at].startswith("#"):
                self._at = opened
                self._fail("the formula has no end", "$$ at the end")
            text += "\n" + self._lines[self._at]
        self._at += 1
        return Block("maths", text.rstrip().removesuffix("$$").strip(), opened + 1)

    def _paragraph(self) -> Block:
        opened = self._at
        item = _ITEM.match(self._lines[opened].strip())
        text = self._gather(_ITEM.match)
        if len(FORMULA.sub("", text).replace("\\$", "").split("$")) > 1:
            self._at = opened
            self._fail("a $ without its pair", "$…$, or \\$ for a dollar")
        if item and item[0][0] in "-*+":
            text = text[item.end() :]
        return Block("item" if item else "text", text, opened + 1)

    def _gather(self, ends: Callable[[str], object]) -> str:
        """Return this line and those that go on with it, as one."""
        gathered = [self._lines[self._at].strip()]
        self._at += 1
        while self._at < len(self._lines):
            line = self._lines[self._at].strip()
            if not line or line.startswith(("#", "```", "? ", "! ", "$$")) or ends(line):
                break
            gathered.append(line)
            self._at += 1
        return " ".join(gathered)

    def _question(self) -> Question:
        line = self._at + 1

        def is_answer(text: str) -> bool:
            return text.startswith(("- ", "+ "))

        text, answers, why = self._gather(is_answer)[2:], list[Answer](), ""
        while self._at < len(self._lines) and (here := self._lines[self._at].strip()).startswith(("- ", "+ ", "! ")):
            said = self._gather(is_answer)[2:].strip()
            if here[0] == "!":
                why = said
                break
            answers.append(Answer(said, here[0] == "+"))
        if len(answers) < 2 or sum(answer.right for answer in answers) != 1 or not why:
            self._at = line - 1
            self._fail("a question needs more", "two or more answers, one of them '+ ', the others '- ', then '! why'")
        return Question(text.strip(), tuple(answers), why, line)

    def _fail(self, what: str, allowed: str) -> NoReturn:
        line = min(self._at + 1, max(1, len(self._lines)))
        raise InvalidValueError(f"{self._file}, line {line}: {what}; allowed: {allowed}")
