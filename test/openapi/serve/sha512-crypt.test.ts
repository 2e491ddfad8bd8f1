import t from 'tap';
import { cryptSalt, fewestRounds, sha512Crypt } from '../../../openapi/serve/sha512-crypt.ts';

void t.test('hashes are those of crypt(3)', (t) => {
  // The first from the specification; the others from the C library.
  t.equal(sha512Crypt('Hello world!', 'saltstring'), '$6$saltstring$svn8UoSVapNtMuq1ukKS4tPQd8iKwSMHWjl/O817G3uBnIFNjnQJuesI68u4OTLiBFdcbYEdFCoEOfaS35inz1');
  t.equal(sha512Crypt('', 'abc'), '$6$abc$mJP3a6FyA8uCnzRtlnNypPwjnvpi5TP9qOrInzrfDmwxUQG38PkpCPdqfTb8JQfAngapMxeim4AZ..hSdRRzD.');
  t.equal(sha512Crypt('äöü'.repeat(40), '0123456789abcdef'), '$6$0123456789abcdef$w/jETi55jkYBlwPA8o16DmAZpErDkLmcADiTYiShKtFEpqSoTfMqYf4PNsRgLadyJiRITeEhC761EQ5HwbtCq/');
  t.equal(sha512Crypt('Hello world!', 'saltstring', fewestRounds), '$6$rounds=1000$saltstring$Zu2Vknok2/f53APfN687ADnzeNBLcsEgTwvcBHMD2./07rZQAt8vsuKVufD15dyZh.LOLB/uZKf6I3GyON4bp/');
  t.match(cryptSalt(Buffer.alloc(16, 255)), /^z{16}$/);
  t.end();
});
