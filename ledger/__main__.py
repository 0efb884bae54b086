"""`python -m ledger`: the command `credit-ledger`."""

from ledger.cli import main

if __name__ == "__main__":
    main()
