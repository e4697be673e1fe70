import { shellWord } from '../../../base/shell';
import type { Rule } from '../../../contracts/rule';
import { historyTable, renamesOf } from '../../../gather/target/history';
import { quoteLiteral } from '../../../postgres/sql/identifiers';
import { knownHistories } from './known';

export const renamed: Rule = {
  name: 'history/renamed',
  severity: 'error',
  problem: 'A migration that the database has applied has another name in the repository.',
  consequence:
    'Prisma goes by the name: `prisma migrate deploy` will run it a second time, which fails half way or does its damage twice.',
  remedy: 'Give the folder its old name back.',
  *check(facts) {
    const { repository } = facts;
    for (const { history, snapshot } of knownHistories(facts)) {
      const { database } = history;
      for (const [oldName, file] of renamesOf(history)) {
        const folder = (name: string) => shellWord(`${repository.migrationsPath}/${name}`);
        yield {
          database,
          object: file.name,
          migration: file.name,
          file: file.path,
          line: 1,
          message: `${file.name} is what ${database} has applied as ${oldName}: the same text under another name. The next deploy will run it a second time.`,
          help: [
            'Rename it back:',
            `    git mv -- ${folder(file.name)} ${folder(oldName)}`,
            `If the new name is to stay, rename it in the history of ${database} before the next deploy:`,
            `    UPDATE ${historyTable(snapshot)} SET migration_name = ${quoteLiteral(file.name)} WHERE migration_name = ${quoteLiteral(oldName)};`,
          ].join('\n'),
        };
      }
    }
  },
};
