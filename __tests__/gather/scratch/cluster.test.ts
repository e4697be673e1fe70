import { spawnSync } from 'node:child_process';
import {
  mkdirSync,
  mkdtempSync,
  readdirSync,
  readFileSync,
  readlinkSync,
  rmSync,
  statSync,
  symlinkSync,
  utimesSync,
} from 'node:fs';
import { tmpdir } from 'node:os';
import { delimiter, join } from 'node:path';
import { expect, test, vi } from 'vitest';
import { UndeterminedError } from '../../../src/base/errors';
import { findServerBinaries } from '../../../src/gather/scratch/binaries';
import { startCluster } from '../../../src/gather/scratch/cluster';
import { sweepClusters } from '../../../src/gather/scratch/sweep';
import { createDatabase, execute, type Major, serverBinaries, startPostgres } from '../../support/postgres';

const majors: readonly Major[] = [13, 15, 16, 18];

test.each(majors)('PostgreSQL %i starts, on loopback, and holds databases of its own', async (major) => {
  const server = await startPostgres(major);
  expect(server.version).toMatch(new RegExp(`^${major}\\.`));
  const url = await createDatabase(server, 'CREATE TABLE t (id int)');
  expect(
    await execute(
      url,
      "SELECT to_regclass('t')::text AS t, pg_encoding_to_char(encoding) AS e FROM pg_database WHERE datname = current_database()",
    ),
  ).toEqual([{ t: 't', e: 'UTF8' }]);
  expect(await execute(url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '127.0.0.1' }]);
  await expect(execute(url.replace(/:[0-9a-f]+@/, ':wrong@'), 'SELECT 1')).rejects.toMatchObject({ code: '28P01' });
});

/** What the guardian asks before it takes the network away. */
const maySeparate =
  spawnSync('unshare', ['--user', '--map-current-user', '--net', 'true'], {
    ...(process.getuid?.() === 0 && { uid: 65534, gid: 65534 }),
  }).status === 0;

test.runIf(maySeparate)('a server that only the gate uses has no network and no file with its password', async () => {
  const cluster = await startCluster({ binDirectory: serverBinaries(16) });
  const directory = new URL(cluster.url).searchParams.get('host') ?? '';
  const postmaster = readFileSync(join(directory, 'data', 'postmaster.pid'), 'utf8').split('\n')[0];
  expect(readlinkSync(`/proc/${postmaster}/ns/net`)).not.toBe(readlinkSync('/proc/self/ns/net'));
  expect(readdirSync(directory)).not.toContain('password');
  expect(statSync(directory).mode & 0o077).toBe(0);
  expect(await execute(cluster.url, 'SHOW listen_addresses')).toEqual([{ listen_addresses: '' }]);
  await cluster.stop();
});

test('a server that does not start says why and leaves nothing', async () => {
  const own = () => readdirSync(tmpdir()).filter((name) => name.startsWith(`migration-gate-pg-${process.pid}-`));
  const before = own();
  const starting = startCluster({ binDirectory: serverBinaries(15), settings: { shared_buffers: 'much' } });
  await expect(starting).rejects.toThrow(/did not start: .*shared_buffers/);
  expect(own()).toEqual(before);
});

test.runIf(process.getuid?.() === 0)('as root a TMPDIR that only root may enter is no hindrance', async () => {
  const own = mkdtempSync(join(tmpdir(), 'own-'));
  vi.stubEnv('TMPDIR', own);
  const cluster = await startCluster({ binDirectory: serverBinaries(15) });
  await cluster.stop();
  vi.unstubAllEnvs();
  rmSync(own, { recursive: true });
});

test('a machine without a server is told what to do', async () => {
  const none = findServerBinaries(['/nowhere'], []);
  await expect(none).rejects.toBeInstanceOf(UndeterminedError);
  await expect(none).rejects.toThrow(/install PostgreSQL, or use scratch: embedded/);
});

test('a server that the checkout brings along is not run', async () => {
  const checkout = mkdtempSync(join(tmpdir(), 'checkout-'));
  symlinkSync(serverBinaries(15), join(checkout, 'bin'));
  vi.stubEnv('GITHUB_WORKSPACE', checkout);
  vi.stubEnv('PATH', [join(checkout, 'bin'), serverBinaries(16), process.env.PATH].join(delimiter));
  const { version, stop } = await startCluster();
  await stop();
  vi.unstubAllEnvs();
  expect(version).toMatch(/^16\b/);
  rmSync(checkout, { recursive: true });
});

test('of several installed servers the newest is taken, and one on the PATH before all', async () => {
  const root = mkdtempSync(join(tmpdir(), 'installed-'));
  for (const name of ['9', '18', '17', 'other']) mkdirSync(join(root, name));
  for (const name of ['9', '18']) symlinkSync(serverBinaries(15), join(root, name, 'bin'));
  const installed = [{ root, folder: /^(\d+)$/ }];
  expect(await findServerBinaries(['/nowhere'], installed)).toBe(join(root, '18', 'bin'));
  expect(await findServerBinaries([serverBinaries(16)], installed)).toBe(serverBinaries(16));
  rmSync(root, { recursive: true });
});

test('sweeps the directories of owners that are gone, when they are old enough', async () => {
  const directory = mkdtempSync(join(tmpdir(), 'sweep-'));
  const gone = 2 ** 22 + 1;
  const old = `migration-gate-pg-${gone}-old`;
  const kept = [`migration-gate-pg-${gone}-new`, `migration-gate-pg-${process.pid}-old`, `other-${gone}-old`];
  for (const name of [old, ...kept]) {
    mkdirSync(join(directory, name, 'data'), { recursive: true });
    const hoursAgo = new Date(Date.now() - (name.endsWith('new') ? 0.5 : 2) * 60 * 60 * 1000);
    utimesSync(join(directory, name), hoursAgo, hoursAgo);
  }
  await sweepClusters(directory);
  expect(readdirSync(directory).sort()).toEqual(kept.sort());
  rmSync(directory, { recursive: true });
});
