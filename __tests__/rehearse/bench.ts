import { mkdirSync, renameSync, rmSync, writeFileSync } from 'node:fs';
import { dirname, join } from 'node:path';
import pg from 'pg';
import { silentLog } from '../../src/base/log';
import type { Plan } from '../../src/contracts/report';
import type { Settings } from '../../src/contracts/settings';
import { gate, type Outcome } from '../../src/gate';
import {
  applyMigrations,
  markMigrationApplied,
  markMigrationRolledBack,
} from '../../src/gather/prisma/history-commands';
import { readMigrationFiles } from '../../src/gather/repository/migration-files';
import { ruleNames } from '../../src/judge/rules';
import { PgConnection } from '../../src/postgres/pg-connection';
import type { Action } from '../../src/recover/plan/step';
import { readSettings } from '../../src/settings/read-settings';
import { execute } from '../support/postgres';
import type { Project } from '../support/project';

/** Runs the gate before a deploy, on a project and a database. */
export function runGate({ directory }: Project, url: string): Promise<Outcome> {
  return settingsFor(directory, url).then((settings) => gate(settings, silentLog));
}

function settingsFor(directory: string, url: string): Promise<Settings> {
  const inputs = { 'database-url': url, mode: 'deploy' };
  return readSettings({ inputs, env: { GITHUB_WORKSPACE: directory }, cwd: directory, ruleNames });
}

/** Carries a plan out for real: on the server with SQL and Prisma's own engine, in the project with files. */
export async function carryOutForReal(plan: Plan, { directory }: Project, url: string): Promise<void> {
  for (const step of plan.steps) {
    for (const action of step.do) {
      // Each command of Prisma is a process of its own, and so a connection of its own.
      const client = new pg.Client({ connectionString: url });
      const connection = await PgConnection.connect(client);
      try {
        await act(action, directory, connection);
      } finally {
        await connection.end();
      }
    }
  }
}

const options = { prismaVersion: '6.19.0', otherMigrations: [], rollbackFile: '{migration}/down.sql' };

async function act(action: Action, directory: string, connection: PgConnection): Promise<void> {
  const at = (path: string) => join(directory, path);
  const migrations = () => readMigrationFiles(directory, at('prisma/migrations'), options).migrations;
  switch (action.kind) {
    case 'write':
      mkdirSync(dirname(at(action.path)), { recursive: true });
      return writeFileSync(at(action.path), action.content);
    case 'rename':
      return renameSync(at(action.from), at(action.to));
    case 'delete':
      return rmSync(at(action.path), { recursive: true });
    case 'sql':
      return void (await connection.script(action.sql));
    case 'resolve':
      return action.as === 'applied'
        ? markMigrationApplied(connection, migrations(), action.migration)
        : markMigrationRolledBack(connection, action.migration);
    case 'deploy':
      await applyMigrations(connection, migrations());
      return;
    case 'command':
      // What a person decides: here the person says yes.
      if (action.command.startsWith('SELECT pg_terminate_backend')) await connection.script(action.command);
      return;
  }
}

/** Every row of every table of a database, as text, by `schema.table`. */
export async function contents(url: string): Promise<Record<string, string[]>> {
  const tables = await execute(
    url,
    `SELECT format('%I.%I', schemaname, tablename) AS name FROM pg_tables
     WHERE schemaname NOT IN ('pg_catalog', 'information_schema') AND tablename <> '_prisma_migrations' ORDER BY 1`,
  );
  const all: Record<string, string[]> = {};
  for (const { name } of tables) {
    const rows = await execute(url, `SELECT to_jsonb(t) AS row FROM ${String(name)} t ORDER BY to_jsonb(t)::text`);
    all[String(name)] = rows.map(({ row }) => JSON.stringify(row));
  }
  return all;
}

/** Steps on one line each, for messages of failing tests. */
export function outline({ direction, recommended, rehearsed, remaining, steps }: Plan): string {
  const lines = steps.map(
    ({ title, do: actions, risk }) => `  ${title} [${risk}] ${actions.map(actionText).join(' | ')}`,
  );
  return [
    `${direction}${recommended ? ' (recommended)' : ''} rehearsed=${rehearsed}`,
    ...remaining.map((line) => `  LEFT ${line}`),
    ...lines,
  ].join('\n');
}

function actionText(action: Action): string {
  return JSON.stringify(action);
}
