"""Imports a history into a new ledger and prints the peak of this process's memory in KiB, and the seconds.

Run as a program of its own, so that the peak is that of the import alone.
"""

from __future__ import annotations

import resource
import sys
import time
from pathlib import Path

from ledger import Ledger
from ledger.intake.history import import_history


def peak_kib() -> int:
    """Return the most memory that this process has had, in KiB.

    Linux keeps it by program, in VmHWM; `ru_maxrss` there may still be that of the process that started this one.
    """
    status = Path("/proc/self/status")
    if status.exists():
        for line in status.read_text(encoding="ascii", errors="replace").splitlines():
            if line.startswith("VmHWM:"):
                return int(line.split()[1])
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return peak // 1024 if sys.platform == "darwin" else peak


def main(database: str, history: str) -> None:
    """Import the file and print what it took."""
    start = time.perf_counter()
    with Ledger.open(f"sqlite:///{database}", create=True) as ledger:
        import_history(ledger.service, history, actor="benchmark")
    sys.stdout.write(f"{peak_kib()} {time.perf_counter() - start:.3f}\n")


if __name__ == "__main__":
    main(*sys.argv[1:])
