import { readdir, rm, stat } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

/** Temporary clusters live in `<prefix><pid of their owner>-<random>`. */
export const clusterPrefix = 'migration-gate-pg-';

/** Containers that share a temporary directory do not share process ids: what looks dead may live in another. */
const graceMs = 60 * 60 * 1000;

/**
 * Deletes directories of clusters whose owner is gone, which is only needed after a power cut or a SIGKILL of the whole
 * process tree. A server still running in one notices the loss of its `postmaster.pid` within a minute and stops
 * (PostgreSQL source, postmaster.c, RecheckDataDirLockFile).
 */
export async function sweepClusters(directory = tmpdir(), now = Date.now()): Promise<void> {
  for (const name of await readdir(directory).catch(() => [])) {
    const pid = /^(\d+)-/.exec(name.startsWith(clusterPrefix) ? name.slice(clusterPrefix.length) : '')?.[1];
    if (pid === undefined || isAlive(Number(pid))) continue;
    const path = join(directory, name);
    const age = await stat(path).then(
      ({ mtimeMs }) => now - mtimeMs,
      () => 0,
    );
    // Another user's leftovers cannot be deleted and are theirs to sweep.
    if (age > graceMs) await rm(path, { recursive: true, force: true }).catch(() => undefined);
  }
}

function isAlive(pid: number): boolean {
  try {
    process.kill(pid, 0);
    return true;
  } catch (error) {
    return (error as NodeJS.ErrnoException).code === 'EPERM';
  }
}
