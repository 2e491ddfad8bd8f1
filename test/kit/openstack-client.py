"""Runs commands of the installed openstack client: a line of JSON in, a line of JSON out.

The client is unmodified: what is called is the very function that the command `openstack` calls, in a process of its own
for each command. Those processes are forked from this one, which has the imports behind it: they cost a second each.
"""
import json
import os
import sys
import tempfile

from openstackclient import shell


def run(request, out, err):
    os.dup2(out.fileno(), 1)
    os.dup2(err.fileno(), 2)
    os.environ.update(request['env'])
    try:
        code = shell.main(request['args'])
    except SystemExit as end:
        code = end.code
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code if isinstance(code, int) else 1)


def text(file):
    file.seek(0)
    return file.read().decode()


for line in sys.stdin:
    with tempfile.TemporaryFile() as out, tempfile.TemporaryFile() as err:
        child = os.fork()
        if child == 0:
            run(json.loads(line), out, err)
        _, status = os.waitpid(child, 0)
        answer = {'code': os.waitstatus_to_exitcode(status), 'out': text(out).strip(), 'err': text(err)}
    print(json.dumps(answer), flush=True)
