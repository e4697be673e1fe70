import { historyRow, historyTable } from '../support/project';

/** A mismatch as data: what is on disk, what is committed, what the database is. */
export interface Case {
  readonly name: string;
  readonly models?: string;
  /** Migrations on disk. */
  readonly disk: Readonly<Record<string, string>>;
  /** Committed and then taken away or changed: what git can still give. */
  readonly committed?: Readonly<Record<string, string>>;
  /** SQL that makes the database, rows included. */
  readonly database: string;
  /** A session holds Prisma's advisory lock. */
  readonly locked?: boolean;
  /** The plans that are offered, the recommended one first. */
  readonly directions: readonly ('repository-follows' | 'database-follows')[];
  /** What the plan of a direction may take away: `table` or `table.column`. */
  readonly loses?: Partial<Record<'repository-follows' | 'database-follows', readonly string[]>>;
}

export const models = `model User {
  id    Int     @id @default(autoincrement())
  email String  @unique
  name  String?
  posts Post[]
}

model Post {
  id       Int    @id @default(autoincrement())
  title    String
  authorId Int
  author   User   @relation(fields: [authorId], references: [id])
}`;

export const init = '20250101000000_init';
export const addName = '20250102000000_add_name';
export const addPost = '20250103000000_add_post';

export const texts = {
  [init]: `-- CreateTable
CREATE TABLE "User" (
    "id" SERIAL NOT NULL,
    "email" TEXT NOT NULL,

    CONSTRAINT "User_pkey" PRIMARY KEY ("id")
);

-- CreateIndex
CREATE UNIQUE INDEX "User_email_key" ON "User"("email");
`,
  [addName]: '-- AlterTable\nALTER TABLE "User" ADD COLUMN     "name" TEXT;\n',
  [addPost]: `-- CreateTable
CREATE TABLE "Post" (
    "id" SERIAL NOT NULL,
    "title" TEXT NOT NULL,
    "authorId" INTEGER NOT NULL,

    CONSTRAINT "Post_pkey" PRIMARY KEY ("id")
);

-- AddForeignKey
ALTER TABLE "Post" ADD CONSTRAINT "Post_authorId_fkey" FOREIGN KEY ("authorId") REFERENCES "User"("id") ON DELETE RESTRICT ON UPDATE CASCADE;
`,
};

const rowsOf = {
  [init]: `INSERT INTO "User" (email) SELECT 'user' || n || '@example.com' FROM generate_series(1, 20) n;\n`,
  [addName]: `UPDATE "User" SET name = 'User ' || id;\n`,
  [addPost]: `INSERT INTO "Post" (title, "authorId") SELECT 'Post ' || n, n FROM generate_series(1, 10) n;\n`,
};

export type Name = keyof typeof texts;
const all = Object.keys(texts) as Name[];

/** What these migrations make and rows in it; the history says so. */
export function applied(names: readonly Name[] = all, as: Partial<Record<Name, string>> = {}): string {
  return (
    historyTable + names.map((name) => texts[name] + rowsOf[name] + historyRow(as[name] ?? name, texts[name])).join('')
  );
}

/** The migrations without one of them. */
export function without(name: Name): Record<string, string> {
  return Object.fromEntries(Object.entries(texts).filter(([other]) => other !== name));
}

const invoice = `\n\nmodel Invoice {\n  id    Int @id\n  total Int\n}`;
const invoiceTable = `CREATE TABLE "Invoice" ("id" INTEGER NOT NULL, "total" INTEGER NOT NULL, CONSTRAINT "Invoice_pkey" PRIMARY KEY ("id"));
INSERT INTO "Invoice" SELECT n, n * 100 FROM generate_series(1, 7) n;\n`;

/** What the repository says of a phone that this database knows nothing of. */
export const edited = `${texts[addName]}ALTER TABLE "User" ADD COLUMN     "phone" TEXT;\n`;
export const withPhone = models.replace('name  String?', 'name  String?\n  phone String?');

/** The table, but not its foreign key, with rows in it. */
export const halfOfAddPost = texts[addPost].slice(0, texts[addPost].indexOf('-- AddForeignKey')) + rowsOf[addPost];

function withoutHistory(sql: string): string {
  return `${sql}DROP TABLE "_prisma_migrations";\n`;
}

const addSlug = '20250104000000_add_slug';
const slug = '-- AlterTable\nALTER TABLE "Post" ADD COLUMN     "slug" TEXT;\n';

const countVisits = '20250104000000_count_visits';
/** Prisma sends it whole; its own transaction stays when the index fails. */
const visitsWritten = `BEGIN;
ALTER TABLE "User" ADD COLUMN "visits" INTEGER NOT NULL DEFAULT 1;
UPDATE "User" SET "visits" = "visits" + 1;
COMMIT;
`;
const visits = `${visitsWritten}CREATE INDEX "User_visits_idx" ON "User"("visits");\n`;
const withVisits = models.replace('posts Post[]', 'posts Post[]\n  visits Int @default(1)\n\n  @@index([visits])');

export const cases: readonly Case[] = [
  {
    name: 'committed, not applied',
    disk: texts,
    database: applied([init, addName]),
    directions: ['database-follows'],
  },
  {
    name: 'lost, and git has it',
    disk: without(addName),
    committed: texts,
    database: applied(),
    directions: ['repository-follows'],
  },
  {
    name: 'lost, and git does not have it',
    disk: without(addName),
    database: applied(),
    directions: ['repository-follows', 'database-follows'],
  },
  {
    name: 'lost, and what the database has more rests on a later migration',
    disk: without(addName),
    database: `${applied()}ALTER TABLE "Post" ADD "slug" TEXT;\n`,
    models: models.replace('title    String', 'title    String\n  slug     String?'),
    directions: ['repository-follows', 'database-follows'],
  },
  {
    name: 'lost, and a later migration needs it',
    disk: { ...without(addPost), [addSlug]: slug },
    get database() {
      return `${applied()}${slug}${historyRow(addSlug, slug)}`;
    },
    models: models.replace('title    String', 'title    String\n  slug     String?'),
    directions: ['repository-follows'],
  },
  {
    name: 'squashed, and the one that stands for all is not marked',
    disk: { '000000000000_squashed_migrations': Object.values(texts).join('\n') },
    committed: texts,
    database: applied(),
    directions: ['database-follows'],
  },
  {
    name: 'renamed',
    disk: texts,
    database: applied(all, { [addPost]: '20250103000000_posts' }),
    directions: ['repository-follows', 'database-follows'],
  },
  {
    name: 'pushed: schema and database have a table that no migration makes',
    models: models + invoice,
    disk: texts,
    database: applied() + invoiceTable,
    directions: ['repository-follows'],
  },
  {
    name: 'console: only the database has a table',
    disk: texts,
    database: applied() + invoiceTable,
    directions: ['repository-follows', 'database-follows'],
    loses: { 'database-follows': ['"Invoice"'] },
  },
  {
    name: 'edited, and git has the text that ran',
    models: withPhone,
    disk: { ...texts, [addName]: edited },
    committed: texts,
    database: applied(),
    directions: ['database-follows'],
  },
  {
    name: 'edited, and changed by hand in the database as well',
    models: withPhone,
    disk: { ...texts, [addName]: edited },
    committed: texts,
    database: `${applied()}ALTER TABLE "User" ADD "phone" TEXT; UPDATE "User" SET phone = '+1 ' || id;\n`,
    directions: ['repository-follows'],
  },
  {
    name: 'edited, and the text that ran is lost; the database is as the edited text says',
    models: withPhone,
    disk: { ...texts, [addName]: edited },
    database: `${applied()}ALTER TABLE "User" ADD "phone" TEXT;\n`,
    directions: ['database-follows'],
  },
  {
    name: 'edited, and the text that ran is lost',
    models: withPhone,
    disk: { ...texts, [addName]: edited },
    database: applied(),
    directions: ['database-follows', 'repository-follows'],
  },
  {
    name: 'failed, and nothing of it is there',
    disk: texts,
    database: `${applied([init, addName])}${historyRow(addPost, texts[addPost], { state: 'failed' })}`,
    directions: ['database-follows'],
  },
  {
    name: 'failed half way',
    disk: texts,
    database: `${applied([init, addName])}${halfOfAddPost}${historyRow(addPost, texts[addPost], { state: 'failed' })}`,
    directions: ['repository-follows', 'database-follows'],
    loses: { 'database-follows': ['"Post"'] },
  },
  {
    name: 'failed half way, after rows were written: they are not written again',
    models: withVisits,
    disk: { ...texts, [countVisits]: visits },
    database: `${applied()}${visitsWritten}${historyRow(countVisits, visits, { state: 'failed' })}`,
    directions: ['repository-follows', 'database-follows'],
    loses: { 'database-follows': ['"User".visits'] },
  },
  {
    name: 'failed half way, after one that did not begin and before one that was done by hand',
    models: `${models.replace('posts Post[]', 'posts Post[]\n  early String?')}${invoice}`,
    disk: {
      ...texts,
      '20250102500000_early': 'ALTER TABLE "User" ADD COLUMN "early" TEXT;\n',
      '20250104000000_invoice': invoiceTable,
    },
    get database() {
      const began = historyRow(addPost, texts[addPost], { state: 'failed' });
      return `${applied([init, addName])}${halfOfAddPost}${began}${invoiceTable}`;
    },
    directions: ['repository-follows', 'database-follows'],
    loses: { 'database-follows': ['"Post"'] },
  },
  {
    name: 'failed, and neither the repository nor git has it',
    disk: texts,
    get database() {
      return `${applied()}${historyRow('20250104000000_nobody_knows', 'SELECT 1', { state: 'failed' })}`;
    },
    directions: ['repository-follows'],
  },
  {
    name: 'failed, and all of it is there',
    disk: texts,
    database: `${applied([init, addName])}${texts[addPost]}${historyRow(addPost, texts[addPost], { state: 'failed' })}`,
    directions: ['repository-follows'],
  },
  {
    name: 'pending, and done by hand already',
    disk: texts,
    database: `${applied([init, addName])}${texts[addPost]}`,
    directions: ['repository-follows'],
  },
  {
    name: 'no history, and no migrations',
    disk: {},
    database: withoutHistory(applied()),
    directions: ['repository-follows'],
  },
  {
    name: 'no history, and all migrations are in effect',
    disk: texts,
    database: withoutHistory(applied()),
    directions: ['repository-follows'],
  },
  {
    name: 'no history, and some migrations are in effect',
    disk: texts,
    database: withoutHistory(applied([init, addName])),
    directions: ['database-follows'],
  },
  {
    name: 'a model without a table',
    models: models + invoice,
    disk: texts,
    database: applied(),
    directions: ['database-follows'],
  },
  {
    name: 'changed: an index is gone',
    disk: texts,
    database: `${applied()}DROP INDEX "User_email_key";\n`,
    directions: ['database-follows', 'repository-follows'],
  },
  {
    name: 'changed: an index is invalid',
    disk: texts,
    database: `${applied()}UPDATE pg_index SET indisvalid = false WHERE indexrelid = '"User_email_key"'::regclass;\n`,
    directions: ['database-follows'],
  },
  {
    name: 'changed: an index is invalid, and there is more that only the database has',
    disk: texts,
    database: `${applied()}${invoiceTable}UPDATE pg_index SET indisvalid = false WHERE indexrelid = '"User_email_key"'::regclass;\n`,
    directions: ['repository-follows', 'database-follows'],
    loses: { 'database-follows': ['"Invoice"'] },
  },
  {
    name: 'changed: a table has another name',
    disk: texts,
    database: `${applied()}ALTER TABLE "Post" RENAME TO "Article";\n`,
    directions: ['database-follows', 'repository-follows'],
  },
  {
    name: 'changed: a column is gone',
    disk: texts,
    database: `${applied()}ALTER TABLE "User" DROP COLUMN "name";\n`,
    directions: ['database-follows', 'repository-follows'],
  },
  {
    name: 'changed: a type differs',
    disk: texts,
    database: `${applied()}ALTER TABLE "Post" ALTER "title" TYPE varchar(80);\n`,
    directions: ['database-follows', 'repository-follows'],
  },
  {
    name: 'changed: a column that nobody asked for',
    disk: texts,
    database: `${applied()}ALTER TABLE "User" ADD "phone" TEXT; UPDATE "User" SET phone = '+1 ' || id;\n`,
    directions: ['repository-follows', 'database-follows'],
    loses: { 'database-follows': ['"User".phone'] },
  },
  {
    name: 'changed: a view, a function and a trigger that only the database has',
    disk: texts,
    database: `${applied()}CREATE VIEW "Names" AS SELECT name FROM "User";
      CREATE FUNCTION touch() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN NEW.title := trim(NEW.title); RETURN NEW; END $$;
      CREATE TRIGGER touch BEFORE INSERT ON "Post" FOR EACH ROW EXECUTE FUNCTION touch();\n`,
    directions: ['repository-follows', 'database-follows'],
  },
  {
    name: 'out of order',
    disk: texts,
    database: applied([init, addPost]),
    directions: ['database-follows', 'repository-follows'],
  },
  {
    name: 'rolled back and not applied since',
    disk: texts,
    database: `${applied([init, addName])}${historyRow(addPost, texts[addPost], { state: 'rolled-back' })}`,
    directions: ['database-follows'],
  },
  {
    name: 'made by the migrations, and not in the schema',
    disk: { ...texts, [addSlug]: slug },
    get database() {
      return `${applied()}${slug}${historyRow(addSlug, slug)}`;
    },
    directions: ['repository-follows'],
  },
  {
    name: 'held by a dead deploy',
    disk: texts,
    get database() {
      return `${applied([init, addName])}${historyRow(addPost, texts[addPost], { state: 'running' })}`;
    },
    locked: true,
    directions: ['database-follows'],
  },
];
