import t from 'tap';
import { inTransaction } from '../../../openapi/serve/db.ts';
import { releaseQuota, reserveQuota, selectQuota, updateLimits } from '../../../region/quotas/quota-store.ts';
import { amountsOf, countThatFits, quotaFault } from '../../../region/quotas/quota-sums.ts';
import { forEachRegionDatabase, fulfilled, times } from '../store-world.ts';

const defaults = { instances: 10, cores: 20, memoryMib: 51200 };
const one = amountsOf(1, { vcpus: 1, memoryMib: 64 });

void forEachRegionDatabase(t, 'fifty parallel reservations over a quota of ten: ten get it', async (t, db) => {
  const outcomes = await times(50, () => inTransaction(db, (trx) => reserveQuota(trx, 'p', one, defaults)));
  t.equal(fulfilled(outcomes).filter(Boolean).length, 10);
  t.same((await selectQuota(db, 'p', defaults)).used, { instances: 10, cores: 10, memoryMib: 640 });
  await inTransaction(db, (trx) => releaseQuota(trx, 'p', one));
  t.equal((await selectQuota(db, 'p', defaults)).used.instances, 9);
  t.equal(await inTransaction(db, (trx) => reserveQuota(trx, 'p', one, defaults)), true);
});

void forEachRegionDatabase(t, 'own limits beat the defaults, and -1 is unlimited', async (t, db) => {
  await inTransaction(db, (trx) => updateLimits(trx, 'p', { instances: 1, cores: -1 }));
  const reserve = (count: number) => inTransaction(db, (trx) => reserveQuota(trx, 'p', amountsOf(count, { vcpus: 100, memoryMib: 1 }), defaults));
  t.equal(await reserve(2), false);
  t.equal(await reserve(1), true);
  t.equal(await reserve(1), false);
});

void forEachRegionDatabase(t, 'more than a column holds is too much, and no error', async (t, db) => {
  const huge = amountsOf(500, { vcpus: 0x7fff_ffff, memoryMib: 0x7fff_ffff });
  t.equal(await inTransaction(db, (trx) => reserveQuota(trx, 'p', huge, defaults)), false);
});

void t.test('the refusal names what is short, in Nova\'s words', async (t) => {
  const quota = { limits: { instances: 10, cores: 20, memoryMib: -1 }, used: { instances: 3, cores: 18, memoryMib: 9000 } };
  t.equal(quotaFault(quota, { instances: 1, cores: 4, memoryMib: 999999 }).message, 'Quota exceeded for cores: Requested 4, but already used 18 of 20 cores');
  t.equal(quotaFault(quota, { instances: 8, cores: 8, memoryMib: 1 }).message, 'Quota exceeded for instances, cores: Requested 8, 8, but already used 3 of 10, 18 of 20 instances, cores');
  for (const [wanted, vcpus, fits] of [[5, 1, 2], [1, 1, 1], [5, 3, 0], [9, 0, 7]] as const) {
    t.equal(countThatFits(quota, wanted, { vcpus, memoryMib: 1 }), fits, `${wanted} of ${vcpus} vcpus`);
  }
});
