import { indexParts } from '../../postgres/catalog/compare/definition';
import type { IndexObject } from '../../postgres/catalog/model';
import { indexKeys, prismaMethods } from './same-index';

/** The line of `schema.prisma` that declares an index; `fieldOf` gives the field for a column. */
export function indexDeclaration(index: IndexObject, fieldOf: (column: string) => string): string {
  const keys = indexKeys(index);
  const fields = keys.map(({ column, operatorClass, descending }) => {
    const options = [
      ...(operatorClass === null ? [] : [`ops: raw(${JSON.stringify(operatorClass.replace(/^.*\./, ''))})`]),
      ...(descending ? ['sort: Desc'] : []),
    ];
    return options.length === 0 ? fieldOf(column) : `${fieldOf(column)}(${options.join(', ')})`;
  });
  const hasClass = keys.some(({ operatorClass }) => operatorClass !== null);
  const { predicate } = indexParts(index.definition);
  const usual = `${index.table}_${keys.map(({ column }) => column).join('_')}_${index.unique ? 'key' : 'idx'}`;
  const values = [
    `[${fields.join(', ')}]`,
    ...(index.method === 'btree' && !hasClass ? [] : [`type: ${prismaMethods.get(index.method)}`]),
    ...(predicate === '' ? [] : [`where: raw(${JSON.stringify(predicate)})`]),
    ...(index.name === usual ? [] : [`map: ${JSON.stringify(index.name)}`]),
  ];
  return `${index.unique ? '@@unique' : '@@index'}(${values.join(', ')})`;
}
