"""Workers that are forked early do the command line that they are sent, and end where none comes."""

import subprocess
import sys
import time

import psutil

from tests.helpers.processes import ROOT, environment

SCRIPT = """\
from crawler.scale.forked_worker import fork_workers
def main(arguments):
    print("into nowhere")
    return len(arguments)
begun, killed, left = fork_workers(3, main)
begun.begin(["three", "words", "come"])
killed.kill()
print(begun.wait(), killed.wait(), left.poll(), left.pid)
"""


def test_a_forked_worker_does_its_command_or_ends_with_its_parent() -> None:
    done = subprocess.run(
        [sys.executable, "-c", SCRIPT],
        cwd=ROOT,
        env=environment(),
        capture_output=True,
        text=True,
        check=True,
    )
    *ended, pid = done.stdout.split()
    assert (ended, done.stderr) == (["3", "-9", "None"], "")
    deadline = time.monotonic() + 10
    while psutil.pid_exists(int(pid)) and psutil.Process(int(pid)).status() != psutil.STATUS_ZOMBIE:
        assert time.monotonic() < deadline
        time.sleep(0.02)
