import t from 'tap';
import { ociSeccomp, readEngineProfile } from '../../../../host-server/drivers/container/seccomp.ts';

const profile = {
  defaultAction: 'SCMP_ACT_ERRNO',
  defaultErrnoRet: 38,
  syscalls: [
    { names: ['read', 'mount', 'clone', 'clone3', 'unshare'], action: 'SCMP_ACT_ALLOW', args: [], includes: {}, excludes: {} },
    { names: ['arch_prctl'], action: 'SCMP_ACT_ALLOW', includes: { arches: ['amd64', 'x32'] } },
    { names: ['breakpoint'], action: 'SCMP_ACT_ALLOW', includes: { arches: ['arm', 'arm64'] } },
    { names: ['chroot'], action: 'SCMP_ACT_ALLOW', includes: { caps: ['CAP_SYS_CHROOT'] } },
    { names: ['chroot'], action: 'SCMP_ACT_ERRNO', errnoRet: 1, excludes: { caps: ['CAP_SYS_CHROOT'] } },
    { names: ['personality'], action: 'SCMP_ACT_ALLOW', args: [{ index: 0, value: 8, valueTwo: 0, op: 'SCMP_CMP_EQ' }] },
  ],
};

t.test('rules for other machines and capabilities go', async t => {
  const x64 = ociSeccomp(profile, 'x64', ['CAP_SYS_CHROOT']);
  t.same(x64.architectures, ['SCMP_ARCH_X86_64']);
  t.match(find(x64, 'arch_prctl'), [{ action: 'SCMP_ACT_ALLOW' }]);
  t.same(find(x64, 'breakpoint'), []);
  t.match(find(x64, 'chroot'), [{ action: 'SCMP_ACT_ALLOW' }]);
  const arm64 = ociSeccomp(profile, 'arm64', []);
  t.equal(find(arm64, 'breakpoint').length, 1);
  t.match(find(arm64, 'chroot'), [{ action: 'SCMP_ACT_ERRNO', errnoRet: 1 }]);
});

t.test('what is not named is answered as the profile says', async t => {
  t.match(ociSeccomp(profile, 'x64', []), { defaultAction: 'SCMP_ACT_ERRNO', defaultErrnoRet: 38 });
});

t.test('mounts and namespaces are refused, whatever the profile says', async t => {
  const filter = ociSeccomp(profile, 'x64', ['CAP_SYS_ADMIN']);
  for (const name of ['mount', 'unshare', 'setns', 'keyctl', 'io_uring_setup']) {
    t.match(find(filter, name), [{ action: 'SCMP_ACT_ERRNO', errnoRet: 1 }], name);
    t.equal(find(filter, name).length, 1);
  }
  t.same(find(filter, 'clone3'), []);
  t.same(find(filter, 'clone'), [
    { names: ['clone'], action: 'SCMP_ACT_ALLOW', args: [{ index: 0, value: 0x7e020000, valueTwo: 0, op: 'SCMP_CMP_MASKED_EQ' }] },
  ]);
});

t.test('conditions on arguments stay', async t => {
  t.match(find(ociSeccomp(profile, 'x64', []), 'personality'), [{ args: [{ index: 0, value: 8 }] }]);
});

t.test('a machine that is not known and a missing profile are faults', async t => {
  t.throws(() => ociSeccomp(profile, 'mips', []), { code: 'start-failed' });
  await t.rejects(readEngineProfile('/no/such/seccomp.json'), { code: 'start-failed', message: /apt install/ });
});

function find(filter: ReturnType<typeof ociSeccomp>, name: string) {
  return filter.syscalls.filter(rule => rule.names.includes(name));
}
