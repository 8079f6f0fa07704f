"""`conformance docs`, as a user runs it."""

import docusaurus
from places import ROOT
from running import conformance

STOP = docusaurus.PAGES / "stop.md"
TEXT = STOP.read_text("utf-8")


def docs(*names, cwd=ROOT):
    return conformance("docs", *names, cwd=cwd, columns=120)


def test_of_several_files_the_good_ones_are_compared(tmp_path):
    (tmp_path / "strange.md").write_text("# Hello\n")
    (tmp_path / "latin.md").write_bytes(b"# \xff")
    (tmp_path / "mixed.md").write_text(TEXT + "\n\n# A story\n\nOnce.\n")
    done = docs("strange.md", "latin.md", "nowhere.md", "mixed.md", cwd=tmp_path)
    assert done.returncode == 2
    assert done.stdout.startswith("no drift: ")
    assert [line.split(": ")[1] for line in done.stderr.splitlines()] == [
        "strange.md",
        "latin.md",
        "nowhere.md",
        "mixed.md",
    ]


def test_the_command_prints_what_differs_side_by_side(tmp_path):
    (tmp_path / "page.md").write_text(TEXT.replace("**1**", "**2**"))
    done = docs("page.md", cwd=tmp_path)
    assert done.returncode == 1
    assert done.stdout.splitlines()[0].startswith("1 fact differs: ")
    assert done.stdout.splitlines()[-1].split() == ["request", "weight", "1", "2", "2"]
    assert docs(STOP).returncode == 0


def test_over_a_socket_it_is_the_same():
    with docusaurus.site() as address:
        done = docs(f"{address}/docs/zh-CN/close")
    assert done.returncode == 0
    assert "English" in done.stdout
    assert "Chinese" in done.stdout
