"""Prints the proof: ``python -m conformance.sensitivity FILE``, run by ``make sensitivity``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from conformance.contract.clauses import CLAUSES
from conformance.report.terminal.tables import rows_as_text
from conformance.sensitivity.clients import Catch, catches
from conformance.sensitivity.generated import Score, whole_score
from conformance.sensitivity.matrix import SHORT_COLUMNS, Kill, kills, matrix, row


def proof(every_kill: list[Kill], clients: list[Catch], damage: Score) -> tuple[str, bool]:
    """Return the proof in words, and whether all was noticed.

    That is: every mutant and every broken client by its own clause alone, every clause by one, and
    all generated damage but a tenth, which is allowed for a reason.
    """
    own = sum(each.clause.id in each.broken for each in every_kill)
    without = {clause.id for clause in CLAUSES} - {each.clause.id for each in every_kill}
    allowed = damage.allowed.total()
    caught = sum(each.is_clean for each in clients)
    both: tuple[Kill | Catch, ...] = (*every_kill, *clients)
    unclean = [each for each in both if not each.is_clean]
    damage_line = (
        f"generated damage {damage.total}, noticed {damage.noticed}, allowed {allowed}, "
        f"missed {len(damage.missed)}"
    )
    lines = [
        f"clauses {len(CLAUSES)}, without a mutant {len(without)}",
        f"mutants {len(every_kill)}, killed {own}/{len(every_kill)} by their own clause",
        f"strangers broken {sum(len(each.other_clauses_broken) for each in every_kill)}",
        f"broken clients {len(clients)}, caught {caught}/{len(clients)} by their own clause alone",
        damage_line,
        *(f"  allowed {count}: {reason}" for reason, count in damage.allowed.most_common()),
        *(f"  {each.mutant.name}: broke {sorted(each.broken)}" for each in unclean),
        *(f"  missed {each}" for each in damage.missed[:20]),
    ]
    is_noticed = not damage.missed and allowed * 10 <= damage.total
    return "\n".join(lines), is_noticed and not unclean and not without


def prove(
    file: Annotated[Path, typer.Argument(help="Where the kill matrix is written, in Markdown.")],
) -> None:
    """Prove that every check can fail, and for its own reason."""
    every_kill = list(kills())
    file.write_text(matrix(every_kill), "utf-8")
    typer.echo(rows_as_text([row(each) for each in every_kill], SHORT_COLUMNS, width=120))
    text, is_proved = proof(every_kill, list(catches()), whole_score())
    typer.echo(text)
    raise typer.Exit(not is_proved)


if __name__ == "__main__":
    typer.run(prove)
