import type { Difference } from '../postgres/catalog/difference';
import type { Catalog } from '../postgres/catalog/model';
import type { SqlSyntaxError, Statement } from '../postgres/sql/statement';
import type { TransactionModel } from '../postgres/sql/transaction-model';
import type { Coverage } from './coverage';
import type { ProbeResult } from './probe-result';
import type { ReplayFailure } from './replay-failure';
import type { FoundText, MigrationFile, Repository } from './repository';
import type { RollbackResult } from './rollback-result';
import type { Settings } from './settings';
import type { MigrationRecord, Target } from './target';

/** What one database says of one migration, against the files. */
export interface MigrationState {
  readonly name: string;
  /** Null: no such folder. */
  readonly file: MigrationFile | null;
  readonly state: 'applied' | 'pending' | 'failed' | 'in-progress' | 'rolled-back' | 'missing-on-disk';
  readonly checksum: 'match' | 'line-endings' | 'edited' | 'unknown';
  /** The row that counts: not rolled back, else the newest rolled back one; null when there is none. */
  readonly record: MigrationRecord | null;
}

/** The history of one database that could be read. */
export interface DatabaseHistory {
  readonly database: string;
  /** Folder order first; those missing on disk in place by `localeCompare`. */
  readonly migrations: readonly MigrationState[];
  /** Names of successfully applied migrations, in the order in which this database applied them. */
  readonly appliedOrder: readonly string[];
  /** On disk, to be run by the next deploy, in folder order. */
  readonly pending: readonly MigrationFile[];
}

/** The scratch database after some migrations. */
export interface ReplayedState {
  /** Names in the order they ran. */
  readonly migrations: readonly string[];
  /** Null when a migration failed. */
  readonly catalog: Catalog | null;
  readonly failure: ReplayFailure | null;
}

/** What one statement did when it ran on the scratch database after the applied history. */
export interface StatementTrace {
  readonly migration: string;
  /** Path of the file relative to the repository root. */
  readonly file: string;
  readonly statement: Statement;
  readonly transaction: TransactionModel;
  /** Locks newly taken on relations that existed before the pending set. */
  readonly locks: readonly { readonly table: string; readonly mode: string }[];
  /** `schema.name` of indexes that existed before and were locked with them. */
  readonly indexLocks?: readonly string[];
  /** `schema.name` of tables and indexes that existed before and were rewritten. */
  readonly rewrites: readonly string[];
  /** `schema.name` of tables that existed before and were read whole. */
  readonly scans: readonly string[];
  /** `lock_timeout` in force when the statement began, in milliseconds; 0: none. */
  readonly lockTimeoutMs: number;
  /** The line on which the transaction ends, and with it the locks. */
  readonly heldUntilLine?: number;
  /** Of code that the parser does not look into: what it dropped. `table` is `schema.table`; `column` null: all of it. */
  readonly dropped?: readonly { readonly table: string; readonly column: string | null }[];
  /** `measured` on the scratch server, or `known` from the manual because it cannot run inside a transaction. */
  readonly source: 'measured' | 'known';
}

/** A pending (or, without a database, new) migration with everything the safety rules need. */
export interface PendingMigration {
  readonly file: MigrationFile;
  readonly transaction: TransactionModel;
  readonly statements: readonly Statement[];
  /** Set when PostgreSQL's grammar refuses the file; there are no statements then. */
  readonly syntaxError: SqlSyntaxError | null;
  readonly traces: readonly StatementTrace[];
  /**
   * The catalog right before this migration. Null when the history before it does not replay, and when it was not read
   * because the one before it and its statements tell ({@link isFollowed}).
   */
  readonly before: Catalog | null;
  /** Where it stopped on the scratch server; absent or null: it ran, or was not tried. */
  readonly failure?: ReplayFailure | null;
}

/** Everything that was done on the scratch server. */
export interface Replay {
  /** Such as `PGlite 18.6`; null when no scratch server could be started. */
  readonly server: string | null;
  /** Why there is no scratch server, one line for people. */
  readonly problem: string | null;
  /** Per database name: exactly the migrations it has applied, in its order. */
  readonly expected: ReadonlyMap<string, ReplayedState>;
  /** Every migration on disk, in folder order, from empty. */
  readonly migrations: ReplayedState | null;
  /** What the schema engine renders for `schema.prisma`; null with `schemaProblem`. */
  readonly schema: Catalog | null;
  readonly schemaProblem: string | null;
  /** Per database name: how applied order and folder order differ in result; only where the orders differ. */
  readonly orderDifferences: ReadonlyMap<string, readonly Difference[]>;
  /** Per database name: where its next deploy ends; only where that order is not the folder's. */
  readonly deployed: ReadonlyMap<string, ReplayedState>;
}

/** Drift of one database. */
export interface DatabaseDrift {
  readonly database: string;
  readonly differences: readonly Difference[];
  /** `schema`: the history does not replay, compared with schema.prisma instead, the weaker check. */
  readonly against: 'expected' | 'schema';
  /** How many differences the config or the known bookkeeping of other tools left out. */
  readonly excluded: number;
}

/** A check that ran, or why not. */
export interface CheckStatus {
  readonly id: string;
  readonly database?: string;
  readonly status: 'done' | 'skipped' | 'undetermined';
  readonly reason?: string;
}

/** A `-- migration-gate-ignore` comment in a migration file. */
export interface FileDirective {
  readonly migration: string;
  /** Relative to the repository root. */
  readonly file: string;
  /** Line of the comment, 1-based. */
  readonly line: number;
  /** As written; may name rules that do not exist. */
  readonly rules: readonly string[];
  /** '' when none was given; the directive then has no effect. */
  readonly reason: string;
  /** Lines it covers: the next statement, or null for the whole file. */
  readonly lines: { readonly from: number; readonly to: number } | null;
  /** Why it is not taken, the end of a sentence that begins with "This ignore comment"; it then names no rule. */
  readonly tooMuch?: string;
}

/** All that was gathered; the rules see this and nothing else. */
export interface Facts {
  readonly settings: Settings;
  /** When the gate ran. */
  readonly now: Date;
  /** Every directive in the migrations on disk. */
  readonly directives: readonly FileDirective[];
  readonly repository: Repository;
  /** What Prisma's own engine finds wrong with `schema.prisma`; `line` is 1-based. */
  readonly schemaErrors: readonly { readonly message: string; readonly file: string; readonly line: number }[];
  readonly targets: readonly Target[];
  /** Of the targets that could be read. */
  readonly histories: readonly DatabaseHistory[];
  /** Texts that ran on a database and are not on disk any more, from git, by recorded checksum; drift knows them. */
  readonly recovered: ReadonlyMap<string, FoundText>;
  readonly replay: Replay;
  readonly drift: readonly DatabaseDrift[];
  readonly coverage: Coverage | null;
  /** Pending in any database; without a database, those new against the base branch. Folder order. */
  readonly pending: readonly PendingMigration[];
  readonly checks: readonly CheckStatus[];
  /** What the data of the targets say about pending changes; absent without `probe-data`. */
  readonly probes?: readonly ProbeResult[];
  /** What came of undoing the pending migrations; absent when nothing was undone. */
  readonly rollbacks?: readonly RollbackResult[];
}
