"""The mutants of the contract, by name."""

from conformance.contract.clauses import MUTANTS


def mutant(name):
    """Return the mutant with a name."""
    return next(each for _, each in MUTANTS if each.name == name)
