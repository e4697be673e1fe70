import { Buffer } from 'node:buffer';
import { truncateSync } from 'node:fs';
import { join } from 'node:path';
import { describe, expect, test } from 'vitest';
import { largestFile } from '../../../../src/git/files';
import { type Files, read, workspace } from '../../../gather/repository/workspace';
import { brief, findingsOf, judgeRepository, project, shown, sql } from './findings';

const init = '20250101000000_init';

describe('nothing is said of', () => {
  const names = (list: string[]): Files => Object.fromEntries(list.map((name) => [sql(name), 'SELECT 1;']));
  test.each<[string, Files]>([
    ['names as Prisma makes them, an empty title too', names([init, '20250201000000_', '20250301000000_AddUsers'])],
    ['a baseline that comes first', names(['0_init', '20250101000000_a', '20250201000000_b'])],
    ['a squashed history', names(['000000000000_squashed_migrations', '20250101000000_a'])],
    ['counters', names(['01_init', '02_a', '09_b', '10_c', '11_d'])],
    ['dates of 8, 12 and 14 digits', names(['20231231_a', '202401011230_b', '20240102000000_c-d', '20240103_e.f'])],
    ['several on one day, when only the day is named', names(['20240101_a', '20240101_b'])],
    ['an impossible time', names(['20230614345544_a', '20230615000000_b'])],
    ['a time a few hours ahead, local time for UTC', names(['20261121060000_a'])],
    ['one migration without a number', names(['init'])],
    ['CRLF', { [sql(init)]: 'SELECT 1;\r\n' }],
    ['a migration of comments only, as --create-only writes it', { [sql(init)]: '-- This is an empty migration.' }],
    ['a BOM-like character later on', { [sql(init)]: "SELECT '\uFEFF';" }],
    ['notes beside the migrations', { [sql(init)]: 'SELECT 1;', 'prisma/migrations/README.md': 'Read me' }],
    [
      'a project without migrations or models',
      { 'prisma/schema.prisma': 'datasource db {\n provider = "postgresql"\n}' },
    ],
  ])('%s', async (_, files) => {
    expect(brief(await findingsOf(files))).toEqual([]);
  });
});

describe('repository/missing-sql', () => {
  test('a folder without the file', async () => {
    const [finding] = await findingsOf({ 'prisma/migrations/20250101000000_in it/notes.txt': '' });
    expect(shown(finding ? [finding] : [])).toEqual([
      `error repository/missing-sql
The folder 20250101000000_in it has no migration.sql. Prisma takes it for a migration, so \`prisma migrate deploy\` stops there with P3015.
If the file was lost, bring it back:
    git log --all --oneline -- 'prisma/migrations/20250101000000_in it/migration.sql'
If the folder is a leftover, remove it:
    rm -r 'prisma/migrations/20250101000000_in it'
If another kind of migration is there on purpose, say so in the config file:
    other-migrations:
      - "*/notes.txt"`,
    ]);
  });

  test.each(['*_backfill', '*/migration.ts'])(
    'not a folder that the config names as another kind: %s',
    async (glob) => {
      const files = { 'prisma/migrations/20250101000000_backfill/migration.ts': '' };
      expect(await findingsOf(files, { otherMigrations: [glob] })).toEqual([]);
    },
  );

  test('many folders of TypeScript migrations are one finding, with the line that names them', async () => {
    const names = Array.from({ length: 7 }, (_, index) => `2025010${index + 1}000000_backfill`);
    const files = Object.fromEntries(names.map((name) => [`prisma/migrations/${name}/migration.ts`, '']));
    expect(shown(await findingsOf({ ...files, [`prisma/migrations/${names[3]}/README.md`]: '' }))).toEqual([
      `error repository/missing-sql
7 folders have no migration.sql, from 20250101000000_backfill to 20250107000000_backfill. Prisma takes them for migrations, so \`prisma migrate deploy\` stops at the first with P3015.
If another kind of migration is there on purpose, say so in the config file:
    other-migrations:
      - "*/migration.ts"`,
    ]);
  });

  test('a file that is too large, or a link out of the repository', async () => {
    const outside = workspace({ 'a.sql': '' });
    const root = workspace({ ...project, [sql('1_large')]: '', [sql('2_link')]: { link: join(outside, 'a.sql') } });
    truncateSync(join(root, sql('1_large')), largestFile + 1);
    expect(judgeRepository(await read(root)).map(({ message }) => message)).toEqual([
      'The migration.sql of 1_large has 50 MB. The gate reads files up to 50 MB, so this migration is not checked.',
      `The migration.sql of 2_link is a symbolic link to ${join(outside, 'a.sql')}, outside of the repository. Another checkout has another text there, or none.`,
    ]);
  });
});

describe('repository/empty-sql', () => {
  const empty = { [sql(init)]: ' \n' };
  const comments = { [sql(init)]: '-- DropTable\n/* a /* nested */ comment */ ;\n' };

  test('an empty file', async () => {
    expect(shown(await findingsOf(empty))).toEqual([
      `warning repository/empty-sql
The migration ${init} is empty. It will be recorded as applied and change nothing, and SQL that is added to it afterwards will not run.
Write the SQL before this is merged, or remove the folder if the migration is not needed.`,
    ]);
  });

  test('comments only, as long as a database waits for it', async () => {
    expect(brief(await findingsOf(comments, { applied: { production: [] } }))).toEqual([
      `warning repository/empty-sql ${init}`,
    ]);
  });

  test('not once it is applied', async () => {
    expect(await findingsOf(empty, { applied: { staging: [], production: [init] } })).toEqual([]);
  });

  test.each(['SELECT 1', "/* a */ 'x'", '--\nx', '/* /* */ */x', '-- a\r\n;;x'])(
    'not with a statement: %j',
    async (text) => {
      expect(await findingsOf({ [sql(init)]: text }, { applied: { production: [] } })).toEqual([]);
    },
  );
});

describe('repository/encoding', () => {
  const files = {
    [sql('20250101000000_bom')]: '\uFEFFSELECT 1;',
    [sql('20250102000000_latin')]: Buffer.from("SELECT '\u00e9';", 'latin1'),
  };

  test('a byte order mark and bytes that are not UTF-8', async () => {
    expect(shown(await findingsOf(files))).toEqual([
      `warning repository/encoding
prisma/migrations/20250101000000_bom/migration.sql begins with a byte order mark. Prisma sends it along, and PostgreSQL stops with a syntax error at the first word.
Remove it:
    sed -i '1s/^\\xEF\\xBB\\xBF//' prisma/migrations/20250101000000_bom/migration.sql`,
      `warning repository/encoding
prisma/migrations/20250102000000_latin/migration.sql is not valid UTF-8. Prisma replaces each wrong byte by U+FFFD, and that is what will be in the database.
Convert it from the encoding it was saved in, for example:
    iconv -f WINDOWS-1252 -t UTF-8 prisma/migrations/20250102000000_latin/migration.sql > fixed.sql && mv fixed.sql prisma/migrations/20250102000000_latin/migration.sql`,
    ]);
  });

  test('not once it is applied, because then the file must stay as it is', async () => {
    const applied = { production: ['20250101000000_bom', '20250102000000_latin'] };
    expect(await findingsOf(files, { applied })).toEqual([]);
  });
});

describe('repository/name-format', () => {
  const waiting = { applied: { production: ['20250101000000_init', '20261119093000_last'] } };
  const history = { [sql(init)]: 'SELECT 1;', [sql('20261119093000_last')]: 'SELECT 1;' };
  const messageOf = async (name: string, more: Files = history) =>
    (await findingsOf({ ...more, [sql(name)]: 'SELECT 1;' }, waiting)).map(({ severity, message, help }) => [
      severity,
      message,
      help.split('\n').at(-1)?.trim(),
    ]);

  test('no timestamp', async () => {
    expect(await messageOf('add_users')).toEqual([
      [
        'warning',
        'The name add_users has no timestamp, so it runs after 20250101000000_init and all others that have one. Prisma runs migrations in the order of their names, not of their making.',
        'git mv -- prisma/migrations/add_users prisma/migrations/20261120000000_add_users',
      ],
    ]);
  });

  test('a timestamp in the future', async () => {
    expect(await messageOf('20270101000000_party')).toEqual([
      [
        'warning',
        'The timestamp of 20270101000000_party is in the future. Every migration made until then sorts before it, so it runs last on a new database.',
        'git mv -- prisma/migrations/20270101000000_party prisma/migrations/20261120000000_party',
      ],
    ]);
  });

  test('counters of different width', async () => {
    const more = { [sql('1_init')]: 'SELECT 1;', [sql('2_users')]: 'SELECT 1;' };
    const counters = { applied: { production: ['1_init', '2_users'] } };
    const found = await findingsOf({ ...more, [sql('10_orders')]: 'SELECT 1;' }, counters);
    expect(found.map(({ message }) => message)).toEqual([
      '10_orders runs before 2_users: text order, in which 10 comes before 2. Prisma runs migrations in the order of their names, not of their making.',
    ]);
  });

  test('a character that a shell treats specially', async () => {
    expect(await messageOf("20261120080000_it's $HOME")).toEqual([
      [
        'warning',
        "The name 20261120080000_it's $HOME has a character that a shell treats specially, so commands such as `prisma migrate resolve` need it quoted and scripts break on it.",
        `git mv -- 'prisma/migrations/20261120080000_it'\\''s $HOME' prisma/migrations/20261120080000_it_s_HOME`,
      ],
    ]);
  });

  test('a line break in a name cannot start a command of its own', async () => {
    const [, , command] = (await messageOf('20261120080000_a\n    rm -rf b'))[0] ?? [];
    expect(command).toBe(
      `git mv -- $'prisma/migrations/20261120080000_a\\x0a    rm -rf b' prisma/migrations/20261120080000_a_rm_-rf_b`,
    );
  });

  test('without a base and without a database it is only a notice, because renaming may be too late', async () => {
    expect(brief(await findingsOf({ ...history, [sql('add_users')]: 'SELECT 1;' }))).toEqual([
      'notice repository/name-format add_users',
    ]);
  });

  test('not once it is applied', async () => {
    const files = { ...history, [sql('add users')]: 'SELECT 1;' };
    expect(await findingsOf(files, { applied: { production: ['add users'] } })).toEqual([]);
  });

  test('SQL beside the folders, and a link in place of a folder', async () => {
    const found = await findingsOf({
      ...history,
      'prisma/migrations/20250301000000_stray.sql': '',
      'prisma/migrations/20250401000000_linked': { link: init },
    });
    expect(shown(found)).toEqual([
      `warning repository/name-format
prisma/migrations/20250401000000_linked/ is a symbolic link to a folder. Prisma does not follow it, so no migration in it will run.
Replace the link by the folder itself.`,
      `notice repository/name-format
prisma/migrations/20250301000000_stray.sql is not in a folder of its own, so Prisma will not run it.
If it is a migration, give it a folder:
    mkdir -p prisma/migrations/20250301000000_stray && git mv -- prisma/migrations/20250301000000_stray.sql prisma/migrations/20250301000000_stray/migration.sql`,
    ]);
  });
});

describe('repository/duplicate-timestamp', () => {
  const files = {
    [sql('20250101000000_a')]: 'SELECT 1;',
    [sql('20250101000000_b')]: 'SELECT 1;',
    [sql('20250101000001_c')]: 'SELECT 1;',
  };

  test('a new one that shares the timestamp of an applied one', async () => {
    expect(
      shown(await findingsOf(files, { applied: { production: ['20250101000000_b', '20250101000001_c'] } })),
    ).toEqual([
      `warning repository/duplicate-timestamp
20250101000000_a and 20250101000000_b have the same timestamp, so the rest of their names decides which of them runs first.
If 20250101000000_a has to run second, give it a later one:
    git mv -- prisma/migrations/20250101000000_a prisma/migrations/20250101000002_a`,
    ]);
  });

  test('of two new ones one is named', async () => {
    expect(brief(await findingsOf(files, { applied: { production: [] } }))).toEqual([
      'warning repository/duplicate-timestamp 20250101000000_b',
    ]);
  });

  test('not two that are applied', async () => {
    const applied = { production: ['20250101000000_a', '20250101000000_b'] };
    expect(await findingsOf(files, { applied })).toEqual([]);
  });
});

describe('repository/lock-file', () => {
  const migration = { [sql(init)]: 'SELECT 1;' };
  const path = 'prisma/migrations/migration_lock.toml';
  const write = `    printf '%s\\n' 'provider = "postgresql"' > ${path}`;
  const withLock = async (text: string) => shown(await findingsOf({ ...migration, [path]: text }));

  test('missing', async () => {
    const root = workspace({ ...migration, 'prisma/schema.prisma': project['prisma/schema.prisma'] ?? '' });
    expect(shown(judgeRepository(await read(root)))).toEqual([
      `error repository/lock-file
${path} is missing. \`prisma migrate dev\` and \`prisma migrate diff\` need it to know what the migrations are written for.
Write and commit it:
${write}`,
    ]);
  });

  test('another provider, as Prisma reads it', async () => {
    expect(await withLock('provider = "mysql"')).toEqual([
      `error repository/lock-file
${path} is read by Prisma as the provider mysql, but the schema says postgresql. Prisma stops with P3019.
If the migrations are PostgreSQL's, mend the line; Prisma wants exactly one space on each side of \`=\`:
${write}
Migrations written for another database cannot be used: start a new history.`,
    ]);
    expect((await withLock('provider="postgresql"'))[0]).toContain(
      'is read by Prisma as the provider provider="postgresql,',
    );
    expect((await withLock('provider = "postgres"'))[0]).toContain('is read by Prisma as the provider postgres,');
  });

  test('no provider, and conflict markers', async () => {
    expect((await withLock('# nothing'))[0]).toContain(`${path} names no provider. Prisma stops with P3019.`);
    expect((await withLock('<<<<<<< HEAD\nprovider = "postgresql"\n=======\n>>>>>>> x'))[0]).toContain(
      `${path} has merge conflict markers in it`,
    );
  });

  test('no migrations folder though the schema has models', async () => {
    const root = workspace({ 'prisma/schema/a.prisma': project['prisma/schema.prisma'] ?? '' });
    expect(shown(judgeRepository(await read(root, { prismaVersion: '6.4.0' })))).toEqual([
      `error repository/lock-file
There is no migrations folder: looked for prisma/migrations and prisma/schema/migrations. Prisma would find no migration and call any database up to date.
If the migrations are elsewhere, set the input \`migrations\` to their folder.
If there are none yet, make the first one:
    npx prisma migrate dev --name init`,
    ]);
  });

  test('migrations left behind when the schema became a folder', async () => {
    const files = {
      ...migration,
      [path]: 'provider = "postgresql"',
      'prisma/schema/a.prisma': project['prisma/schema.prisma'] ?? '',
    };
    const found = async (prismaVersion: string) =>
      shown(judgeRepository(await read(workspace(files), { prismaVersion })));
    expect(await found('7.1.0')).toEqual([
      `warning repository/lock-file
The migrations are in prisma/migrations, but Prisma 7.1.0 looks for them in prisma/schema/migrations. It finds none there and calls the database up to date.
Move them, or set \`migrations.path\` in prisma.config.ts:
    git mv -- prisma/migrations prisma/schema/migrations`,
    ]);
    expect(await found('6.5.0')).toEqual([]);
    expect(await found('>=7')).toEqual([]);
  });
});

test('repository/schema-invalid passes on what the engine says', async () => {
  const schemaErrors = [
    {
      message: 'Type "Usr" is neither a built-in type, nor refers to another model.',
      file: 'prisma/schema.prisma',
      line: 7,
    },
  ];
  const [finding] = await findingsOf({ [sql(init)]: 'SELECT 1;' }, { schemaErrors });
  expect(finding).toMatchObject({ severity: 'error', file: 'prisma/schema.prisma', line: 7 });
  expect(shown(finding ? [finding] : [])).toEqual([
    `error repository/schema-invalid
Prisma refuses the schema: Type "Usr" is neither a built-in type, nor refers to another model.
Mend the line, then see whether Prisma takes it:
    npx prisma validate`,
  ]);
});

describe('repository/unsupported', () => {
  const mysql = { 'prisma/schema.prisma': 'datasource db {\n provider = "mysql"\n}', [sql(init)]: 'SELECT 1;' };

  test('another provider is the one thing said', async () => {
    const files = { ...mysql, 'prisma/migrations/migration_lock.toml': 'provider = "mysql"' };
    expect(shown(await findingsOf(files))).toEqual([
      `error repository/unsupported
The datasource provider is \`mysql\`; the gate checks PostgreSQL only.
Set \`working-directory\` or \`schema\` if this is not the project that was meant; else take the gate out of this workflow.`,
    ]);
  });

  test('CockroachDB too, though it speaks the protocol', async () => {
    const files = { 'prisma/schema.prisma': 'datasource db {\n provider = "cockroachdb"\n}' };
    expect(brief(await findingsOf(files))).toEqual(['error repository/unsupported prisma/schema.prisma']);
  });

  test('a migration graph of Prisma 8, with or without a schema.prisma', async () => {
    const graph = {
      'migrations/app/20260520T1317_migration/migration.json': '{}',
      'migrations/app/20260520T1317_migration/ops.json': '[]',
    };
    const sentence =
      'The migrations are a migration graph of Prisma 8 (migration.json and ops.json); the gate checks the migration.sql folders of Prisma 2 to 7.';
    const messages = async (files: Files) =>
      judgeRepository(await read(workspace(files))).map(({ message }) => message);
    expect(await messages({ 'src/prisma/contract.prisma': '', ...graph })).toEqual([sentence]);
    expect(await messages({ ...project, ...graph })).toEqual([sentence]);
  });

  test('not an old `postgres`', async () => {
    const files = { 'prisma/schema.prisma': 'datasource db {\n provider = "postgres"\n}', [sql(init)]: 'SELECT 1;' };
    expect(await findingsOf(files)).toEqual([]);
  });
});
