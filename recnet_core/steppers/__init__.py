"""Integration methods, one family a file; `flows.py` has the contract, `methods.py` the table."""
