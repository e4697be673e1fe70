import { type LockReader, projectAndAbove } from './lock';

interface NpmLock {
  /** Versions 2 and 3: by path below the lock file, such as `packages/db/node_modules/prisma`. */
  readonly packages?: Readonly<Record<string, { readonly version?: string }>>;
  /** Versions 1 and 2. */
  readonly dependencies?: Readonly<Record<string, { readonly version?: string }>>;
}

/** `package-lock.json` and `npm-shrinkwrap.json`, versions 1 to 3 (docs.npmjs.com, package-lock.json). */
export const npmLock: LockReader = (text) => {
  const lock = JSON.parse(text) as NpmLock;
  return {
    versionOf(packageName, project) {
      for (const directory of projectAndAbove(project)) {
        const path = `${directory === '' ? '' : `${directory}/`}node_modules/${packageName}`;
        const version = lock.packages?.[path]?.version;
        if (version !== undefined) return version;
      }
      return lock.dependencies?.[packageName]?.version ?? null;
    },
  };
};
