"""The one dialog for an unexpected error: a report to copy, while the window and its run live on."""

from PySide6.QtCore import Qt
from PySide6.QtGui import QFontDatabase, QGuiApplication
from PySide6.QtWidgets import QDialog, QHBoxLayout, QLabel, QPlainTextEdit, QVBoxLayout, QWidget

from recnet_gui.widgets.buttons import word_button


class ReportDialog(QDialog):
    """Shows one report; further errors are counted, in the title and inside."""

    def __init__(self, report: str, log_file: str, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setWindowTitle("RecNet: an error")
        self.setModal(False)
        self.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose)
        self._more, self._log_file = 0, log_file
        self.heading = QLabel("Something in RecNet went wrong. Your run is not lost: close this and go on.")
        self.heading.setWordWrap(True)
        self._advice = QLabel(
            f"If it happens again, copy this report and send it to who looks after RecNet.\nLog: {log_file}"
        )
        self._advice.setTextInteractionFlags(Qt.TextInteractionFlag.TextSelectableByMouse)
        self._advice.setWordWrap(True)
        self.others = QLabel()
        self.others.setWordWrap(True)
        self.others.hide()
        self.report = QPlainTextEdit(report)
        self.report.setReadOnly(True)
        self.report.setFont(QFontDatabase.systemFont(QFontDatabase.SystemFont.FixedFont))
        self.copy_button, self.close_button = (
            word_button("Copy report", role="primary"),
            word_button("Close", role="outline"),
        )
        self.copy_button.clicked.connect(self._copy)
        self.close_button.clicked.connect(self.close)
        buttons = QHBoxLayout()
        buttons.addStretch(1)
        buttons.addWidget(self.copy_button)
        buttons.addWidget(self.close_button)
        self.heading.setProperty("role", "heading")
        self._advice.setProperty("role", "muted")
        body = QVBoxLayout(self)
        body.setContentsMargins(24, 24, 24, 16)
        body.setSpacing(12)
        for widget in (self.heading, self._advice, self.others, self.report):
            body.addWidget(widget)
        body.addLayout(buttons)
        self.resize(680, 420)

    def count_another(self) -> None:
        """Say that there were further errors; they are in the log."""
        self._more += 1
        errors = "1 more error" if self._more == 1 else f"{self._more} more errors"
        self.others.setText(f"{errors} since; all are in the log {self._log_file}")
        self.others.show()
        self.setWindowTitle(f"RecNet: an error, and {self._more} more in the log")

    def _copy(self) -> None:
        QGuiApplication.clipboard().setText(self.report.toPlainText())
        self.copy_button.setText("Copied")
