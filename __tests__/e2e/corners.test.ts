import { beforeAll, expect, test } from 'vitest';
import type { Cluster } from '../../src/gather/scratch/cluster';
import { createDatabase, startPostgres } from '../support/postgres';
import { deployed, historyRow, historyTable, makeProject } from '../support/project';
import { runAction } from '../support/run-action';

// Situations that are rare and real, through the built action and on a real server.

const models = `model User {
  id    Int    @id @default(autoincrement())
  email String @unique
}`;
const init = '20250101000000_init';
const addEmail = '20250102000000_add_email';
const initSql = 'CREATE TABLE "User" ("id" SERIAL NOT NULL, CONSTRAINT "User_pkey" PRIMARY KEY ("id"));\n';
const addEmailSql = `ALTER TABLE "User" ADD COLUMN "email" TEXT NOT NULL;
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");\n`;
const history = { [init]: initSql, [addEmail]: addEmailSql };

interface Case {
  readonly what: string;
  readonly disk: Readonly<Record<string, string>>;
  readonly database?: string;
  /** Added to the URL. */
  readonly parameters?: string;
  readonly inputs?: Readonly<Record<string, string>>;
  readonly verdict: 'pass' | 'fail' | 'undetermined';
  /** `severity rule object` of every finding. */
  readonly findings: readonly string[];
  /** In the reasons of the checks that are undetermined. */
  readonly says?: RegExp;
}

const cases: readonly Case[] = [
  {
    what: 'the schema that ?schema= names comes with the first deploy',
    disk: history,
    database: '',
    parameters: '?schema=shop',
    inputs: { 'allow-pending': 'true' },
    verdict: 'pass',
    findings: [`notice history/pending ${init}`, `notice history/pending ${addEmail}`],
  },
  {
    what: 'a pending migration with a byte order mark will fail, although it parses',
    disk: { ...history, '20250103000000_bom': '\uFEFFALTER TABLE "User" ADD COLUMN "x" TEXT;\n' },
    database: deployed(history),
    inputs: { 'allow-pending': 'true' },
    verdict: 'fail',
    findings: [
      'error history/not-replayable 20250103000000_bom',
      'notice history/pending 20250103000000_bom',
      'warning repository/encoding 20250103000000_bom',
    ],
  },
  {
    what: 'a squashed history leaves its old rows',
    disk: { '0_init': initSql + addEmailSql },
    database: `${deployed(history)}${historyRow('0_init', initSql + addEmailSql, { state: 'resolved' })}`,
    verdict: 'pass',
    findings: ['notice history/missing-on-disk 0_init'],
  },
  {
    what: 'a row that somebody wrote by hand has no checksum',
    disk: history,
    database: `${historyTable}${initSql}${historyRow(init, initSql)}${addEmailSql}${historyRow(addEmail, '', { checksum: '' })}`,
    verdict: 'pass',
    findings: [`warning history/edited-after-apply ${addEmail}`],
  },
  {
    what: 'an extension that the scratch server lacks',
    disk: { ...history, '20250103000000_places': '\n\nCREATE EXTENSION IF NOT EXISTS "postgis";\n' },
    database: deployed(history),
    inputs: { 'allow-pending': 'true' },
    verdict: 'undetermined',
    findings: ['notice history/pending 20250103000000_places'],
    says: /20250103000000_places, line 3: .*"postgis".*scratch: local.*service container/,
  },
  {
    what: 'what a pending migration drops is managed until it has run',
    disk: {
      ...history,
      '20250103000000_legacy': 'CREATE TABLE "Legacy" ("id" INTEGER);\nALTER TABLE "User" ADD COLUMN "old" TEXT;\n',
      '20250104000000_drop': `-- migration-gate-ignore safety/drop-tabel: a misspelt rule is said once
DROP TABLE "Legacy";\nALTER TABLE "User" DROP COLUMN "old";\n`,
    },
    database: deployed({
      ...history,
      '20250103000000_legacy': 'CREATE TABLE "Legacy" ("id" INTEGER);\nALTER TABLE "User" ADD COLUMN "old" TEXT;\n',
    }),
    inputs: { 'allow-pending': 'true' },
    verdict: 'fail',
    findings: [
      'notice history/pending 20250104000000_drop',
      'error safety/drop-column public.User.old',
      'error safety/drop-table public.Legacy',
      'warning suppression/invalid',
    ],
  },
];

const exitCodes = { pass: 0, fail: 1, undetermined: 3 };
let server: Cluster;
beforeAll(async () => {
  server = await startPostgres(15);
});

test.each(cases)('$what', async ({ disk, database, parameters = '', inputs, verdict, findings, says }) => {
  const project = makeProject(models, disk);
  const url = database === undefined ? '' : (await createDatabase(server, database)) + parameters;
  const run = await runAction(project.directory, { 'database-url': url, mode: 'deploy', ...inputs });
  const said = run.report?.findings.map(({ severity, rule, object }) => `${severity} ${rule} ${object ?? ''}`.trim());
  expect(said?.sort(), run.stdout + run.stderr).toEqual([...findings].sort());
  expect(run.outputs).toMatchObject({ verdict });
  expect(run.exitCode).toBe(exitCodes[verdict]);
  if (verdict === 'pass') expect(run.report?.plans).toEqual([]);
  if (says !== undefined) {
    const reasons = run.report?.checks.flatMap(({ status, reason }) => (status === 'undetermined' ? [reason] : []));
    expect(reasons?.join('\n')).toMatch(says);
  }
});
