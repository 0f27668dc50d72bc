"""The data folder: may it be written, is there room, and is it on a disk of this computer."""

from __future__ import annotations

import os
import re
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path

from bot.config import Config
from bot.doctor.finding import Finding, mend, ok

ROOM = 200 * 1024 * 1024  # a busy year's messages; below it the desk may soon refuse guests
MOUNTS = Path("/proc/self/mountinfo")  # Linux; elsewhere the kind of disk is not looked at
FAR = {
    "nfs",
    "nfs4",
    "cifs",
    "smb2",
    "smb3",
    "smbfs",
    "9p",
    "afs",
    "ncpfs",
    "fuse.sshfs",
    "fuse.rclone",
    "ceph",
    "fuse.ceph",
    "fuse.davfs",
    "fuse.gcsfuse",
    "fuse.glusterfs",
    "fuse.s3fs",
    "fuse.smbnetfs",
    "glusterfs",
    "vboxsf",
    "fuse.vmhgfs-fuse",
}
WHAT = "Data folder"
ELSEWHERE = "Choose another folder with QONAQ_DATA_DIR."


def examine_folder(config: Config) -> list[Finding]:
    return list(_examine(config, config.data))


def _examine(config: Config, data: Path) -> Iterator[Finding]:
    place = _nearest(data)
    if not place.is_dir():
        words = f"{place} is a file, and the desk needs a folder there."
        yield mend("folder.file", WHAT, words, ELSEWHERE)
        return
    if trouble := _cannot_write(place):
        words = f"the desk may not write into {place} ({trouble}), so it could keep nothing."
        yield mend("folder.readonly", WHAT, words, _allow(place))
        return
    foreign = list(_foreign(data))
    yield from foreign
    if not foreign:
        said = "can be written" if place == data else "will be made at the first start"
        yield ok("folder", WHAT, f"{data} {said}.")
    yield _room(place)
    yield from far(config)


def far(config: Config) -> Iterator[Finding]:
    """The database on a disk of another computer, where no lock and no sync can be relied on."""
    kind = disk_of(_nearest(config.data), _mounts())
    if kind in FAR and not config.url:
        words = (
            f"{config.data} is on another computer's disk ({kind}). "
            "A database there is damaged sooner or later."
        )
        cure = "Choose a folder on a disk of this computer with QONAQ_DATA_DIR, or use PostgreSQL."
        yield mend("disk.far", "Disk", words, cure)


def _foreign(data: Path) -> Iterator[Finding]:
    """A command given once as root leaves files that the desk's own user may not write."""
    try:
        owner = data.stat().st_uid
        others = [one for one in sorted(data.iterdir()) if one.is_file() and one.stat().st_uid != owner]
    except OSError:  # no folder yet
        return
    if others:
        words = f"{others[0]} does not belong to the folder's user, so the desk may not be able to write it."
        cure = f"Give everything to one user: chown -R {owner} {data}"
        yield mend("folder.owner", WHAT, words, cure)


def _nearest(path: Path) -> Path:
    """The path itself, or the first thing above it that exists."""
    found = path.absolute()
    while not _is_there(found):
        found = found.parent
    return path if found == path.absolute() else found


def _is_there(path: Path) -> bool:
    try:
        return path.exists()
    except OSError:  # not even that may be asked
        return False


def _cannot_write(folder: Path) -> str:
    """Why not, by trying: rights alone say nothing about disks that are read-only. Empty when it works."""
    try:
        with tempfile.TemporaryFile(dir=folder) as file:
            file.write(b"x")
    except OSError as error:
        return str(error.strerror or error).lower()
    return ""


def _allow(folder: Path) -> str:
    if os.access(folder, os.W_OK):  # the rights are there, so it is the disk
        return f"The disk is read-only or full. {ELSEWHERE}"
    return f"Allow it for the user who runs the desk, or: {ELSEWHERE[0].lower()}{ELSEWHERE[1:]}"


def _room(folder: Path) -> Finding:
    free = shutil.disk_usage(folder).free
    if free < ROOM:
        words = (
            f"only {free // 1024**2} MB are free. When it is full the desk can keep no message or booking."
        )
        cure = "Free some space, or move the data folder to a larger disk."
        return mend("disk.full", "Disk", words, cure)
    said = f"{free / 1024**3:.0f} GB" if free >= 1024**3 else f"{free // 1024**2} MB"
    return ok("disk", "Disk", f"{said} are free.")


def disk_of(folder: Path, mounts: str) -> str:
    """The kind of file system a folder is on, from Linux's list of mounts; empty when it is not in there."""
    path, best, kind = folder.resolve(), -1, ""
    for line in mounts.splitlines():
        before, _, after = line.partition(" - ")
        fields = before.split()
        if len(fields) < 5 or not after:
            continue
        point = Path(re.sub(r"\\([0-7]{3})", lambda code: chr(int(code[1], 8)), fields[4]))
        if path.is_relative_to(point) and len(point.parts) >= best:
            best, kind = len(point.parts), after.split()[0]
    return kind


def _mounts() -> str:
    try:
        return MOUNTS.read_text(encoding="utf-8", errors="replace")
    except OSError:
        return ""
