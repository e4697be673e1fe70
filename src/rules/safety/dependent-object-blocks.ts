import { code } from '../../safety/rule-kit';
import type { Rule } from '../rule';

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
  *check({ pending }) {
    for (const { file, failure } of pending) {
      if (failure == null || failure.undetermined !== null || !codes.has(failure.code)) continue;
      yield {
        object: file.name,
        migration: file.name,
        file: file.path,
        line: failure.line,
        message: `Will fail (${failure.code}): ${failure.message}.`,
        help: `Something else depends on it. Drop that first in the same migration and make it again after this statement:\n${code(failure.statement)}`,
      };
    }
  },
};
