/** A folder below the migrations directory, and the `migration.sql` in it. */
export interface MigrationFile {
  /** The folder's name, which is the migration's name. */
  readonly name: string;
  /** Path of the `migration.sql` (that is, or should be, there), relative to the repository root, `/`-separated. */
  readonly path: string;
  /** The text as Prisma reads it (UTF-8, invalid bytes as U+FFFD, BOM kept); null when there is no readable file. */
  readonly sql: string | null;
  /** Size in bytes; 0 when there is no file. */
  readonly bytes: number;
  /** SHA-256 hex of the text; '' when there is no file. */
  readonly checksum: string;
  /** True when the text has CRLF line ends. */
  readonly crlf: boolean;
  readonly bom: boolean;
  readonly invalidUtf8: boolean;
  /** Why `sql` is null, for people. */
  readonly problem: MigrationFileProblem | null;
  /** A text beside it that undoes it, when there is one. */
  readonly down: { readonly path: string; readonly sql: string } | null;
}

/** A migration's text as some commit has it. */
export interface FoundText {
  /** The commit that wrote it. */
  readonly commit: string;
  /** Its object id in git. */
  readonly blob: string;
  readonly sql: string;
}

export type MigrationFileProblem =
  /** No `migration.sql`; what is in the folder instead, by name. */
  | { readonly kind: 'missing'; readonly files?: readonly string[] }
  /** A folder that the config names as another kind of migration on purpose. */
  | { readonly kind: 'other-migration' }
  | { readonly kind: 'too-large'; readonly bytes: number }
  | { readonly kind: 'outside'; readonly target: string }
  | { readonly kind: 'unreadable'; readonly reason: string };

/** `migration_lock.toml`. */
export interface LockFile {
  /** Relative to the repository root. */
  readonly path: string;
  readonly exists: boolean;
  /** As Prisma reads it; null when it finds none. */
  readonly provider: string | null;
  readonly conflictMarkers: boolean;
}

export interface SchemaFile {
  /** Relative to the repository root. */
  readonly path: string;
  readonly text: string;
}

/** What `prisma.config.*` says, as far as it is written in literals. */
export interface PrismaConfig {
  readonly path: string;
  /** `tables.external` and `enums.external`. */
  readonly externalTables: readonly string[];
  readonly externalEnums: readonly string[];
  /** Keys whose value is not a literal, with the input to set instead. */
  readonly notLiteral: readonly { readonly key: string; readonly input: string; readonly line: number }[];
}

/** The base branch of a change, from git objects in the checkout; no network, nothing is run from the repository. */
export interface BaseComparison {
  readonly ref: string;
  /** The commit the change forked from; the tip of base when a shallow clone cuts that off. */
  readonly mergeBase: string;
  /** The commit at the tip of base. */
  readonly tip: string;
  /** Migration folders on the tip of the base branch, in Prisma's order. */
  readonly tipMigrations: readonly string[];
  /** Migrations of the merge base: name and checksum of the text, '' without a file. */
  readonly migrations: readonly { readonly name: string; readonly checksum: string }[];
  /** Names that are on disk and neither in the merge base nor on the tip of base. */
  readonly added: readonly string[];
  /** On the merge base or tip, text changed by this branch (other than line ends), with the first line that differs. */
  readonly edited: readonly { readonly name: string; readonly line: number }[];
  /** On the merge base, gone from disk, and not gone from the base tip. */
  readonly deleted: readonly string[];
}

/** What a change does to something that decides about it. */
export interface GateChange {
  readonly kind: 'config' | 'baseline' | 'workflow' | 'paths' | 'scratch-init';
  /** Relative to the repository root. */
  readonly file: string;
  readonly does: 'adds' | 'changes' | 'removes';
  /** Key by key where that is known: `schema: a → b`. */
  readonly changes: readonly string[];
}

/** Everything the gate knows from files. */
export interface Repository {
  /** Absolute. */
  readonly root: string;
  /** Empty when no schema was found. In the order Prisma reads them. */
  readonly schemaFiles: readonly SchemaFile[];
  /** Path of the schema file or folder relative to the root; null when none was found. */
  readonly schemaPath: string | null;
  /** `provider` of the datasource; null when there is no (readable) datasource. */
  readonly provider: string | null;
  /** `schemas` of the datasource; empty without multiSchema. */
  readonly schemas: readonly string[];
  /** Relative to the root. */
  readonly migrationsPath: string;
  readonly migrationsExist: boolean;
  /** Where it could have been, relative to the root; first where this Prisma version looks. */
  readonly migrationsPlaces: readonly string[];
  /** In Prisma's order (`localeCompare` from 6.6 on). */
  readonly migrations: readonly MigrationFile[];
  /**
   * Files directly in the migrations directory that do not belong there, relative to the root; a symbolic link to a folder,
   * which Prisma does not follow, ends with `/`.
   */
  readonly strayFiles: readonly string[];
  readonly lockFile: LockFile;
  /** `6.19.0`, or the lower bound of a range; null when nothing tells. */
  readonly prismaVersion: string | null;
  /** False when the version is only the lower bound of a range, or not known. */
  readonly isExactVersion: boolean;
  /** Where the version was read, for people: `package-lock.json`, `input prisma-version`. */
  readonly prismaVersionSource: string | null;
  readonly config: PrismaConfig | null;
  /** Null outside a git comparison; the reason is in `baseProblem`. */
  readonly base: BaseComparison | null;
  /**
   * Why a base that was asked for could not be compared, and how to mend that: one line for people. Set together with
   * `base` when a shallow clone only allows to tell what was added.
   */
  readonly baseProblem: string | null;
  /** What this change does to what decides about it, the config file apart; empty without a base. */
  readonly gateChanges: readonly GateChange[];
  /** A layout that the gate does not know, said plainly; null: fine. */
  readonly unsupported: string | null;
}
