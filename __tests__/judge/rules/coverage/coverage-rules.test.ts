import { beforeAll, describe, expect, test } from 'vitest';
import type { Cluster } from '../../../../src/gather/scratch/cluster';
import type { CoverageDatabase } from '../../../../src/judge/coverage/compare-coverage';
import { judge } from '../../../../src/judge/judge';
import { coverageRules } from '../../../../src/judge/rules/coverage';
import { factsOf, type Situation } from '../../../support/history';
import { startPostgres } from '../../../support/postgres';
import { catalogAfter, cover } from '../../coverage/scratch';

let server: Cluster;
beforeAll(async () => {
  server = await startPostgres(18);
});

const schema = `datasource db {
  provider = "postgresql"
}
enum Plan {
  FREE
  PRO
}
model User {
  id       Int       @id
  email    String    @unique
  plan     Plan      @default(FREE)
  invoices Invoice[]
}
model Invoice {
  id     Int  @id
  userId Int
  user   User @relation(fields: [userId], references: [id])
  @@index([userId])
}
`;
const plan = `CREATE TYPE "Plan" AS ENUM ('FREE', 'PRO');`;
const user = `CREATE TABLE "User" (id int CONSTRAINT "User_pkey" PRIMARY KEY, email text NOT NULL, plan "Plan" NOT NULL DEFAULT 'FREE');
  CREATE UNIQUE INDEX "User_email_key" ON "User" (email);`;
const invoice = `CREATE TABLE "Invoice" (id int CONSTRAINT "Invoice_pkey" PRIMARY KEY, "userId" int NOT NULL,
    CONSTRAINT "Invoice_userId_fkey" FOREIGN KEY ("userId") REFERENCES "User"(id) ON DELETE RESTRICT ON UPDATE CASCADE);
  CREATE INDEX "Invoice_userId_idx" ON "Invoice" ("userId");`;
const all = plan + user + invoice;

interface Options extends Situation {
  /** What production holds. */
  readonly production?: string;
  /** What it has applied, where that is not what the files make. */
  readonly applied?: string;
  readonly text?: string;
}

/** Findings of the coverage rules as people read them. */
async function findings(
  migrations: string,
  { production, applied = migrations, text = schema, ...situation }: Options = {},
): Promise<string[]> {
  const databases: CoverageDatabase[] =
    production === undefined
      ? []
      : [
          {
            name: 'production',
            catalog: await catalogAfter(server, production),
            expected: await catalogAfter(server, applied),
            hasPending: false,
          },
        ];
  const files = [{ path: 'prisma/schema.prisma', text }];
  const { coverage } = await cover(server, { files, migrations, databases });
  const facts = factsOf({
    mode: 'pull-request',
    disk: migrations === '' ? [] : ['20250101000000_init'],
    databases: production === undefined ? {} : { production: [] },
    ...situation,
  });
  return judge(coverageRules, { ...facts, coverage }).findings.map(
    ({ rule, severity, object, database, file, line, message, help }) =>
      `${severity} ${rule} ${object}${database === undefined ? '' : ` in ${database}`}${file === undefined ? '' : ` at ${file}:${line}`}\n${message}\n${help}`,
  );
}

test('nothing is said when all agree', async () => {
  expect(await findings(all, { production: all })).toEqual([]);
});

describe('a schema change without a migration', () => {
  test('a model', async () => {
    expect(await findings(plan + user)).toEqual([
      `error coverage/not-migrated public.Invoice at prisma/schema.prisma:14
Model Invoice is in the schema, but no migration makes its table public.Invoice. Wherever these migrations are deployed, code that uses it fails.
Write the migration and commit it with the schema:
    npx prisma migrate dev --name add_invoice`,
    ]);
  });

  test('a field', async () => {
    const without = all.replace(' email text NOT NULL,', '').replace(/CREATE UNIQUE INDEX [^;]*;/, '');
    const only = schema.replace('String    @unique', 'String');
    expect(await findings(without, { text: only })).toEqual([
      `error coverage/not-migrated public.User.email at prisma/schema.prisma:10
Model User asks for what no migration makes: column email (line 10). Wherever these migrations are deployed, code that uses this fails.
Write the migration and commit it with the schema:
    npx prisma migrate dev --name add_email_to_user`,
    ]);
  });

  test('an index, an enum value and a whole enum', async () => {
    const migrations = all.replace(/CREATE INDEX [^;]*;/, '').replace("'FREE', 'PRO'", "'FREE'");
    const text = `${schema}enum Role {\n  A\n}\n`;
    expect(await findings(migrations, { text })).toEqual([
      `error coverage/not-migrated public.Plan.PRO at prisma/schema.prisma:6
Enum Plan asks for what no migration makes: value PRO (line 6). Wherever these migrations are deployed, code that uses this fails.
Write the migration and commit it with the schema:
    npx prisma migrate dev --name add_pro_to_plan`,
      `error coverage/not-migrated public.Invoice_userId_idx at prisma/schema.prisma:18
Model Invoice asks for what no migration makes: index on (userId) (line 18). Databases made by these migrations are without it.
Write the migration and commit it with the schema:
    npx prisma migrate dev --name update_invoice`,
      `error coverage/not-migrated public.Role at prisma/schema.prisma:20
Enum Role is in the schema, but no migration makes it. Wherever these migrations are deployed, code that uses it fails.
Write the migration and commit it with the schema:
    npx prisma migrate dev --name add_role`,
    ]);
  });

  test('something different, and a name', async () => {
    const migrations = all.replace('email text NOT NULL', 'email varchar(80)').replace('"User_pkey"', '"User_pk"');
    expect(await findings(migrations)).toEqual([
      `error coverage/not-migrated public.User at prisma/schema.prisma:9
Model User and the migrations do not agree (schema → migrations): column email (line 10) has type text → character varying(80) and required → optional, primary key (id) (line 9) has name User_pkey → User_pk.
Write the migration and commit it with the schema:
    npx prisma migrate dev --name update_user
Or, if the migrations are right, change the schema.`,
    ]);
    expect(await findings(all.replace('"User_pkey"', '"User_pk"'))).toEqual([
      `error coverage/not-migrated public.User.User_pkey at prisma/schema.prisma:9
Model User and the migrations do not agree (schema → migrations): primary key (id) (line 9) has name User_pkey → User_pk.
Write the migration and commit it with the schema:
    npx prisma migrate dev --name update_user
Or keep the name that the migrations use:
    map: "User_pk"`,
    ]);
  });

  test('what Prisma itself does not notice, and what it cannot express', async () => {
    const text = schema.replace(
      '@unique\n',
      '@unique\n  spot     Unsupported("point")?\n  search   Unsupported("tsvector")?\n',
    );
    const migrations = `${all} ALTER TABLE "User" ADD spot box, ADD search tsvector GENERATED ALWAYS AS (to_tsvector('english', email)) STORED;`;
    expect(await findings(migrations, { text: text.replace(/.*tsvector.*\n/, '') })).toContain(
      `error coverage/not-migrated public.User.spot at prisma/schema.prisma:11
Model User and the migrations do not agree (schema → migrations): column spot (line 11) has type point → box. Prisma itself does not notice this about column spot.
Write the SQL yourself, into an empty migration:
    npx prisma migrate dev --create-only --name update_user
Or, if the migrations are right, change the schema.`,
    );
    expect(await findings(migrations.replace('spot box', 'spot point'), { text })).toEqual([
      `error coverage/not-migrated public.User.search at prisma/schema.prisma:12
Model User and the migrations do not agree (schema → migrations): column search (line 12) has default none → generated as to_tsvector('english'::regconfig, email).
Prisma cannot express a generated column. With this attribute it leaves the column as the migrations make it:
    @default(dbgenerated())`,
    ]);
  });

  test('a database has it already, by db push', async () => {
    expect(await findings(plan + user, { production: all })).toEqual([
      `error coverage/not-migrated public.Invoice at prisma/schema.prisma:14
Model Invoice is in the schema, but no migration makes its table public.Invoice. Wherever these migrations are deployed, code that uses it fails. production has it already, by \`prisma db push\` or by hand; no other database will.
Write the migration without running it, and mark it as applied where the change is already:
    npx prisma migrate dev --create-only --name add_invoice
With DATABASE_URL set to production:
    npx prisma migrate resolve --applied TIMESTAMP_add_invoice`,
    ]);
  });

  test('a database has some of it already: only that may be marked as applied', async () => {
    const text = schema.replace('  plan     Plan ', '  note     String?\n  more     String?\n  plan     Plan ');
    const production = `${all} ALTER TABLE "User" ADD note text;`;
    expect(await findings(all, { text, production })).toEqual([
      `error coverage/not-migrated public.User at prisma/schema.prisma:11
Model User asks for what no migration makes: column note (line 11), column more (line 12). Wherever these migrations are deployed, code that uses this fails. production has column note (line 11) already, by \`prisma db push\` or by hand; no other database will.
Write the migration without running it:
    npx prisma migrate dev --create-only --name update_user
It holds all that no migration makes. Leave in it only what is there already (column note (line 11)), move the rest into a migration after it, and mark the first as applied:
With DATABASE_URL set to production:
    npx prisma migrate resolve --applied TIMESTAMP_update_user`,
    ]);
    const said = await findings(plan + user, { text, production: plan + user + invoice });
    expect(said[1]).toContain('Leave in it only what is there already (table public.Invoice), move the rest');
  });

  test('a database has applied it, and the file is gone', async () => {
    expect(await findings(plan + user, { production: all, applied: all })).toEqual([
      `error coverage/not-migrated public.Invoice at prisma/schema.prisma:14
Model Invoice is in the schema, but no migration makes its table public.Invoice. Wherever these migrations are deployed, code that uses it fails. What production applied made it; the files here no longer do.
First bring back what ran, as the findings of history/* about it say.`,
    ]);
    const text = schema.replace('  plan     Plan ', '  note     String?\n  more     String?\n  plan     Plan ');
    const applied = `${all} ALTER TABLE "User" ADD note text;`;
    const [said] = await findings(all, { text, production: applied, applied });
    expect(said).toContain('What production applied made column note (line 11); the files here no longer do.');
    expect(said).toContain('about it say.\nWrite the migration and commit it with the schema:');
  });

  test('a project that was never migrated is told once', async () => {
    expect(await findings('', { production: all })).toEqual([
      `error coverage/not-migrated prisma/migrations at prisma/schema.prisma:4
There are no migrations, and the schema has 3 models and enums. production got it by \`prisma db push\` or by hand. No database can be built or deployed from this repository.
Make the first migration from the schema, and commit it:
    mkdir -p prisma/migrations/0_init
    npx prisma migrate diff --from-empty --to-schema-datamodel prisma/schema.prisma --script > prisma/migrations/0_init/migration.sql
With DATABASE_URL set to production:
    npx prisma migrate resolve --applied 0_init`,
    ]);
    expect(await findings('', { text: 'datasource db {\n  provider = "postgresql"\n}\n' })).toEqual([]);
  });
});

describe('what the schema does not know', () => {
  test('an index that it could declare', async () => {
    const migrations = `${all} CREATE INDEX by_mail ON "User" USING gin (to_tsvector('english', email)); CREATE INDEX by_name ON "User" USING hash (email);`;
    expect(await findings(migrations)).toEqual([
      `warning coverage/not-in-schema public.by_name at prisma/schema.prisma:8
Model User does not declare what the migrations make: hash index on (email). The next \`prisma migrate dev\` will write a migration that drops it.
Declare it, if it is to stay:
    @@index([email], type: Hash, map: "by_name")
Else write a migration that drops it. If another tool manages it, say so in the config file:
    exclude:
      - kind: index
        object: "public.by_name"
        reason: …`,
    ]);
  });

  test('to leave out several things of a table names each, not the table', async () => {
    const migrations = `${all} ALTER TABLE "User" ADD note text; CREATE UNIQUE INDEX one_note ON "User" (note);`;
    expect((await findings(migrations)).join('')).toContain(`
    exclude:
      - kind: column
        object: "public.User.note"
        reason: …
      - kind: index
        object: "public.one_note"
        reason: …`);
  });

  test('a table, once, whatever is on it', async () => {
    expect(await findings(`${all} CREATE TABLE old (id serial PRIMARY KEY, a int UNIQUE);`)).toEqual([
      `warning coverage/not-in-schema public.old
The schema does not declare the table public.old, which the migrations make. The next \`prisma migrate dev\` will write a migration that drops it.
If it is to stay, let Prisma write the declaration from a database that has it, and take over what concerns it:
    npx prisma db pull --print
Else write a migration that drops it. If another tool manages it, say so in the config file:
    exclude:
      - kind: table
        object: "public.old"
        reason: …`,
    ]);
  });

  test('only in a database, unless drift says so', async () => {
    const production = `${all} ALTER TABLE "User" ADD note text, ADD more int; CREATE TABLE tmp (id int);`;
    const said = await findings(all, { production });
    expect(said.map((text) => text.split('\n').slice(0, 2))).toEqual([
      [
        'warning coverage/unmanaged public.tmp in production',
        'production has table public.tmp, which neither the migrations nor the schema know.',
      ],
      [
        'warning coverage/unmanaged public.User in production at prisma/schema.prisma:8',
        'production has column note, column more on public.User, which neither the migrations nor the schema know.',
      ],
    ]);
    const difference = (object: string) => ({ change: 'unexpected', kind: 'column', object }) as never;
    const differences = [difference('public.User.note'), difference('public.User.more'), difference('public.tmp')];
    const drift = [{ database: 'production', against: 'expected', excluded: 0, differences } as const];
    expect(await findings(all, { production, drift })).toEqual([]);
  });
});

describe('min-coverage', () => {
  const migrations = plan + user;

  test('reached: gaps are warnings', async () => {
    const said = await findings(migrations, { settings: { minCoverage: 60 } });
    expect(said.map((text) => text.split('\n', 1)[0])).toEqual([
      'warning coverage/not-migrated public.Invoice at prisma/schema.prisma:14',
    ]);
  });

  test('not reached: they are errors, and one says how far it is', async () => {
    const said = await findings(migrations, { settings: { minCoverage: 80 } });
    expect(said).toHaveLength(2);
    expect(said[0]).toBe(`error coverage/below-minimum prisma/schema.prisma
The migrations make 60.0 % of the schema; at least 80 % is asked for. 6 of its objects are missing or different.
The findings of coverage/not-migrated name them. Write what is missing:
    npx prisma migrate dev`);
  });
});
