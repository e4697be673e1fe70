import type { Rule } from '../../../contracts/rule';
import { prisma } from '../history/commands';

export const belowMinimum: Rule = {
  name: 'coverage/below-minimum',
  severity: 'error',
  problem:
    'The migrations make less of the schema than `min-coverage` asks for. At 100, the default, `coverage/not-migrated` says the same of each object and this rule is silent.',
  consequence: 'Databases built or deployed from the migrations lack part of what the code relies on.',
  remedy: 'Write the missing migrations, or lower `min-coverage`.',
  *check(facts) {
    const { coverage, settings, repository } = facts;
    if (coverage === null || settings.minCoverage >= 100 || coverage.percent >= settings.minCoverage) return;
    const missing = coverage.objects.filter(({ schema, migrations }) => schema && !migrations).length;
    yield {
      object: repository.schemaPath ?? 'schema.prisma',
      message: `The migrations make ${coverage.percent.toFixed(1)} % of the schema; at least ${settings.minCoverage} % is asked for. ${missing} of its objects are missing or different.`,
      help: `The findings of coverage/not-migrated name them. Write what is missing:\n    ${prisma(facts, 'migrate dev')}`,
    };
  },
};
