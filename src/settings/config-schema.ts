import { z } from 'zod';
import type { CoverageObject } from '../contracts/coverage';
import type { RuleName } from '../contracts/rule-name';
import { severities } from '../contracts/settings';
import { driftKinds } from '../postgres/catalog/difference';
import { type ConfigInputName, type InputValues, inputs } from './inputs';
import { boolean, choice, date, list, mapping, text, valueSchema, wholeNumber } from './values';
import { quote } from './wording';

const coverageKinds = [
  'primary-key',
  'unique',
  'foreign-key',
  'enum-value',
] as const satisfies CoverageObject['kind'][];
const excludableKinds = ['*', ...driftKinds, ...coverageKinds] as const;

/** Defaults of the keys that only the config file has. */
export const configDefaults = {
  thresholds: { 'large-table-rows': 100_000, 'probe-cost': 1_000_000 },
  'column-order': false,
  'rollback-file': '{migration}/down.sql',
} as const;

type InputSchemas = { readonly [N in ConfigInputName]: z.ZodType<InputValues[N]> };

/**
 * The zod type of the config file. A collection may be left empty (all its entries commented out); a single value may not.
 * @param ruleNames the rules there are
 * @param isInside whether a path of the config file stays in the repository; one that does not is refused
 */
export function configSchema(ruleNames: readonly RuleName[], isInside: (path: string) => boolean = () => true) {
  const rule = choice(ruleNames);
  const severity = choice([...severities, 'off']);
  return mapping(
    {
      ...inputSchemas(isInside),
      rules: mapping(Object.fromEntries(ruleNames.map((name) => [name, severity.optional()])), { noun: 'rule' })
        .nullish()
        .describe('Severity per rule; off silences it everywhere.'),
      ignore: list(
        mapping({
          rule: rule.describe('Name of the rule.'),
          object: text().exactOptional().describe('Glob on what the finding is about; any when absent.'),
          migration: text().exactOptional().describe('Glob on the name of the migration; any when absent.'),
          reason: text().exactOptional().describe('Why. An entry without a reason is reported and has no effect.'),
          until: date().exactOptional().describe('The last day on which the entry counts, such as 2026-12-31.'),
        }),
      )
        .nullish()
        .describe('Findings to leave out. They stay listed in the report.'),
      exclude: list(
        mapping({
          kind: choice(excludableKinds).optional().describe('Kind of the object; any when absent.'),
          object: text().describe('Glob on schema.object or schema.table.column.'),
          reason: text().exactOptional().describe('Why.'),
        }),
      )
        .nullish()
        .describe('Objects that drift and coverage leave alone. They are counted in the report.'),
      schemas: mapping({
        include: list(text()).nullish().describe('Schemas to compare besides those of the datasource.'),
        exclude: list(text()).nullish().describe('Schemas to leave out.'),
      })
        .nullish()
        .describe('PostgreSQL schemas to compare, where the datasource does not say it all.'),
      'other-migrations': list(text())
        .nullish()
        .describe('Globs of folder names that hold another kind of migration on purpose, without migration.sql.'),
      'column-order': boolean()
        .optional()
        .describe(`Report a different order of columns as drift. Default: ${configDefaults['column-order']}.`),
      thresholds: mapping({
        'large-table-rows': wholeNumber()
          .optional()
          .describe(
            `Rows from which a lock on a table is a warning. Default: ${configDefaults.thresholds['large-table-rows']}.`,
          ),
        'probe-cost': wholeNumber()
          .optional()
          .describe(
            `Planner cost above which a data probe is not run. Default: ${configDefaults.thresholds['probe-cost']}.`,
          ),
      })
        .nullish()
        .describe('Numbers that scale findings.'),
      'rollback-file': text()
        .regex(/\{(migration|name)\}/, {
          error: ({ input }) => `${quote(String(input))} holds neither {migration} nor {name}`,
        })
        .optional()
        .describe(
          `Where the SQL that undoes a migration is kept: {migration} stands for the path of its folder, {name} for the folder's name. Default: ${configDefaults['rollback-file']}.`,
        ),
      'issue-labels': list(text()).nullish().describe('Labels of the issues that audit mode keeps.'),
      'issue-assignees': list(text()).nullish().describe('Who is assigned to the issues that audit mode keeps.'),
    },
    { hint: inputOnly },
  );
}

/** The config file, checked. */
export type Config = z.infer<ReturnType<typeof configSchema>>;

/** The JSON Schema of the config file, for editors; made of the same zod type that validates it. */
export function configJsonSchema(ruleNames: readonly RuleName[]): object {
  return {
    ...z.toJSONSchema(configSchema(ruleNames), { io: 'input' }),
    title: 'Prisma Migration Gate',
    description: 'Config file of Prisma Migration Gate, .github/migration-gate.yml.',
  };
}

function inputSchemas(isInside: (path: string) => boolean): InputSchemas {
  const entries = inputs
    .filter((input) => input.configKey)
    .map((input) => {
      const value = valueSchema(input);
      const checked =
        input.kind === 'path'
          ? value.refine((path) => typeof path !== 'string' || isInside(path), {
              error: ({ input: path }) =>
                `${quote(String(path))} leaves the repository: from the config file only paths inside it are taken`,
            })
          : value;
      const byDefault = input.default === '' ? '' : ` Default: ${input.default}.`;
      return [input.name, checked.optional().describe(input.description + byDefault)];
    });
  // Object.fromEntries forgets which key has which type; `inputs` is where both come from.
  return Object.fromEntries(entries) as InputSchemas;
}

function inputOnly(key: string): string | undefined {
  return inputs.some((input) => input.name === key && !input.configKey)
    ? `${quote(key)} cannot be set in the config file: give it as an input of the action or as the flag --${key}`
    : undefined;
}
