import { shellWord } from '../../../base/shell';
import type { Rule } from '../../../contracts/rule';
import { standing } from './standing';

export const encoding: Rule = {
  name: 'repository/encoding',
  severity: 'warning',
  problem: 'A new `migration.sql` begins with a byte order mark, or is not valid UTF-8.',
  consequence:
    'PostgreSQL refuses a byte order mark with a syntax error. Of bytes that are not UTF-8 Prisma makes the character U+FFFD, so other text arrives in the database than stands in the file.',
  remedy: 'Save the file as UTF-8 without a byte order mark, before it is applied anywhere.',
  *check(facts) {
    for (const { name, path, bom, invalidUtf8 } of facts.repository.migrations) {
      if ((!bom && !invalidUtf8) || standing(facts, name) === 'settled') continue;
      const place = { object: name, migration: name, file: path, line: 1 };
      if (bom)
        yield {
          ...place,
          message: `${path} begins with a byte order mark. Prisma sends it along, and PostgreSQL stops with a syntax error at the first word.`,
          help: `Remove it:\n    sed -i '1s/^\\xEF\\xBB\\xBF//' ${shellWord(path)}`,
        };
      if (invalidUtf8)
        yield {
          ...place,
          message: `${path} is not valid UTF-8. Prisma replaces each wrong byte by U+FFFD, and that is what will be in the database.`,
          help: `Convert it from the encoding it was saved in, for example:\n    iconv -f WINDOWS-1252 -t UTF-8 ${shellWord(path)} > fixed.sql && mv fixed.sql ${shellWord(path)}`,
        };
    }
  },
};
