import { stringify } from 'yaml';
import { configJsonSchema } from '../../src/settings/config-schema';
import { type InputDefinition, inputs } from '../../src/settings/inputs';
import { outputs } from '../../src/settings/outputs';

/** Said when a committed file is not what the code renders. */
export const howToUpdate = 'out of date: run `npx vitest run __tests__/settings -u` and commit what it writes';

/** The whole of action.yml. */
export function actionYml(): string {
  const contract = {
    inputs: Object.fromEntries(
      inputs.map(({ name, description, default: byDefault }) => [
        name,
        { description, required: false, ...(name === 'github-token' ? { default: byDefault } : {}) },
      ]),
    ),
    outputs: Object.fromEntries(outputs.map(({ name, description }) => [name, { description }])),
  };
  return `# Inputs and outputs are rendered from src/settings/inputs.ts and outputs.ts; a test keeps them equal.
# Only github-token has a default here: a default in this file would win over the config file.
name: Prisma Migration Gate
description: Compares prisma/migrations, schema.prisma and the real PostgreSQL database before you merge or deploy, and fails on a mismatch.
author: Prisma Migration Gate
branding:
  icon: database
  color: blue
${stringify(contract, { lineWidth: 0 })}runs:
  using: node24
  main: dist/index.js
`;
}

/** A page with what stands between its `<!-- name -->` and `<!-- /name -->` rendered anew. */
export function withTables(page: string): string {
  const tables = { inputs: inputTable(), outputs: outputTable(), config: configTable() };
  return Object.entries(tables).reduce((text, [name, table]) => {
    const section = new RegExp(`(<!-- ${name} -->\n)[\\s\\S]*(<!-- /${name} -->)`);
    if (!section.test(text)) throw new Error(`The page has no section <!-- ${name} -->`);
    return text.replace(section, (_, start: string, end: string) => `${start}\n${table}${end}`);
  }, page);
}

function inputTable(): string {
  const rows = inputs.map((input: InputDefinition) => [
    `\`${input.name}\``,
    input.default === '' ? '' : isLiteral(input) ? `\`${input.default}\`` : input.default,
    cell(input.description) +
      (input.values ? ` One of ${input.values.map((value) => `\`${value}\``).join(', ')}.` : ''),
    input.configKey ? 'yes' : '',
  ]);
  return table(['Input', 'Default', 'Meaning', 'In the config file'], rows);
}

function outputTable(): string {
  return table(
    ['Output', 'Value'],
    outputs.map(({ name, description }) => [`\`${name}\``, cell(description)]),
  );
}

interface JsonSchema {
  readonly description?: string;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
}

/** The keys that only the config file has. */
function configTable(): string {
  const { properties = {} } = configJsonSchema(['history/pending']) as JsonSchema;
  const own = Object.entries(properties).filter(([key]) => inputs.every(({ name }) => name !== key));
  return table(
    ['Key', 'Meaning'],
    own.flatMap(([key, schema]) => keyRows(key, schema)),
  );
}

function keyRows(key: string, schema: JsonSchema): string[][] {
  const type = schema.anyOf?.[0] ?? schema;
  const inner = Object.entries(type.properties ?? type.items?.properties ?? {});
  const rows =
    key === 'rules' ? [] : inner.flatMap(([name, part]) => keyRows(`${key}${type.items ? '[]' : ''}.${name}`, part));
  return [[`\`${key}\``, cell(schema.description ?? '')], ...rows];
}

function isLiteral(input: InputDefinition): boolean {
  return !/ /.test(input.default) || input.default.includes('${{');
}

/** Padded as Biome formats a table. */
function table(head: string[], rows: string[][]): string {
  const widths = head.map((title, column) => Math.max(title.length, ...rows.map((row) => row[column]?.length ?? 0)));
  const line = (cells: string[]) =>
    `| ${cells.map((text, column) => text.padEnd(widths[column] ?? 0)).join(' | ')} |\n`;
  return line(head) + line(widths.map((width) => '-'.repeat(width))) + rows.map(line).join('');
}

function cell(text: string): string {
  return text.replace(/[|<>]/g, (character) => (character === '|' ? '\\|' : character === '<' ? '&lt;' : '&gt;'));
}
