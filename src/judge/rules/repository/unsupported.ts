import type { Rule } from '../../../contracts/rule';

export const unsupported: Rule = {
  name: 'repository/unsupported',
  severity: 'error',
  problem:
    'The project is of a kind that the gate does not know: another database, or the migration graph of Prisma 8.',
  consequence: 'Nothing can be said about its migrations; without this finding that would look like a pass.',
  remedy: 'Point the gate at a PostgreSQL project of Prisma 2 to 7, or take it out of this workflow.',
  *check({ repository }) {
    if (repository.unsupported === null) return;
    const file = repository.schemaFiles[0]?.path;
    yield {
      object: repository.schemaPath ?? repository.migrationsPath,
      ...(file === undefined ? {} : { file }),
      message: repository.unsupported,
      help: 'Set `working-directory` or `schema` if this is not the project that was meant; else take the gate out of this workflow.',
    };
  },
};
