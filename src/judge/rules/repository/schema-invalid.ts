import type { Rule } from '../../../contracts/rule';

export const schemaInvalid: Rule = {
  name: 'repository/schema-invalid',
  severity: 'error',
  problem: 'Prisma refuses `schema.prisma`.',
  consequence: 'Neither the client nor a migration can be made from it, and the gate cannot compare it with anything.',
  remedy: 'Mend the line; `npx prisma validate` shows the same message.',
  *check({ schemaErrors }) {
    for (const { message, file, line } of schemaErrors)
      yield {
        object: file,
        file,
        line,
        message: `Prisma refuses the schema: ${message}`,
        help: 'Mend the line, then see whether Prisma takes it:\n    npx prisma validate',
      };
  },
};
