import type { CoverageObject } from '../../contracts/coverage';
import type { MigrationFile } from '../../contracts/repository';
import type { LockHolder, MigrationRecord } from '../../contracts/target';
import type { Difference } from '../../postgres/catalog/difference';
import type { Catalog } from '../../postgres/catalog/model';
import type { Statement } from '../../postgres/sql/statement';
import type { Repairs } from './repairs';
import type { Direction } from './step';

/** Where a database is, for commands; never with a password. */
export interface ServerPlace {
  readonly host: string;
  readonly port: number;
  readonly user: string;
  readonly database: string;
}

/** A migration on disk that the database has not finished, between two states of the scratch database. */
export interface Unfinished {
  readonly file: MigrationFile;
  /** Its row of `_prisma_migrations` that counts when it failed; null when it never ran or was rolled back. */
  readonly failed: MigrationRecord | null;
  readonly statements: readonly Statement[];
  /** What the database looks like before it, after each of its statements (for a failed one), and after it. */
  readonly before: Catalog;
  /** After 1, 2, … of its statements; the last one is {@link after}. Empty for one that did not fail. */
  readonly between: readonly Catalog[];
  /** Null when it fails on the scratch server. */
  readonly after: Catalog | null;
  /** Why it fails there, one line. */
  readonly failure: string | null;
  /** What the safety rules say of it, one line each. */
  readonly dangers: readonly string[];
  /** True when one of {@link dangers} is an error. */
  readonly isDangerous: boolean;
}

/** One database and this repository, seen in one direction, after the migration files were put right. */
export interface Situation {
  readonly direction: Direction;
  readonly database: string;
  readonly server: ServerPlace;
  readonly now: Date;
  /** The schema that `?schema=` names, or `public`. */
  readonly defaultSchema: string;
  /** Where `_prisma_migrations` is; null: there is none. */
  readonly historySchema: string | null;
  readonly lockHolders: readonly LockHolder[];
  /** Relative to the repository root. */
  readonly migrationsPath: string;
  /** Relative to the repository root; null when it is there. */
  readonly missingLockFile: string | null;
  /** Where the SQL that undoes a migration belongs, by name; null when no policy asks for it. */
  readonly downPath: ((name: string) => string) | null;
  readonly repairs: Repairs;
  /** The migrations after the repairs, in Prisma's order. */
  readonly files: readonly MigrationFile[];
  /** Rows of the history that count, in the order in which they were applied. */
  readonly applied: readonly MigrationRecord[];
  /** What the applied migrations make after the repairs; null when they do not replay. */
  readonly expected: Catalog | null;
  /** Why they do not replay. */
  readonly problem: string | null;
  /** On disk and not applied, in the order in which the next deploy runs them. */
  readonly unfinished: readonly Unfinished[];
  /** Names of migrations that plans of other databases write: not to be given to a migration of another text. */
  readonly namesElsewhere: readonly string[];
  /** Names of migrations that another database has applied: these keep their names. */
  readonly appliedElsewhere: ReadonlySet<string>;
  /** The database as it is, with texts as the scratch server prints them. */
  readonly actual: Catalog;
  /** What every migration on disk makes after the repairs; null when they do not replay. */
  readonly folder: Catalog | null;
  /** What `schema.prisma` asks for. */
  readonly schema: Catalog | null;
  /** What the edits of applied migrations change: the folder with the texts that ran, and as they are now. */
  readonly edit: { readonly before: Catalog; readonly after: Catalog } | null;
  /** Differences that count: without what the config excludes or ignores. */
  readonly differences: (expected: Catalog, actual: Catalog) => readonly Difference[];
  /** The same for differences from `schema.prisma`, as far as it can say things. */
  readonly schemaDifferences: (schema: Catalog, actual: Catalog) => readonly Difference[];
  /** What the schema asks for and these migrations do not make. */
  readonly gaps: (migrations: Catalog) => readonly CoverageObject[];
  /** What these migrations make and the schema does not know, though it could. */
  readonly undeclared: (migrations: Catalog) => readonly CoverageObject[];
}
