"""`conformance mutants`: every mutant beside the clause that it breaks, in every format."""

import pytest
from running import conformance

from conformance.contract.clauses import CLAUSES


@pytest.mark.parametrize("form", ["text", "markdown", "json"])
def test_every_clause_is_printed(form):
    done = conformance("mutants", "--format", form)
    assert done.returncode == 0
    for clause in CLAUSES:
        assert clause.id in done.stdout
