"""Sends generated documents to a server for as many seconds as it is told, and says what came of them.

python -m tests.benchmarks.bench_documents [SECONDS] [SEED]

  documents     how many were sent
  share         the highest share of its estimate that one cost (aim: at most 1)
  wrong         those that failed inside, leaked or cost more than estimated (aim: 0)
"""

import json
import os
import sys
import time
from contextlib import redirect_stdout
from pathlib import Path
from tempfile import TemporaryDirectory

from tests.slow.test_generated_documents import campaign, told


def main() -> int:
    """Send for a while, tell, and fail where something was wrong."""
    seconds = float(sys.argv[1]) if len(sys.argv) > 1 else 600
    start = int(sys.argv[2]) if len(sys.argv) > 2 else time.time_ns() % 10**9
    print(f"Seed {start}, {seconds:.0f} seconds.")
    with TemporaryDirectory() as home:
        os.environ["LIF_HOME"] = home
        with redirect_stdout(sys.stderr):
            found, faults = campaign(Path(home), seconds, start)
    print(told(found))
    for one in [*found.wrong[:20], *faults[:20]]:
        print(one)
    wrong = len(found.wrong) + len(faults)
    print(json.dumps({"documents": found.documents, "share": round(found.highest, 2), "wrong": wrong}))
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main())
