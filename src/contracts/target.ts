import type { Catalog } from '../postgres/catalog/model';

/** A row of `_prisma_migrations` (Prisma engines, schema-engine/ARCHITECTURE.md, "The _prisma_migrations table"). */
export interface MigrationRecord {
  readonly id: string;
  /** The name of the migration folder. */
  readonly name: string;
  /** SHA-256 of the script, hex, as recorded; old Prisma versions dropped leading zeros of bytes. */
  readonly checksum: string;
  readonly startedAt: Date;
  /** Set only when the script succeeded. */
  readonly finishedAt: Date | null;
  /** Set by `prisma migrate resolve`; the row then no longer counts. */
  readonly rolledBackAt: Date | null;
  /** The server's error message of a failed run; `''` for a row made by `resolve --applied`. */
  readonly logs: string | null;
  readonly appliedSteps: number;
}

/** A session that holds Prisma's advisory lock 72707369 at this moment: a deploy is running. */
export interface LockHolder {
  readonly pid: number;
  readonly user: string | null;
  readonly application: string | null;
  /** Milliseconds since its connection began. */
  readonly ageMs: number | null;
  readonly state: string | null;
  /** Milliseconds since `state` last changed; null or absent: not visible to the role. */
  readonly stateAgeMs?: number | null;
  /** What it runs, as far as the role may see it. */
  readonly query: string | null;
}

/** Size and activity of a table, from the statistics of the server; -1 rows: never analysed. */
export interface TableSize {
  /** `schema.table`, unquoted. */
  readonly table: string;
  readonly rows: number;
  readonly tableBytes: number;
  readonly indexBytes: number;
  /** Rows inserted, updated and deleted since statistics were reset. */
  readonly writes: number;
}

/** A role of the cluster that the scratch database must have too. */
export interface RoleFact {
  readonly name: string;
  readonly canLogin: boolean;
}

/** What was read from one target in one read-only transaction. */
export interface TargetSnapshot {
  /** As the server prints it, such as `15.18 (Debian 15.18-0+deb12u1)`; the report keeps the number. */
  readonly serverVersion: string;
  readonly serverVersionNumber: number;
  /** `current_database()`. */
  readonly databaseName: string;
  readonly user: string;
  /** The schema that `?schema=` names, or `public`. */
  readonly defaultSchema: string;
  /** Where `_prisma_migrations` was found; null: no such table. */
  readonly historySchema: string | null;
  /** Rows in order of `started_at`; empty without a history table. */
  readonly history: readonly MigrationRecord[];
  readonly lockHolders: readonly LockHolder[];
  readonly catalog: Catalog;
  readonly sizes: readonly TableSize[];
  readonly roles: readonly RoleFact[];
  /** Things worth telling about the connection, such as a transaction-mode pooler. */
  readonly notes: readonly string[];
  /** `lock_timeout` in force for the role, in milliseconds; 0: none. */
  readonly lockTimeoutMs: number;
}

/** One entry of `database-url` and what came of reading it. */
export interface Target {
  readonly name: string;
  /** Host, port and database without credentials, for people. */
  readonly address: string;
  readonly snapshot: TargetSnapshot | null;
  /** Why there is no snapshot: one line for people. */
  readonly problem: string | null;
  /** Without a snapshot: who held Prisma's lock meanwhile, as far as that could be read. */
  readonly lockHolders?: readonly LockHolder[];
}
