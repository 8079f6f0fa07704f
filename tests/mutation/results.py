"""What the proofs gave when each was last run whole, kept in results.json, as README has it.

`make sensitivity` and `make mutation` run them.
"""

import json
import sys
from datetime import UTC, datetime
from pathlib import Path

from conformance.sensitivity.__main__ import proof
from conformance.sensitivity.clients import catches
from conformance.sensitivity.generated import whole_score
from conformance.sensitivity.matrix import kills, matrix

FILE = Path(__file__).with_name("results.json")


def kept():
    """Return what is kept: an object for each proof, by its name."""
    return json.loads(FILE.read_text("utf-8"))


def keep(name, **figures):
    """Keep the figures of a proof, with today's date."""
    entry = {"day": f"{datetime.now(UTC):%Y-%m-%d}"} | figures
    FILE.write_text(json.dumps(kept() | {name: entry}, indent=1) + "\n", "utf-8")


def sensitivity():
    """Return the score of `make sensitivity`, as README shows it."""
    return "\n".join(["```", *kept()["sensitivity"]["lines"], "```"])


def mutation():
    """Return the scores of `make mutation`, as README shows them."""
    clauses, sample = kept()["clauses"], kept()["sample"]
    return "\n".join(
        [
            "| what is changed | how | changes | noticed | listed with a reason |",
            "| --- | --- | --- | --- | --- |",
            f"| the clauses, of {clauses['revision']} | every place, by mutmut | {_row(clauses)} |",
            f"| all else that decides | by chance, seed {sample['seed']} | {_row(sample)} |",
        ]
    )


def _row(score):
    """Return the cells of a score: changes, noticed, and those with a reason."""
    share = score["noticed"] / score["changes"]
    return f"{score['changes']:,} | {share:.1%} | {score['changes'] - score['noticed']}"


def main(matrix_file):
    """Prove that every check can fail, write the kill matrix, keep the score; return if proved."""
    every_kill = list(kills())
    Path(matrix_file).write_text(matrix(every_kill), "utf-8")
    text, is_proved = proof(every_kill, list(catches()), whole_score())
    print(text)
    if is_proved:
        keep("sensitivity", lines=[line for line in text.splitlines() if not line.startswith(" ")])
    return is_proved


if __name__ == "__main__":
    sys.exit(not main(sys.argv[1]))
