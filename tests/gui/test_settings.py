"""Settings never stop the program."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any

import pytest

from recnet_gui.settings import KEYS, Settings


def test_a_missing_file_gives_the_defaults(tmp_path: Path) -> None:
    settings = Settings(tmp_path / "none.json")

    assert {key: settings[key] for key in KEYS} == {key: default for key, (default, _) in KEYS.items()}


@pytest.mark.parametrize("text", ["", "{", "[]", '"x"', "\x00\x01", '{"scale": NaN}', "[" * 100_000])
def test_a_damaged_file_gives_the_defaults(tmp_path: Path, text: str, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "settings.json"
    path.write_text(text)

    assert Settings(path)["scale"] == 1.0
    assert "settings" in caplog.text


@pytest.mark.parametrize(
    ("key", "value"),
    [
        ("scale", 7), ("scale", "big"), ("scale", True), ("theme", "pink"), ("theme", []), ("scenario", 3),
        ("splitters", {"a": [1]}), ("splitters", [1]),
        ("splitters", {"ei-oscillator": [[1, 2]]}), ("splitters", {"ei-oscillator": [[99999999999, 1], [1, 1, 1]]}),
        ("splitters", {"a": [[1, 2], [1], [1]]}), ("splitters", {"a": [[1, -2], [1]]}),
        ("geometry", None), ("unknown", 1),
    ],
)  # fmt: skip
def test_a_bad_value_falls_back_and_is_logged(
    tmp_path: Path, key: str, value: Any, caplog: pytest.LogCaptureFixture
) -> None:
    path = tmp_path / "settings.json"
    path.write_text(json.dumps({key: value, "theme" if key != "theme" else "scale": "dark" if key != "theme" else 1.5}))

    settings = Settings(path)

    assert settings["theme" if key != "theme" else "scale"] == ("dark" if key != "theme" else 1.5)
    if key in KEYS:
        assert settings[key] == KEYS[key][0]
    assert key in caplog.text


def test_a_value_that_is_nested_deeply_falls_back(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    path = tmp_path / "settings.json"
    path.write_text('{"scale": ' + "[" * 900 + "]" * 900 + "}")

    assert Settings(path)["scale"] == 1.0
    assert "settings" in caplog.text


def test_what_is_saved_is_read_and_nothing_else_is_left(tmp_path: Path) -> None:
    path = tmp_path / "deep" / "settings.json"
    settings = Settings(path)
    settings["scale"] = 1.25
    settings.save()

    assert Settings(path)["scale"] == 1.25
    assert [p.name for p in path.parent.iterdir()] == ["settings.json"]


def test_an_unwritable_place_is_logged(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").write_text("")

    Settings(tmp_path / "file" / "settings.json").save()

    assert "not written" in caplog.text


def test_two_settings_do_not_share_values(tmp_path: Path) -> None:
    Settings(tmp_path / "a.json")["splitters"]["x"] = [[1]]

    assert Settings(tmp_path / "b.json")["splitters"] == {}
