import { z } from 'zod';
import { severities } from './settings';

const severity = z.enum(severities);
const sql = z.string();

export const findingSchema = z.strictObject({
  rule: z.string(),
  severity,
  /** What is so and what will happen. */
  message: z.string(),
  /** The next step, ready to paste. */
  help: z.string(),
  database: z.string().optional(),
  object: z.string().optional(),
  migration: z.string().optional(),
  /** Relative to the repository root. */
  file: z.string().optional(),
  line: z.int().positive().optional(),
  endLine: z.int().positive().optional(),
  suggestion: z.string().optional(),
  /** Stable from run to run while the problem is the same. */
  fingerprint: z.string(),
});

const stepAction = z.discriminatedUnion('kind', [
  z.strictObject({ kind: z.literal('sql'), sql }),
  z.strictObject({ kind: z.literal('resolve'), as: z.enum(['applied', 'rolled-back']), migration: z.string() }),
  z.strictObject({ kind: z.literal('deploy') }),
  z.strictObject({ kind: z.literal('write'), path: z.string(), content: z.string() }),
  z.strictObject({ kind: z.literal('rename'), from: z.string(), to: z.string() }),
  z.strictObject({ kind: z.literal('delete'), path: z.string() }),
  z.strictObject({ kind: z.literal('command'), command: z.string() }),
]);

export const planSchema = z.strictObject({
  database: z.string(),
  direction: z.enum(['repository-follows', 'database-follows']),
  recommended: z.boolean(),
  rehearsed: z.boolean(),
  /** What stayed different after the rehearsal, one line each. */
  remaining: z.array(z.string()),
  steps: z.array(
    z.strictObject({
      title: z.string(),
      why: z.string(),
      writes: z.enum(['database', 'repository', 'nothing']),
      risk: z.enum(['none', 'low', 'high']),
      verify: z.string(),
      undo: z.string(),
      do: z.array(stepAction),
    }),
  ),
});

/** The report as it is written to `report.json`; a JSON Schema is made from it. */
export const reportSchema = z.strictObject({
  schemaVersion: z.literal(1),
  tool: z.strictObject({ name: z.literal('prisma-migration-gate'), version: z.string() }),
  mode: z.enum(['pull-request', 'deploy', 'audit']),
  verdict: z.enum(['pass', 'fail', 'undetermined']),
  summary: z.strictObject({ errors: z.int(), warnings: z.int(), notices: z.int() }),
  project: z.strictObject({
    schema: z.array(z.string()),
    migrations: z.string(),
    provider: z.string().nullable(),
    prismaVersion: z.string().nullable(),
  }),
  databases: z.array(
    z.strictObject({
      name: z.string(),
      serverVersion: z.string().nullable(),
      /** Null: not known, the database could not be read. */
      historyTable: z.boolean().nullable(),
      applied: z.int(),
      pending: z.int(),
    }),
  ),
  migrations: z.array(
    z.strictObject({
      name: z.string(),
      onDisk: z.boolean(),
      new: z.boolean(),
      databases: z.record(
        z.string(),
        z.strictObject({
          state: z.enum(['applied', 'pending', 'failed', 'in-progress', 'rolled-back', 'missing-on-disk']),
          checksum: z.enum(['match', 'line-endings', 'edited', 'unknown']),
          /** ISO 8601. */
          startedAt: z.string().nullable(),
          finishedAt: z.string().nullable(),
          durationMs: z.int().nullable(),
        }),
      ),
    }),
  ),
  drift: z.array(
    z.strictObject({
      database: z.string(),
      change: z.enum(['missing', 'unexpected', 'changed']),
      kind: z.string(),
      object: z.string(),
      expected: z.string().nullable(),
      actual: z.string().nullable(),
      /** What changed, in words. */
      aspects: z.array(z.string()),
      renamedFrom: z.string().nullable(),
    }),
  ),
  coverage: z
    .strictObject({
      percent: z.number(),
      objects: z.array(
        z.strictObject({
          kind: z.string(),
          object: z.string(),
          schema: z.boolean(),
          migrations: z.boolean(),
          databases: z.record(z.string(), z.boolean()),
          situation: z.string(),
          file: z.string().nullable(),
          line: z.int().nullable(),
        }),
      ),
    })
    .nullable(),
  statements: z.array(
    z.strictObject({
      migration: z.string(),
      file: z.string(),
      line: z.int(),
      sql,
      transaction: z.enum(['implicit', 'autocommit', 'unknown']),
      locks: z.array(z.strictObject({ table: z.string(), mode: z.string() })),
      rewrites: z.array(z.string()),
      scans: z.array(z.string()),
    }),
  ),
  /** Sizes of the tables that pending statements touch, from the statistics of each server. */
  sizes: z
    .array(
      z.strictObject({
        database: z.string(),
        /** `schema.table`. */
        table: z.string(),
        /** -1: never analysed. */
        rows: z.number(),
        /** Table and its indexes. */
        bytes: z.number(),
      }),
    )
    .optional(),
  /** What the data of the databases say about pending statements, with `probe-data`. */
  probes: z
    .array(
      z.strictObject({
        database: z.string(),
        migration: z.string(),
        line: z.int(),
        /** What was asked, such as `nulls` or `duplicates`. */
        question: z.string(),
        /** `schema.table` or `schema.table.column`. */
        object: z.string(),
        verdict: z.enum(['will-fail', 'safe', 'not-determined']),
        /** Why it is not determined; '' otherwise. */
        reason: z.string(),
        /** The query that was run, or would have been. */
        sql,
      }),
    )
    .optional(),
  /** Tables that the new or pending migrations create, change or drop, as they are afterwards; for a diagram. */
  changedTables: z
    .array(
      z.strictObject({
        /** `schema.table`. */
        name: z.string(),
        change: z.enum(['created', 'changed', 'dropped']),
        columns: z.array(
          z.strictObject({
            name: z.string(),
            type: z.string(),
            key: z.enum(['primary', 'foreign']).nullable(),
            change: z.enum(['added', 'changed', 'dropped']).nullable(),
          }),
        ),
        /** Tables that its foreign keys point at. */
        references: z.array(z.strictObject({ table: z.string(), columns: z.array(z.string()), optional: z.boolean() })),
      }),
    )
    .optional(),
  /** On which configuration the verdict stands. Always written; absent in the reports of versions before it. */
  configuration: z
    .strictObject({
      /** The config file that counted, relative to the repository root; null: the defaults. */
      file: z.string().nullable(),
      /** `base`: as it is on the base branch; `head`: as it is in the checkout. */
      from: z.enum(['base', 'head']).nullable(),
      /** The change makes something else of it, after the merge. */
      changed: z.boolean(),
      /** Rules that it switches off. */
      off: z.array(z.string()),
      /** The file of known findings. */
      baseline: z.string().nullable(),
    })
    .optional(),
  findings: z.array(findingSchema),
  suppressed: z.array(
    z.strictObject({
      rule: z.string(),
      reason: z.string(),
      by: z.enum(['comment', 'config']),
      message: z.string(),
      object: z.string().optional(),
      database: z.string().optional(),
      file: z.string().optional(),
      line: z.int().optional(),
    }),
  ),
  checks: z.array(
    z.strictObject({
      id: z.string(),
      database: z.string().optional(),
      status: z.enum(['done', 'skipped', 'undetermined']),
      reason: z.string().optional(),
    }),
  ),
  reconcile: z.array(
    z.strictObject({
      database: z.string(),
      toExpected: sql,
      toDatabase: sql,
      checked: z.boolean(),
      remaining: z.array(z.string()),
    }),
  ),
  plans: z.array(planSchema),
  /** How many differences were left out by `exclude:` and by known bookkeeping of other tools. */
  excluded: z.int(),
  timings: z.strictObject({ totalMs: z.int() }),
});

export type Report = z.infer<typeof reportSchema>;
export type Finding = z.infer<typeof findingSchema>;
export type Plan = z.infer<typeof planSchema>;
export type Verdict = Report['verdict'];
