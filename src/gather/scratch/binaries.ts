import { access, constants, readdir } from 'node:fs/promises';
import { join } from 'node:path';
import { UndeterminedError } from '../../base/errors';

interface Packaged {
  readonly root: string;
  /** Names of the folders below it, with the major version. */
  readonly folder: RegExp;
}

/** Folders in which packagers put `<version>/bin`: Debian and Ubuntu, Red Hat, Homebrew (ARM, Intel), Postgres.app. */
const packaged: readonly Packaged[] = [
  { root: '/usr/lib/postgresql', folder: /^(\d+)$/ },
  { root: '/usr', folder: /^pgsql-(\d+)$/ },
  { root: '/opt/homebrew/opt', folder: /^postgresql@(\d+)$/ },
  { root: '/usr/local/opt', folder: /^postgresql@(\d+)$/ },
  { root: '/Applications/Postgres.app/Contents/Versions', folder: /^(\d+)$/ },
];

/**
 * The directory that holds `initdb` and `postgres`: the first of these folders of the `PATH`, else the newest version that a packager
 * installed. Debian and Ubuntu keep servers off the `PATH`.
 * @throws UndeterminedError when the machine has no PostgreSQL server.
 */
export async function findServerBinaries(folders: readonly string[], places = packaged): Promise<string> {
  const candidates = [...folders, ...(await packagedVersions(places))];
  for (const directory of candidates) if (await holdsServer(directory)) return directory;
  throw new UndeterminedError(
    'scratch: local needs the PostgreSQL server binaries (initdb, postgres), and this machine has none on the PATH or in the usual places: install PostgreSQL, or use scratch: embedded.',
  );
}

async function packagedVersions(places: readonly Packaged[]): Promise<string[]> {
  const found: { major: number; directory: string }[] = [];
  for (const { root, folder } of places) {
    for (const name of await readdir(root).catch(() => [])) {
      const major = folder.exec(name)?.[1];
      if (major !== undefined) found.push({ major: Number(major), directory: join(root, name, 'bin') });
    }
  }
  return found.sort((a, b) => b.major - a.major).map(({ directory }) => directory);
}

async function holdsServer(directory: string): Promise<boolean> {
  try {
    await access(join(directory, 'initdb'), constants.X_OK);
    await access(join(directory, 'postgres'), constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
