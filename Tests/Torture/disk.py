"""A disk that forgets: what a folder may hold after the power went, from the changes that `disk.c` wrote down.

A file system keeps two things apart: what it was told, and what it has promised to keep. Bytes of a file are
kept once the file was synced, names in a folder once the folder was. Of the rest anything may have happened:
each change is there or lost, in any order, and a write may be there in part.
"""

import os
import struct

HEAD = struct.Struct("<BBqIqIII")
OPEN, WRITE, TRUNCATE, SYNC, RENAME, UNLINK, MKDIR, RMDIR = range(1, 9)
NAMES = [
    "", "opens", "writes", "truncates", "syncs", "renames", "removes", "makes folder", "removes folder"]
CREATES, EMPTIES = 1, 2
# Devices write whole sectors.
SECTOR = 512


class Change:
    """One change: what was done, as its number."""

    def __init__(self, kind, flags, number, handle, offset, path, other, data):
        self.kind, self.flags, self.number, self.handle = kind, flags, number, handle
        self.offset, self.path, self.other, self.data = offset, path, other, data


def changes(log):
    """The changes of a log, in order; the last one may have been cut short by a kill."""
    with open(log, "rb") as file:
        bytes_ = file.read()
    place, found = 0, []
    while place + HEAD.size <= len(bytes_):
        kind, flags, number, handle, offset, first, second, third = HEAD.unpack_from(bytes_, place)
        place += HEAD.size
        path = bytes_[place:place + first].decode()
        other = bytes_[place + first:place + first + second].decode()
        data = bytes_[place + first + second:place + first + second + third]
        place += first + second + third
        found.append(Change(kind, flags, number, handle, offset, path, other, data))
    return found


class File:
    """Bytes that are kept, and changes of them that are not yet."""

    def __init__(self, kept=b""):
        self.kept = bytearray(kept)
        self.waiting = []

    def change(self, offset, data):
        """Notes a write, or with `None` for data that the file ends at an offset."""
        self.waiting.append((offset, data))

    def sync(self):
        for offset, data in self.waiting:
            apply(self.kept, offset, data)
        self.waiting = []

    def after(self, chance):
        """What the file may hold once the power went."""
        held = bytearray(self.kept)
        for offset, data in self.waiting:
            fate = chance(3)
            if fate == 0:
                continue
            if fate == 1 and data is not None and len(data) > SECTOR:
                # A part of it: some of its sectors.
                for start in range(0, len(data), SECTOR):
                    if chance(2):
                        apply(held, offset + start, data[start:start + SECTOR])
                continue
            apply(held, offset, data)
        return bytes(held)


def apply(held, offset, data):
    if data is None:
        del held[offset:]
        held.extend(bytes(max(0, offset - len(held))))
        return
    if offset > len(held):
        held.extend(bytes(offset - len(held)))
    held[offset:offset + len(data)] = data


class Folder:
    """Names that are kept, and changes of them that are not yet; a name leads to a file or folder."""

    def __init__(self):
        self.kept = {}
        self.now = {}
        self.waiting = []

    def change(self, **names):
        """Notes that names lead somewhere else from now on, all of them in one step."""
        self.waiting.append(names)
        self.put(self.now, names)

    @staticmethod
    def put(table, names):
        for name, place in names.items():
            if place is None:
                table.pop(name, None)
            else:
                table[name] = place

    def sync(self):
        self.kept = dict(self.now)
        self.waiting = []

    def after(self, chance):
        held = dict(self.kept)
        for names in self.waiting:
            if chance(2):
                self.put(held, names)
        return held


class Disk:
    """A folder with everything below it, all of it kept at first."""

    def __init__(self, path):
        self.root = self.read(path)
        self.handles = {}

    def read(self, path):
        folder = Folder()
        for entry in os.scandir(path):
            if entry.name.endswith("-shm"):
                continue
            if entry.is_dir():
                place = self.read(entry.path)
            else:
                with open(entry.path, "rb") as file:
                    place = File(file.read())
            folder.now[entry.name] = place
        folder.kept = dict(folder.now)
        return folder

    def find(self, path):
        place = self.root
        for name in path.split("/") if path else []:
            place = place.now[name]
        return place

    def above(self, path):
        """The folder of a path, and the name in it."""
        folder, _, name = path.rpartition("/")
        return self.find(folder), name

    def take(self, change):
        """Does a change of a log."""
        if change.kind == OPEN:
            if change.flags & CREATES:
                folder, name = self.above(change.path)
                folder.change(**{name: File()})
            self.handles[change.handle] = place = self.find(change.path)
            if change.flags & EMPTIES and not change.flags & CREATES:
                place.change(0, None)
        elif change.kind == WRITE:
            self.handles[change.handle].change(change.offset, change.data)
        elif change.kind == TRUNCATE:
            self.handles[change.handle].change(change.offset, None)
        elif change.kind == SYNC:
            self.handles[change.handle].sync()
        elif change.kind == RENAME:
            folder, name = self.above(change.path)
            other, otherName = self.above(change.other)
            if folder is other:
                folder.change(**{otherName: folder.now[name], name: None})
            else:
                other.change(**{otherName: folder.now[name]})
                folder.change(**{name: None})
        elif change.kind in (UNLINK, RMDIR):
            folder, name = self.above(change.path)
            folder.change(**{name: None})
        elif change.kind == MKDIR:
            folder, name = self.above(change.path)
            folder.change(**{name: Folder()})

    def write(self, path, chance):
        """Lays down what may be there once the power went; `chance(n)` gives a number below n."""
        self.lay(self.root, path, chance)

    def lay(self, folder, path, chance):
        os.makedirs(path, exist_ok=True)
        for name, place in folder.after(chance).items():
            if isinstance(place, Folder):
                self.lay(place, os.path.join(path, name), chance)
            else:
                with open(os.path.join(path, name), "wb") as file:
                    file.write(place.after(chance))


def everything(count):
    """The luck of a disk that loses nothing."""
    return count - 1


def nothing(count):
    """The luck of a disk that keeps what it has promised to keep, and nothing else."""
    return 0
