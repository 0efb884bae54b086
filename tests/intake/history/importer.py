"""Import a file into a new ledger and print the peak of this process's memory, in KiB."""

import resource
import sys
from pathlib import Path

from ledger.intake.history import import_history
from tests.intake.history.making import opened

if __name__ == "__main__":
    with opened(Path(sys.argv[1])) as service:
        import_history(service, sys.argv[2], actor="tester")
    print(resource.getrusage(resource.RUSAGE_SELF).ru_maxrss)
