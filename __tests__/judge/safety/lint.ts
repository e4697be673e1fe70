import type { Facts, PendingMigration } from '../../../src/contracts/facts';
import type { ProbeResult } from '../../../src/contracts/probe-result';
import type { Finding } from '../../../src/contracts/report';
import type { TableSize, TargetSnapshot } from '../../../src/contracts/target';
import { traceMigration } from '../../../src/gather/scratch/trace';
import { isFollowed } from '../../../src/gather/statements/followed';
import { untracedMigration } from '../../../src/gather/statements/pending';
import { judge } from '../../../src/judge/judge';
import { safetyRules } from '../../../src/judge/rules/safety';
import { readCatalog } from '../../../src/postgres/catalog/read';
import type { Connection } from '../../../src/postgres/connection';
import { factsOf } from '../../support/history';
import { migrationFile } from '../../support/migration-file';

export interface LintCase {
  /** What the applied migrations have made. */
  readonly before?: string;
  /** The pending migrations: SQL, or SQL by name. */
  readonly pending: string | Readonly<Record<string, string>>;
  readonly prismaVersion?: string | null;
  /** Sizes of tables in the target; absent: there is no target. */
  readonly sizes?: readonly (Partial<TableSize> & { readonly table: string })[];
  readonly snapshot?: Partial<TargetSnapshot>;
  readonly probes?: readonly ProbeResult[];
  readonly schema?: string;
  /** False: the migrations do not run on a scratch server. */
  readonly traced?: boolean;
  /** Read the catalog before each migration, also where its predecessors tell. */
  readonly everyCatalog?: boolean;
}

/** The same session, not yet known to the trace. */
export function freshSession(connection: Connection): Connection {
  return {
    query: (text, values) => connection.query(text, values),
    script: (text) => connection.script(text),
    serverVersionNumber: connection.serverVersionNumber,
  };
}

/** An empty database on the session. */
export async function emptyDatabase(connection: Connection): Promise<void> {
  await connection.script('DISCARD ALL');
  const schemas = await connection.query<{ name: string }>(
    `SELECT quote_ident(nspname) AS name FROM pg_namespace WHERE nspname !~ '^pg_' AND nspname <> 'information_schema'`,
  );
  await connection.script(
    `${schemas.map(({ name }) => `DROP SCHEMA ${name} CASCADE;`).join('')} CREATE SCHEMA public;`,
  );
}

/** The facts the gate would have of pending migrations after `before`. */
export async function lintFacts(connection: Connection, lintCase: LintCase): Promise<Facts> {
  const { pending, prismaVersion = '7.10.0', sizes, probes, schema, traced = true } = lintCase;
  const session = freshSession(connection);
  if (traced) {
    await emptyDatabase(session);
    if (lintCase.before) await session.script(lintCase.before);
  }
  const files = Object.entries(typeof pending === 'string' ? { '20260101000000_test': pending } : pending);
  const migrations: PendingMigration[] = [];
  let failed = false;
  for (const [name, sql] of files) {
    const file = migrationFile(name, sql);
    const untraced = { ...(await untracedMigration(file, prismaVersion)), before: null };
    if (!traced || failed) {
      migrations.push(untraced);
      continue;
    }
    const previous = migrations.at(-1);
    const isTold = lintCase.everyCatalog !== true && previous !== undefined && isFollowed(previous);
    const before = isTold ? null : await readCatalog(session, { schemas: ['*'] });
    const { migration, failure } = await traceMigration(session, file, { prismaVersion, before });
    migrations.push({ ...migration, before });
    failed = failure !== null;
  }
  const target = {
    sizes: (sizes ?? []).map((size) => ({ rows: -1, tableBytes: 8192, indexBytes: 0, writes: 0, ...size })),
    ...lintCase.snapshot,
  };
  const facts = factsOf({
    disk: migrations.map(({ file }) => file),
    databases: sizes === undefined && lintCase.snapshot === undefined ? {} : { production: target },
    repository: {
      prismaVersion,
      ...(schema !== undefined && { schemaFiles: [{ path: 'prisma/schema.prisma', text: schema }] }),
    },
  });
  return { ...facts, pending: migrations, ...(probes !== undefined && { probes }) };
}

export async function lint(connection: Connection, lintCase: LintCase): Promise<readonly Finding[]> {
  return judge(safetyRules, await lintFacts(connection, lintCase)).findings;
}

/** `error safety/drop-column public.User.name 3`, in the order of the file, then by rule. */
export function brief(findings: readonly Finding[]): string[] {
  return [...findings]
    .sort(
      (a, b) =>
        (a.file ?? '').localeCompare(b.file ?? '') ||
        (a.line ?? 0) - (b.line ?? 0) ||
        `${a.rule} ${a.object}`.localeCompare(`${b.rule} ${b.object}`),
    )
    .map(({ severity, rule, object, line }) => `${severity} ${rule.replace('safety/', '')} ${object} ${line}`);
}
