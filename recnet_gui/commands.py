"""Undo and redo: a command is the changes that do a person's act and those that take it back.

The stack follows time: going back in the run before an act offers it as a redo, and forgets what became of it when
the run goes on from there.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TypeAlias

from PySide6.QtGui import QUndoCommand, QUndoStack

from recnet_core.journal import Change

LIMIT = 500  # acts remembered


@dataclass(frozen=True)
class Restart:
    """Begin anew with the scenario's defaults: not an event of a run, but a new run."""


Act: TypeAlias = Change | Restart
Perform: TypeAlias = Callable[[tuple[Act, ...]], int]  # does the changes, returns the step at which they acted


@dataclass(frozen=True)
class Deed:
    """What a person did: in words, how to do it, how to take it back.

    `gesture` is the same for the moves of one drag, which become one command; 0 for an act on its own.
    """

    subject: str
    before: str
    after: str
    forward: tuple[Act, ...]
    backward: tuple[Act, ...]
    gesture: int = 0

    @property
    def text(self) -> str:
        """What was done, as people read it ("τ_I 50 → 30")."""
        return f"{self.subject} {self.before} → {self.after}" if self.before else self.subject


@dataclass
class _Log:
    """At which steps a command was done and undone, in order."""

    entries: list[tuple[int, bool]] = field(default_factory=list)

    def done_at(self, step: int) -> bool:
        done = False
        for when, state in self.entries:
            if when <= step:
                done = state
        return done


class Command(QUndoCommand):
    """One deed on the undo stack; it has been done already when it is pushed."""

    def __init__(self, deed: Deed, perform: Perform, step: int) -> None:
        super().__init__(deed.text)
        self.deed, self._perform = deed, perform
        self.log = _Log([(step, True)])
        self.silent = True  # the push itself must not do the deed again

    def redo(self) -> None:
        """Do it again."""
        if not self.silent:
            self.log.entries.append((self._perform(self.deed.forward), True))

    def undo(self) -> None:
        """Take it back."""
        if not self.silent:
            self.log.entries.append((self._perform(self.deed.backward), False))

    def id(self) -> int:
        """Return the number of the drag, −1 for a command on its own."""
        return self.deed.gesture or -1

    def mergeWith(self, other: QUndoCommand) -> bool:
        """Take over the later move of the same drag."""
        assert isinstance(other, Command)
        mine, later = self.deed, other.deed
        # a method that had to change on the way belongs to both directions
        forward = (*_others(mine.forward, later.forward), *later.forward)
        backward = (*mine.backward, *_others(later.backward, mine.backward))
        self.deed = Deed(mine.subject, mine.before, later.after, forward, backward, mine.gesture)
        self.setText(self.deed.text)
        at_once = self.log.entries == other.log.entries  # what lasted for a while is in the run, and can be undone
        self.setObsolete(at_once and self.deed.forward == self.deed.backward)
        return True


def _others(acts: tuple[Act, ...], than: tuple[Act, ...]) -> tuple[Act, ...]:
    """Return those of `acts` of whose kind there is none among the others."""
    kinds = {type(act) for act in than}
    return tuple(act for act in acts if type(act) not in kinds)


class UndoStack(QUndoStack):
    """The acts of one scenario, most recent last."""

    def __init__(self, perform: Perform) -> None:
        super().__init__()
        self._perform = perform
        self.setUndoLimit(LIMIT)

    def add(self, deed: Deed, step: int) -> None:
        """Remember a deed that was done at `step`."""
        command = Command(deed, self._perform, step)
        self.push(command)
        command.silent = False

    def follow(self, step: int) -> None:
        """Offer for undo what was done by `step`, and the rest for redo, without doing any of it."""
        done = 0
        while done < self.count() and self._at(done).log.done_at(step):
            done += 1
        commands = [self._at(i) for i in range(self.count())]
        for command in commands:
            command.silent = True
        self.setIndex(done)
        for command in commands:
            command.silent = False

    def forget_after(self, step: int) -> None:
        """Drop what the logs say of a future that is given up."""
        for i in range(self.count()):
            log = self._at(i).log
            log.entries = [entry for entry in log.entries if entry[0] <= step]

    def rebase(self) -> None:
        """Start the logs anew, as the steps do after a restart."""
        for i in range(self.count()):
            self._at(i).log.entries = [(-1, i < self.index())]

    def _at(self, index: int) -> Command:
        command = self.command(index)
        assert isinstance(command, Command)
        return command
