import type { ReplayFailure } from '../../../contracts/replay-failure';
import type { Rule } from '../../../contracts/rule';
import { code } from '../../safety/rule-kit';
import { alsoWhenEmpty } from '../../safety/transactions';

/** dependent_objects_still_exist, feature_not_supported, datatype_mismatch, wrong_object_type. */
const codes = new Set(['2BP01', '0A000', '42804', '42809']);

export const dependentObjectBlocks: Rule = {
  name: 'safety/dependent-object-blocks',
  severity: 'error',
  problem: 'Another object depends on what a pending migration drops or changes.',
  consequence: 'The migration fails (2BP01, 0A000, 42804): a view, policy, foreign key or default stands in the way.',
  remedy: 'Drop the dependent object first and make it again afterwards, in the same migration.',
  examples: [
    {
      before:
        'CREATE TABLE "User" ("id" INTEGER PRIMARY KEY, "name" VARCHAR(10)); CREATE VIEW "names" AS SELECT "name" FROM "User";',
      bad: 'ALTER TABLE "User" ALTER COLUMN "name" SET DATA TYPE TEXT;',
      good: 'DROP VIEW "names"; ALTER TABLE "User" ALTER COLUMN "name" SET DATA TYPE TEXT; CREATE VIEW "names" AS SELECT "name" FROM "User";',
    },
  ],
  *check(facts) {
    for (const { file, failure } of facts.pending) {
      if (failure == null || failure.undetermined !== null || !codes.has(failure.code)) continue;
      yield {
        object: file.name,
        migration: file.name,
        file: file.path,
        line: failure.line,
        message: `Will fail (${failure.code}): ${failure.message}.${alsoWhenEmpty(file.name, facts)}`,
        help: helpWith(failure),
      };
    }
  },
};

function helpWith({ message, statement }: ReplayFailure): string {
  // "column "a" cannot be cast automatically to type integer", or its default.
  const [, what] = /cannot be cast automatically to type (.+)$/.exec(message) ?? [];
  if (what === undefined)
    return `Something else depends on it. Drop that first in the same migration and make it again after this statement:\n${code(statement)}`;
  return message.startsWith('default')
    ? `Drop the default before this statement, and set it again after it:\n${code(statement)}`
    : `Say how to convert the values: add USING with an expression, such as the column followed by ::${what}\n${code(statement)}`;
}
