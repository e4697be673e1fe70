import { shellWord } from '../../../base/shell';
import type { Facts } from '../../../contracts/facts';
import type { MigrationFile } from '../../../contracts/repository';
import type { Rule } from '../../../contracts/rule';
import { historyTable } from '../../../gather/target/history';
import { quoteLiteral } from '../../../postgres/sql/identifiers';
import { prisma } from './commands';
import { knownHistories } from './known';
import { nowhere, withoutText } from './lost-text';

export const editedAfterApply: Rule = {
  name: 'history/edited-after-apply',
  severity: 'error',
  problem: 'A migration was changed after the database applied it.',
  consequence:
    'The database keeps what the old text did and never runs the new one; new environments get the new one. `prisma migrate status` calls it up to date.',
  remedy: 'Restore the text that ran, and put the change into a new migration.',
  *check(facts) {
    for (const { history, snapshot } of knownHistories(facts)) {
      const { database } = history;
      for (const { name, file, state, checksum, record } of history.migrations) {
        if (state !== 'applied' || file === null || record === null) continue;
        const place = { database, object: name, migration: name, file: file.path, line: 1 };
        if (checksum === 'edited')
          yield {
            ...place,
            message: `${name} was changed after ${database} applied it on ${record.startedAt.toISOString().slice(0, 10)}. ${database} will not run the new text, so it and new environments will differ.`,
            help: restore(file, record.checksum, facts),
          };
        if (checksum === 'unknown' && record.checksum === '')
          yield {
            ...place,
            atMost: 'warning',
            message: `${database} has no checksum of ${name}, so nobody can tell whether it was changed after it ran. \`prisma migrate dev\` takes it as changed and wants to reset the database.`,
            help: `If the file is what ran, record its checksum:\n    UPDATE ${historyTable(snapshot)} SET checksum = '${file.checksum}' WHERE migration_name = ${quoteLiteral(name)};`,
          };
        if (checksum === 'line-endings')
          yield {
            ...place,
            atMost: 'notice',
            message: `${name} has other line ends than when ${database} applied it. Prisma accepts that.`,
            help: 'To keep line ends the same everywhere, put this into .gitattributes:\n    migration.sql text eol=lf',
          };
      }
    }
  },
};

/** Prisma records SHA-256 of the text, so the right version can be told from all that git has. */
function restore({ path }: MigrationFile, checksum: string, facts: Facts): string {
  const file = shellWord(path);
  const create = `    ${prisma(facts, 'migrate dev --create-only')}`;
  const found = facts.recovered.get(checksum);
  if (found !== undefined)
    return [
      `Commit ${found.commit.slice(0, 10)} has the text that ran. Restore it, and put the change into a migration of its own:`,
      `    git show ${found.blob.slice(0, 20)} > ${file}`,
      create,
    ].join('\n');
  const lines = [
    `${nowhere} Find the commit in a clone that has every branch, restore the text, and put the change into a migration of its own:`,
  ];
  if (/^[0-9a-f]{64}$/.test(checksum)) {
    const revision = `"$c:"${file}`;
    lines.push(
      `    git log --all --format=%h -- ${file} | while read c; do git show ${revision} 2>/dev/null | sha256sum | grep -q ^${checksum} && echo $c; done`,
    );
  } else lines.push(`    git log --all --oneline -- ${file}`);
  lines.push(`    git checkout COMMIT -- ${file}`, create, withoutText);
  return lines.join('\n');
}
