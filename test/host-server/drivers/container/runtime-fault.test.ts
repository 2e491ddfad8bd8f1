import t from 'tap';
import { programFault } from '../../../../host-server/drivers/container/runtime-fault.ts';

t.test('the program that cannot be run is found in either runtime\'s words, and in nothing else', async t => {
  const table: [string, string | undefined][] = [
    ['runc create failed: unable to start container process: exec: "/no/such/program": stat /no/such/program: no such file or directory', '/no/such/program'],
    ['exec: "nope": executable file not found in $PATH', 'nope'],
    ['exec /bin/foreign: exec format error', '/bin/foreign'],
    ['executable file `/no/such/program` not found in $PATH: No such file or directory', '/no/such/program'],
    ['executable file `my tool` not found in $PATH', 'my tool'],
    ['exec container process (missing dynamic library?) `/bin/tool`: No such file or directory', '/bin/tool'],
    ['exec container process `/bin/foreign`: Exec format error', '/bin/foreign'],
    ['mount `proc` to `proc`: Permission denied', undefined],
    ['unable to apply cgroup configuration: no space left on device', undefined],
    ['', undefined],
  ];
  for (const [reason, program] of table) t.equal(programFault(reason), program, reason);
});
