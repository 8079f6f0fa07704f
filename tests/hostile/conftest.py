"""A live run under attack, with everything on that prints or writes."""

import secrets

import pytest
from measured import check_harmless, measured

SOME = (
    "stop-twice- or stop-after-logon-ID or stop-after-logon-RES or stop-after-ping "
    "or stop-without-credentials-"
)
EVERYTHING = (
    *("-vv", "--log-level=DEBUG", "-o", "log_cli=true", "-rA", "--record-mode=all"),
    *("--junitxml=junit.xml", "--conformance-report=report.json"),
    *("--conformance-report=report.html", "--conformance-report=report.md"),
)


@pytest.fixture
def attacked(project, key_file):
    """Return a function that runs the suite against an address, and checks what always holds."""

    def run(url, *more, chosen=SOME):
        key = secrets.token_hex(32)
        done = measured(
            *("-m", "pytest", "-p", "no:cacheprovider", "--live", "--target", url),
            *("--answer-timeout=1", "-k", chosen, *EVERYTHING, *more),
            cwd=project,
            BINANCE_API_KEY=key,
            BINANCE_PRIVATE_KEY_PATH=str(key_file),
        )
        check_harmless(done, project, key)
        return done

    return run
