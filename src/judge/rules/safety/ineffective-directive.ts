import type { Rule } from '../../../contracts/rule';

/** Found in neither the engines' source nor their binaries, but in many repositories. */
const folklore = /^[ \t]*--.*\bprisma-migrate-disable-next-transaction\b/gm;

export const ineffectiveDirective: Rule = {
  name: 'safety/ineffective-directive',
  severity: 'warning',
  problem: 'A comment that is meant to steer Prisma and does not.',
  consequence: 'Prisma reads no comments in migrations: -- prisma-migrate-disable-next-transaction changes nothing.',
  remedy: 'Make the statement the only one of its file: then it runs outside a transaction.',
  examples: [
    {
      before: 'CREATE TABLE "Order" ("id" INTEGER PRIMARY KEY, "x" INTEGER);',
      bad: '-- prisma-migrate-disable-next-transaction\nCREATE INDEX CONCURRENTLY "i" ON "Order"("x");',
      good: 'CREATE INDEX CONCURRENTLY "i" ON "Order"("x");',
    },
  ],
  *check({ pending }) {
    for (const { file } of pending) {
      const sql = file.sql ?? '';
      for (const { index } of sql.matchAll(folklore)) {
        yield {
          object: file.name,
          migration: file.name,
          file: file.path,
          line: sql.slice(0, index).split('\n').length,
          message: 'Prisma does not know -- prisma-migrate-disable-next-transaction: the comment changes nothing.',
          help: 'Take it out. A statement that must run outside a transaction has to be the only one of its file.',
        };
      }
    }
  },
};
