"""Export and import: byte for byte, resumable, and never more than what an export wrote."""

from __future__ import annotations

import io
import subprocess
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from ledger.errors import IntegrityFailure, InvalidInput
from ledger.log import transfer
from ledger.log.opening import AnyStore
from tests.log.places import Place
from tests.log.samples import Clock, commit, event, history

Lines = list[bytes]


@pytest.fixture
def full(store: AnyStore, clock: Clock) -> AnyStore:
    """A ledger of some commits, streams and instants, an imported commit and foreign bytes among them."""
    store.append([commit("c-0", *history("a", 3), recorded_at=clock.move(days=-1))])
    for n in range(1, 6):
        clock.move(seconds=1)
        store.append(
            [commit(f"c-{n}", event(f"b-{n}", reference=f"r-{n}"), event("a", n + 3, data=bytes([n])))]
        )
    return store


@pytest.fixture
def other(place: Place) -> Iterator[AnyStore]:
    with place.another().open(create=True) as opened:
        yield opened


def exported(store: AnyStore, **bounds: int) -> Lines:
    out = io.BytesIO()
    store.export(out, **bounds)
    return out.getvalue().splitlines(keepends=True)


def rows(store: AnyStore) -> list[tuple[object, ...]]:
    with store.session.reading() as connection:
        return list(connection.execute("SELECT * FROM events ORDER BY position"))


def test_an_export_is_exactly_the_canonical_lines(full: AnyStore) -> None:
    out = io.BytesIO()
    assert full.export(out) == 13
    assert out.getvalue() == b"".join(e.line + b"\n" for e in full.read_all())
    assert exported(full, after_position=4, until_position=6) == exported(full)[4:6]


def test_an_exported_leaf_can_be_checked_with_coreutils_alone(full: AnyStore, tmp_path: Path) -> None:
    file = tmp_path / "log.jsonl"
    file.write_bytes(b"".join(exported(full)))
    script = "{ printf '\\0'; head -n 1 log.jsonl | tr -d '\\n'; } | sha256sum"
    done = subprocess.run(["sh", "-c", script], cwd=tmp_path, capture_output=True, check=True)
    assert done.stdout.split()[0].decode() == next(full.read_leaves()).hex()


def test_an_import_brings_back_every_row_as_it_was(full: AnyStore, other: AnyStore) -> None:
    lines = exported(full)
    assert other.import_lines(lines) == 13
    assert exported(other) == lines
    assert [*other.read_leaves()] == [*full.read_leaves()]
    assert [other.commit_of(f"c-{n}") for n in range(6)] == [full.commit_of(f"c-{n}") for n in range(6)]
    assert rows(other) == rows(full)


def test_an_import_derives_the_references_again(full: AnyStore, other: AnyStore) -> None:
    def reference_of(kind: str, data: bytes) -> str | None:
        assert kind == "credit-approved.v1"
        return data.decode() if len(data) > 1 else None

    other.import_lines(exported(full), reference_of=reference_of)
    assert [position for _, position in other.find('{"hours":"5.00"}')] == [1, 2, 3, 4, 6, 8, 10, 12]


def test_importing_again_adds_nothing(full: AnyStore, other: AnyStore) -> None:
    lines = exported(full)
    assert [other.import_lines(lines), other.import_lines(lines), full.import_lines(lines)] == [13, 0, 0]
    assert exported(other) == lines


@pytest.mark.parametrize("cut", range(14))
def test_an_import_continues_from_any_beginning_even_inside_a_commit(
    full: AnyStore, other: AnyStore, cut: int
) -> None:
    lines = exported(full)
    other.import_lines(lines[:cut])
    assert other.import_lines(lines) == 13 - cut
    assert exported(other) == lines
    assert other.commit_of("c-2") == full.commit_of("c-2")


def test_an_import_takes_in_only_the_missing_part_when_given_only_that(
    full: AnyStore, other: AnyStore
) -> None:
    other.import_lines(exported(full, until_position=6))
    assert other.import_lines(exported(full, after_position=6)) == 7
    assert other.import_lines(exported(full, after_position=9)) == 0
    assert exported(other) == exported(full)


def test_a_restored_ledger_goes_on_where_the_log_ended(full: AnyStore, other: AnyStore) -> None:
    other.import_lines(exported(full))
    assert other.append([commit("c-3", event("zzz"))])[0].repeated
    assert other.append([commit("c-new", event("a", 9))])[0].positions == range(14, 15)


def test_progress_is_told_as_the_lines_go_by(
    full: AnyStore, other: AnyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer, "_BATCH_LINES", 5)
    out: list[int] = []
    back: list[int] = []
    full.export(io.BytesIO(), progress=out.append)
    other.import_lines(exported(full), progress=back.append)
    assert (out, back) == ([5, 10, 13], [5, 10, 13])


def test_a_beginning_stays_when_a_later_line_is_refused(
    full: AnyStore, other: AnyStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(transfer, "_BATCH_LINES", 4)
    lines = exported(full)
    with pytest.raises(InvalidInput, match=r"^10: "):
        other.import_lines([*lines[:9], b"damaged\n", *lines[10:]])
    assert exported(other) == lines[:8]
    assert other.import_lines(lines) == 5


def swap(lines: Lines) -> Lines:
    return [*lines[:4], lines[5], lines[4], *lines[6:]]


def early(lines: Lines) -> Lines:
    return [*lines[:4], lines[4].replace(b"2024-04-14", b"2024-04-13"), *lines[5:]]


def stale(lines: Lines) -> Lines:
    return [*lines[:4], lines[4].replace(b'"version":4', b'"version":3'), *lines[5:]]


def double(lines: Lines) -> Lines:
    return [line.replace(b'"c-5"', b'"c-1"') for line in lines]


@pytest.mark.parametrize(
    ("damage", "line", "reason"),
    [
        (lambda lines: [*lines[:-1], lines[-1][:-1]], 13, "cut off"),
        (lambda lines: [*lines[:-1], lines[-1][:40]], 13, "cut off"),
        (lambda lines: [*lines[:3], lines[3][:40] + b"\n", *lines[4:]], 4, "not a canonical line"),
        (lambda lines: [*lines[:3], b"\n", *lines[3:]], 4, "not a canonical line"),
        (lambda lines: [b"\xef\xbb\xbf" + lines[0], *lines[1:]], 1, "not a canonical line"),
        (lambda lines: [lines[0][:-1] + b"\r\n", *lines[1:]], 1, "not a canonical line"),
        (lambda lines: [*lines[:6], *lines[7:]], 7, "has position 8; 7 comes next"),
        (lambda lines: [*lines[:6], lines[5], *lines[6:]], 7, "has position 6; 7 comes next"),
        (swap, 5, "has position 6; 5 comes next"),
        (lambda lines: lines[3:], 1, "has position 4, but the ledger ends at position 0"),
        (early, 5, "before the line above it"),
        (stale, 5, "stream a is at version 3, not 2"),
        (double, 12, "command c-1 was recorded before"),
    ],
)
def test_a_damaged_file_is_refused_with_the_line(
    full: AnyStore, other: AnyStore, damage: Callable[[Lines], Lines], line: int, reason: str
) -> None:
    with pytest.raises(InvalidInput, match=reason) as caught:
        other.import_lines(damage(exported(full)))
    assert caught.value.line == line
    assert other.last_position() == 0


def test_a_command_that_the_ledger_holds_already_is_refused(full: AnyStore, other: AnyStore) -> None:
    other.import_lines(exported(full, until_position=7))
    with pytest.raises(InvalidInput, match="command c-1 was recorded before") as caught:
        other.import_lines(double(exported(full, after_position=7)))
    assert caught.value.line == 5


def test_a_ledger_that_holds_something_else_is_an_integrity_failure_with_both_lines(
    full: AnyStore, other: AnyStore
) -> None:
    lines = exported(full)
    forged = [*lines[:6], lines[6].replace(b"clerk", b"clark"), *lines[7:]]
    other.import_lines(lines[:9])
    with pytest.raises(IntegrityFailure, match="differ at position 7") as caught:
        other.import_lines(forged)
    assert (caught.value.expected, caught.value.found) == (lines[6][:-1], forged[6][:-1])
    assert caught.value.values["position"] == 7
    assert exported(other) == lines[:9]


def test_a_line_recorded_before_the_ledgers_newest_event_is_refused(full: AnyStore, other: AnyStore) -> None:
    other.import_lines(exported(full, until_position=5))
    earlier = [line.replace(b"2024-04-14", b"2024-04-13") for line in exported(full, after_position=5)]
    with pytest.raises(InvalidInput, match="before the newest event of the ledger") as caught:
        other.import_lines(earlier)
    assert caught.value.line == 1
