import { quoteIdentifier } from '../../../sql/identifiers';
import { aspectsOf } from '../../compare/aspects/aspects-of';
import { namelessDefinition } from '../../compare/definition';
import { identifierPattern, quoteIdentifier as printed } from '../../identifier';
import type { IndexObject, StatisticsObject } from '../../model';
import type { Context } from '../context';
import { optionChanges } from '../options';
import { type Draft, statement } from '../script';
import { type Kind, sameOrAnew } from './kind';

const serverHead = new RegExp(
  `^CREATE (?:UNIQUE )?INDEX ${identifierPattern} ON (?:ONLY )?${identifierPattern}\\.${identifierPattern}`,
);

export const indexKind: Kind<IndexObject> = {
  create(index, context) {
    if (!index.valid) context.remains(`index ${index.id} is INVALID there; the script makes it valid`);
    return [statement('CreateIndex', definition(index, context))];
  },
  drop: (index, { names }) => [statement('DropIndex', `DROP INDEX ${names.of(index)}`)],
  alter(from, to, context) {
    if (aspectsOf(from, to).length === 0) return [];
    const { names } = context;
    if (!to.valid && from.valid && aspectsOf({ ...from, valid: false }, to).length === 0) {
      context.remains(`index ${to.id} is INVALID there, which no statement can make it`);
      return [];
    }
    const options = { ...to, options: from.options ?? [], definition: from.definition };
    const optionsOnly =
      from.valid === to.valid && withoutOptions(from) === withoutOptions(to) && aspectsOf(from, options).length === 0;
    if (!optionsOnly) return null;
    return optionChanges(from.options ?? [], to.options ?? []).map((action) =>
      statement('AlterIndex', `ALTER INDEX ${names.of(to)} ${action}`),
    );
  },
};

function withoutOptions(index: IndexObject): string {
  return namelessDefinition(index).replace(/ WITH \([^()]*\)/, '');
}

/** As Prisma writes it where the index is plain; else the server's text after the method. */
function definition(index: IndexObject, { names }: Context): string {
  const head = `CREATE ${index.unique ? 'UNIQUE ' : ''}INDEX ${quoteIdentifier(index.name)} ON ${names.home(index)}`;
  // ONLY is how a partitioned table's index is printed; without it the partitions get theirs.
  const body = index.definition.replace(serverHead, '');
  const plain = ` USING btree (${index.columns.map(printed).join(', ')})`;
  if (!index.hasExpressions && body === plain) return `${head}(${names.columns(index.columns)})`;
  return `${head}${names.expression(body)}`;
}

export const statisticsKind: Kind<StatisticsObject> = {
  create(statistics, { names }) {
    const [, definition = '', target] = /^(.*?)(?: SET STATISTICS (\d+))?$/s.exec(statistics.definition) ?? [];
    return [
      statement('CreateStatistics', definition),
      ...(target === undefined
        ? []
        : [statement('AlterStatistics', `ALTER STATISTICS ${names.of(statistics)} SET STATISTICS ${target}`)]),
    ];
  },
  drop: (statistics, { names }): Draft[] => [statement('DropStatistics', `DROP STATISTICS ${names.of(statistics)}`)],
  alter: (from, to) => sameOrAnew(namelessDefinition(from) === namelessDefinition(to)),
};
