"""Prints the proof: ``python -m conformance.sensitivity FILE``, run by ``make sensitivity``."""

from __future__ import annotations

from pathlib import Path
from typing import Annotated

import typer

from conformance.contract.clauses import CLAUSES
from conformance.report.terminal.tables import rows_as_text
from conformance.sensitivity.clients import catches
from conformance.sensitivity.generated import whole_score
from conformance.sensitivity.matrix import SHORT_COLUMNS, Kill, kills, matrix, row


def proof(every_kill: list[Kill]) -> tuple[str, bool]:
    """Return the proof in words, and whether every mutant was killed and no damage was missed."""
    own = sum(each.clause.id in each.broken for each in every_kill)
    without = [clause.id for clause in CLAUSES if not clause.mutants]
    result = whole_score()
    allowed = result.allowed.total()
    damage_line = (
        f"generated damage {result.total}, noticed {result.noticed}, allowed {allowed}, "
        f"missed {len(result.missed)}"
    )
    clients = list(catches())
    caught = sum(each.is_clean for each in clients)
    lines = [
        f"clauses {len(CLAUSES)}, without a mutant {len(without)}",
        f"mutants {len(every_kill)}, killed {own}/{len(every_kill)} by their own clause",
        f"strangers broken {sum(len(each.other_clauses_broken) for each in every_kill)}",
        f"broken clients {len(clients)}, caught {caught}/{len(clients)} by their own clause alone",
        damage_line,
        *(f"  allowed {count}: {reason}" for reason, count in result.allowed.most_common()),
        *(
            f"  {each.mutant.name}: broke {sorted(each.broken)}"
            for each in every_kill
            if not each.is_clean
        ),
        *(f"  missed {damage}" for damage in result.missed[:20]),
    ]
    is_caught = caught == len(clients)
    proved = (
        is_caught and all(each.is_clean for each in every_kill) and not (without or result.missed)
    )
    return "\n".join(lines), proved and allowed * 10 <= result.total


def prove(
    file: Annotated[Path, typer.Argument(help="Where the kill matrix is written, in Markdown.")],
) -> None:
    """Prove that every check can fail, and for its own reason."""
    every_kill = list(kills())
    file.write_text(matrix(every_kill), "utf-8")
    typer.echo(rows_as_text([row(each) for each in every_kill], SHORT_COLUMNS, width=120))
    text, is_proved = proof(every_kill)
    typer.echo(text)
    raise typer.Exit(not is_proved)


if __name__ == "__main__":
    typer.run(prove)
