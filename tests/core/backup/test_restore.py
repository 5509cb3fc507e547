"""What a restore leaves when something stands in its way."""

from __future__ import annotations

import errno
import os
import shutil

import pytest
import sqlalchemy as sa

from core.errors import BusinessError
from tests.core.backup.test_backup import EITHER


def full(number: int):
    """Copy nothing: the disk says why."""

    def copy(*_streams: object) -> None:
        raise OSError(number, os.strerror(number))

    return copy


@EITHER
@pytest.mark.parametrize(
    "trouble",
    [
        (errno.ENOSPC, "no room is left there"),
        (errno.EACCES, "has no right to it"),
        (errno.EIO, "Input/output error"),
    ],
)
def test_a_disk_that_takes_nothing_is_told_and_nothing_is_left(
    running, paper, empty, tmp_path, monkeypatch, trouble
) -> None:
    number, reason = trouble
    running.back_up(tmp_path / "a.zip")
    monkeypatch.setattr(shutil, "copyfileobj", full(number))
    with pytest.raises(BusinessError, match=reason) as told:
        empty.restore(tmp_path / "a.zip")
    assert str(empty.settings.data_dir / "files" / "restoring" / paper.name) in str(told.value)
    assert (empty.tables(), empty.stored()) == ([], [])
    monkeypatch.undo()
    empty.restore(tmp_path / "a.zip")
    assert empty.stored() == [paper.name]


def test_a_file_that_cannot_be_moved_takes_the_others_back(running, paper, empty, tmp_path) -> None:
    running.back_up(tmp_path / "a.zip")
    (empty.settings.data_dir / "secret.key" / "in the way").mkdir(parents=True)
    with pytest.raises(BusinessError, match=r"secret\.key"):
        empty.restore(tmp_path / "a.zip")
    assert (empty.tables(), empty.stored()) == ([], [])


def test_a_backup_that_is_gone_is_not_called_damaged(empty, tmp_path) -> None:
    with pytest.raises(BusinessError, match=r"a\.zip: there is no such file"):
        empty.restore(tmp_path / "a.zip")


class CutOffError(Exception):
    """The power is gone."""


def cut_off(_connection: object) -> None:
    raise CutOffError


@EITHER
def test_a_restore_that_is_cut_off_before_its_rows_are_safe_begins_anew(
    running, paper, empty, tmp_path
) -> None:
    running.back_up(tmp_path / "a.zip")
    sa.event.listen(empty.engine, "commit", cut_off)
    with pytest.raises(CutOffError):
        empty.restore(tmp_path / "a.zip")
    assert (empty.tables(), empty.stored()) == ([], [paper.name])
    sa.event.remove(empty.engine, "commit", cut_off)
    empty.restore(tmp_path / "a.zip")
    assert "core_user" in empty.tables()
    assert empty.stored() == [paper.name]
    assert sorted(one.name for one in empty.settings.data_dir.iterdir()) == ["files", "secret.key"]


def test_the_folder_of_another_deployment_is_not_taken_for_one_that_was_cut_off(
    running, paper, empty, tmp_path
) -> None:
    running.back_up(tmp_path / "a.zip")
    shutil.copytree(running.settings.data_dir, empty.settings.data_dir)
    with pytest.raises(BusinessError, match="holds stored files already"):
        empty.restore(tmp_path / "a.zip")
