"""One table of every action: menus, buttons, tips, keys and the help overlay are made from it."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAction, QKeySequence

from recnet_gui.style import Theme
from recnet_gui.widgets.icons import SIZE, icon
from recnet_gui.widgets.symbols import rich_tip


@dataclass(frozen=True)
class Entry:
    """One action.

    Attributes
    ----------
    name : what the program calls it
    group : heading in the help overlay
    text, tip : what people read; the text is short enough for a button
    keys : the first is the one that is shown
    icon : a drawing in resources/icons
    handler : "owner.method"; owners are given to `make_actions`
    argument : passed to the handler, if any
    """

    name: str
    group: str
    text: str
    tip: str
    keys: tuple[str, ...]
    icon: str
    handler: str
    argument: int | None = None


RUN, CHANGE, LESSON, LOOK, PROGRAM = "The run", "Changes", "The lesson", "The look", "The program"

ACTIONS: tuple[Entry, ...] = (
    Entry("run", RUN, "Run", "Run or pause.", ("Space",), "play", "bench.toggle_running"),
    Entry("step", RUN, "Step", "Pause and go one time step.", (".",), "step", "session.step_once"),
    Entry("slower", RUN, "Slower", "Half the speed.", ("[",), "slower", "session.driver.slower"),
    Entry("faster", RUN, "Faster", "Twice the speed.", ("]",), "faster", "session.driver.faster"),
    Entry("to_end", RUN, "To the end", "Leave the past: go to the latest moment of the run.", ("Ctrl+End",),
          "to-end", "bench.seek_end"),
    Entry("reset_state", RUN, "State", "Reset the state only; time, inputs and parameters stay.", ("Ctrl+R",),
          "reset-state", "session.reset_state"),
    Entry("reset_all", RUN, "All", "Reset all: time, state, inputs, parameters and method.", ("Ctrl+Shift+R",),
          "reset-all", "session.reset_all"),
    *(
        Entry(f"input_{n}", CHANGE, f"Input {n}", f"Switch input {n} on or off.", (str(n),), "input",
              "session.toggle_input", n - 1)
        for n in range(1, 10)
    ),
    Entry("undo", CHANGE, "Undo", "Take back the last change.", ("Ctrl+Z",), "undo", "session.undo_stack.undo"),
    Entry("redo", CHANGE, "Redo", "Do it again.", ("Ctrl+Shift+Z", "Ctrl+Y"), "redo", "session.undo_stack.redo"),
    Entry("next_step", LESSON, "Next", "Next step of the lesson; it sets the run up.", ("PgDown",), "next-step",
          "bench.next_step"),
    Entry("previous_step", LESSON, "Previous", "Previous step of the lesson, and its set-up again.", ("PgUp",),
          "previous-step", "bench.previous_step"),
    Entry("lesson", LESSON, "Lesson", "Fold the lesson to one line, or unfold it.", ("Ctrl+T",), "lesson",
          "bench.toggle_lesson"),
    Entry("larger", LOOK, "Larger text", "Larger text and plots.", ("Ctrl++", "Ctrl+="), "larger", "look.larger"),
    Entry("smaller", LOOK, "Smaller text", "Smaller text and plots.", ("Ctrl+-",), "smaller", "look.smaller"),
    Entry("normal", LOOK, "Normal text", "Text and plots at 100 %.", ("Ctrl+0",), "text-100", "look.normal_size"),
    Entry("theme", LOOK, "Theme", "Light or dark.", ("Ctrl+D",), "theme", "look.toggle_theme"),
    Entry("full_screen", LOOK, "Full screen", "Fill the screen, or come back.", ("F11",), "full-screen",
          "window.toggle_full_screen"),
    Entry("gallery", LOOK, "Gallery", "Fold the gallery to icons, or unfold it.", ("Ctrl+L",), "gallery",
          "bench.toggle_gallery"),
    Entry("search", PROGRAM, "Search", "Search the scenarios.", ("Ctrl+F",), "search", "bench.search"),
    Entry("help", PROGRAM, "Keys", "Show all keys.", ("?", "F1"), "help", "bench.toggle_help"),
    Entry("quit", PROGRAM, "Quit", "Close RecNet.", ("Ctrl+Q",), "quit", "window.close"),
)  # fmt: skip


def key_text(entry: Entry) -> str:
    """Return the key as it is written on this machine."""
    return QKeySequence(entry.keys[0]).toString(QKeySequence.SequenceFormat.NativeText).replace("-", "−")


class TableAction(QAction):
    """A `QAction` made from its entry; it calls its handler through a bound method of its own."""

    def __init__(self, entry: Entry, handler: Callable[..., object], parent: QObject) -> None:
        super().__init__(entry.text, parent)
        self.entry, self._handler = entry, handler
        self.setObjectName(entry.name)
        self.setShortcuts([QKeySequence(key) for key in entry.keys])
        self.setShortcutContext(Qt.ShortcutContext.WindowShortcut)
        self.setAutoRepeat(entry.name in ("step", "undo", "redo", "larger", "smaller"))
        self.describe(entry.text, entry.tip)
        self.triggered.connect(self._run)

    def describe(self, text: str, tip: str) -> None:
        """Show other words, with the key at the end of the tip."""
        self.setText(text)
        self.setToolTip(rich_tip(tip, key_text(self.entry)))

    def paint(self, theme: Theme, drawing: str = "", colour: str = "") -> None:
        """Draw the icon in the theme's colours."""
        self.setIcon(icon(drawing or self.entry.icon, colour or theme.text, theme.rule, theme.px(SIZE)))

    def _run(self) -> None:
        if self.entry.argument is None:
            self._handler()
        else:
            self._handler(self.entry.argument)


def make_actions(parent: QObject, owners: Mapping[str, object]) -> dict[str, TableAction]:
    """Return every action by name, bound to its handler."""
    return {entry.name: TableAction(entry, _handler(entry.handler, owners), parent) for entry in ACTIONS}


def _handler(path: str, owners: Mapping[str, object]) -> Callable[..., object]:
    owner, *names = path.split(".")
    found = owners[owner]
    for name in names:
        found = getattr(found, name)
    assert callable(found)
    return found
