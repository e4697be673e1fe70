import { mermaidLabel, mermaidType, mermaidWord } from '../../../../base/escape';
import type { Report } from '../../../../contracts/report';
import { details, isDetailed, type View } from './view';

type ChangedTable = NonNullable<Report['changedTables']>[number];

const mostTables = 8;
const mostColumns = 12;

/** The tables that the change creates, changes or drops, as a Mermaid `erDiagram`; '' when there are too many to be read. */
export function tablesDiagram(view: View): string {
  const tables = view.report.changedTables ?? [];
  if (!isDetailed(view) || tables.length === 0 || tables.length > mostTables) return '';
  const names = new Set(tables.map(({ name }) => name));
  const lines = tables.flatMap((table) => [
    `  "${label(table)}" {`,
    ...shownColumns(table).map((column) => {
      const key = column.key === 'primary' ? ' PK' : column.key === 'foreign' ? ' FK' : '';
      return `    ${mermaidType(typeWords(column.type))} ${mermaidWord(column.name)}${key}${column.change ? ` "${column.change}"` : ''}`;
    }),
    '  }',
  ]);
  const relations = tables.flatMap((table) =>
    table.references.slice(0, mostColumns).map(({ table: target, columns, optional }) => {
      const other = tables.find(({ name }) => name === target);
      const end = other && names.has(target) ? label(other) : entity(target);
      return `  "${label(table)}" }o--${optional ? 'o|' : '||'} "${end}" : "${mermaidLabel(columns.join(', '))}"`;
    }),
  );
  return details('Tables that change', ['```mermaid', 'erDiagram', ...lines, ...relations, '```'].join('\n'));
}

/** Changed columns and keys first in a wide table; how many are left out is said. */
function shownColumns(table: ChangedTable): ChangedTable['columns'] {
  if (table.columns.length <= mostColumns) return table.columns;
  const weight = (column: ChangedTable['columns'][number]) => (column.change ? 0 : column.key ? 1 : 2);
  const kept = new Set([...table.columns].sort((a, b) => weight(a) - weight(b)).slice(0, mostColumns));
  return table.columns.filter((column) => kept.has(column));
}

/** The name without `public.`, and what happens to the table. */
function label(table: ChangedTable): string {
  return `${entity(table.name)} (${table.change})`;
}

function entity(name: string): string {
  return mermaidLabel(name.replace(/^public\./, ''));
}

/** The short names that people write. */
function typeWords(type: string): string {
  return type
    .replace(/^public\./, '')
    .replace(/^"([^"]+)"/, '$1')
    .replace(/^character varying/, 'varchar')
    .replace(/^timestamp(\(\d\))? without time zone/, 'timestamp$1')
    .replace(/^timestamp(\(\d\))? with time zone/, 'timestamptz$1');
}
