"""Finds the line of a block or a key in a TOML text, because the parser keeps no line numbers."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Final

_PART: Final = r"""(?:"[^"\n]*"|'[^'\n]*'|[A-Za-z0-9_-]+)"""
_PATH: Final = rf"{_PART}(?:\s*\.\s*{_PART})*"
_HEADER: Final = re.compile(rf"\s*\[\[?\s*({_PATH})\s*\]\]?\s*(?:#.*)?$")
_KEY: Final = re.compile(rf"\s*({_PATH})\s*=")
#: What matters while a value runs on: strings whole, strings left open, comments and brackets.
_TOKEN: Final = re.compile(
    r'"""(?:\\.|(?!""").)*"{3,5}'
    r"|'''(?:(?!''').)*'{3,5}"
    r'|"""|\'\'\''
    r'|"(?:\\.|[^"\\])*"'
    r"|'[^']*'"
    r"|\#.*|[\[\]{}]"
)

Path = tuple[str, ...]


@dataclass
class _Block:
    """One header with the keys below it."""

    line: int
    keys: dict[Path, int] = field(default_factory=dict)


class Places:
    """The lines (from 1) of the blocks and keys of one text, which may be broken TOML."""

    def __init__(self, text: str) -> None:
        self._blocks: dict[Path, list[_Block]] = {(): [_Block(1)]}
        current = self._blocks[()][0]
        for line, statement in _statements(text):
            if header := _HEADER.match(statement):
                current = _Block(line)
                self._blocks.setdefault(_parts(header[1]), []).append(current)
            elif key := _KEY.match(statement):
                current.keys.setdefault(_parts(key[1]), line)

    def block(self, path: Path, index: int = 0) -> int:
        """Return the line of the `index`-th header of that path.

        A table that has no header of its own (an inline table, a dotted key) is found where its name stands.
        """
        blocks = self._blocks.get(path, [])
        if index < len(blocks):
            return blocks[index].line
        return self._mention(path)

    def key(self, path: Path, index: int, key: str) -> int:
        """Return the line of a key inside that block, or the block's line where it is not written there."""
        blocks = self._blocks.get(path, [])
        if index < len(blocks):
            return blocks[index].keys.get((key,), blocks[index].line)
        return self._mention((*path, key))

    def _mention(self, path: Path) -> int:
        """Return the line of the header or key that names the longest beginning of the path."""
        found = (1, 0)
        for head, blocks in self._blocks.items():
            for block in blocks:
                places = {head: block.line} | {(*head, *key): line for key, line in block.keys.items()}
                for name, line in places.items():
                    shared = _shared(name, path)
                    if shared > found[1]:
                        found = (line, shared)
        return found[0]


def _shared(name: Path, path: Path) -> int:
    count = 0
    for one, other in zip(name, path, strict=False):
        if one != other:
            break
        count += 1
    return count


def _parts(path: str) -> Path:
    return tuple(part.strip("\"'") for part in re.findall(_PART, path))


def _statements(text: str) -> Iterator[tuple[int, str]]:
    """Yield the lines on which a statement begins, with their numbers; lines inside a value are left out."""
    depth, closing = 0, ""
    for number, line in enumerate(text.replace("\r\n", "\n").split("\n"), start=1):
        rest = line
        if closing:
            _, ended, rest = line.partition(closing)
            if not ended:
                continue
            closing = ""
        elif depth == 0:
            yield number, line
        depth, closing = _after(rest, depth)


def _after(rest: str, depth: int) -> tuple[int, str]:
    """Return the depth of brackets and the quotes still open at the end of a line."""
    for token in _TOKEN.findall(rest):
        if token in {'"""', "'''"}:
            return depth, token
        if token in "[{":
            depth += 1
        elif token in "]}":
            depth = max(depth - 1, 0)
    return depth, ""
