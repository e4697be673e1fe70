import type { Rule } from '../../../contracts/rule';
import { type Outside, reachOf } from '../../../postgres/sql/reaches-outside';
import { code } from '../../safety/rule-kit';

const reached: Readonly<Record<Outside, string>> = {
  files: 'files or libraries of the server',
  programs: 'programs on the server',
  servers: 'another server',
  databases: 'other databases of the server',
  sessions: 'sessions of others',
  settings: 'the server itself: its settings, log or replication',
  powers: 'the whole server: who has this role can do everything there, or read its files and run programs',
  catalogs: 'the server’s own catalogs, which its commands keep in order',
};

export const outsideDatabase: Rule = {
  name: 'safety/outside-database',
  severity: 'error',
  problem:
    'A pending migration reaches outside its database: files, programs and settings of the server, other servers and databases, roles with power, the server’s own catalogs.',
  consequence:
    'A migration runs with the rights of whoever deploys. What it does there no history knows, no rollback takes back, and other databases feel it; it is also how a hostile change takes a server over.',
  remedy: 'Let an administrator do it, once per server and outside the migrations.',
  examples: [
    {
      bad: `COPY "Seed" FROM '/srv/seed.csv';`,
      good: `INSERT INTO "Seed" ("id") VALUES (1);`,
      before: 'CREATE TABLE "Seed" ("id" INTEGER);',
    },
    { bad: 'CREATE ROLE "app" SUPERUSER;', good: 'CREATE ROLE "app" LOGIN;' },
    {
      bad: `UPDATE pg_enum SET enumlabel = 'B' WHERE enumlabel = 'A';`,
      good: `ALTER TYPE "E" RENAME VALUE 'A' TO 'B';`,
      before: `CREATE TYPE "E" AS ENUM ('A');`,
    },
  ],
  *check({ pending }) {
    for (const { file, statements } of pending) {
      for (const statement of statements) {
        const found = reachOf(statement);
        if (found === null) continue;
        yield {
          object: found.by,
          migration: file.name,
          file: file.path,
          line: statement.line,
          message: `${found.by} reaches ${reached[found.outside]}.`,
          help: `Take it out of the migration and let an administrator of the server do it there. If the deploy has to do it, confirm it:\n${code('-- migration-gate-ignore safety/outside-database: <why>')}`,
        };
      }
    }
  },
};
