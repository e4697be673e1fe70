import { quoteIdentifier, quoteLiteral } from '../../../sql/identifiers';
import { renamedValue } from '../../compare/aspects/type';
import { identifierPattern, unquoteIdentifier } from '../../identifier';
import type { CompositeTypeObject, DomainObject, EnumObject, RangeTypeObject } from '../../model';
import type { Context } from '../context';
import { type Draft, statement } from '../script';
import { collationName } from './column';
import { type Kind, sameOrAnew } from './kind';

const literal = (value: string) => quoteLiteral(value).trimStart();

export const enumKind: Kind<EnumObject> = {
  create: (type, { names }) => [
    statement('CreateEnum', `CREATE TYPE ${names.of(type)} AS ENUM (${type.values.map(literal).join(', ')})`),
  ],
  drop: (type, { names }) => [statement('DropEnum', `DROP TYPE ${names.of(type)}`)],
  alter(from, to, context) {
    const name = context.names.of(to);
    const rename = context.renames ? renamedValue(from, to) : null;
    if (rename !== null) {
      return [
        statement(
          'AlterEnum',
          `ALTER TYPE ${name} RENAME VALUE ${literal(rename.expected)} TO ${literal(rename.actual)}`,
        ),
      ];
    }
    const kept = to.values.filter((value) => from.values.includes(value));
    if (kept.join('\0') !== from.values.join('\0') || isUsed(from, to, context)) return null;
    const values = [...from.values];
    return to.values.flatMap((value, i) => {
      if (values.includes(value)) return [];
      const [before, after] = [to.values[i - 1], values[i]];
      const place =
        after === undefined ? '' : before === undefined ? ` BEFORE ${literal(after)}` : ` AFTER ${literal(before)}`;
      values.splice(i, 0, value);
      return [statement('AlterEnum', `ALTER TYPE ${name} ADD VALUE ${literal(value)}${place}`)];
    });
  },
};

/**
 * True when something in the wanted catalog names a value that is new. A value cannot be used in the transaction that adds
 * it (SQLSTATE 55P04; PostgreSQL manual, ALTER TYPE), so the type has to be made anew then.
 */
function isUsed(from: EnumObject, to: EnumObject, { to: wanted, names }: Context): boolean {
  const added = to.values.filter((value) => !from.values.includes(value));
  if (added.length === 0) return false;
  const cast = `::${names.printed(to)}`;
  const texts = added.map((value) => `'${value.replaceAll("'", "''")}'${cast}`);
  return wanted.objects.some((object) => {
    if (object.kind === 'function' || object.kind === 'comment') return false;
    return Object.values(object).some((field) =>
      typeof field === 'string' ? texts.some((text) => field.includes(text)) : false,
    );
  });
}

export const domainKind: Kind<DomainObject> = {
  create(domain, { names }) {
    const clauses = [
      ...(domain.collation === null ? [] : [`COLLATE ${collationName(domain.collation)}`]),
      ...(domain.default === null ? [] : [`DEFAULT ${names.default(domain.default, domain.type)}`]),
      ...(domain.notNull ? ['NOT NULL'] : []),
      ...domain.constraints.filter(isValid).map((constraint) => `CONSTRAINT ${names.expression(constraint)}`),
    ];
    return [
      statement(
        'CreateDomain',
        [`CREATE DOMAIN ${names.of(domain)} AS ${names.type(domain.type)}`, ...clauses].join(' '),
      ),
      ...domain.constraints
        .filter((text) => !isValid(text))
        .map((text) => alterDomain(domain, `ADD CONSTRAINT ${text}`, names.of(domain))),
    ];
  },
  drop: (domain, { names }) => [statement('DropDomain', `DROP DOMAIN ${names.of(domain)}`)],
  alter(from, to, { names }) {
    if (from.type !== to.type || from.collation !== to.collation) return null;
    const name = names.of(to);
    const alter = (action: string) => alterDomain(to, action, name);
    const gone = from.constraints.filter((text) => !to.constraints.includes(text));
    const fresh = to.constraints.filter((text) => !from.constraints.includes(text));
    return [
      ...(from.notNull === to.notNull ? [] : [alter(to.notNull ? 'SET NOT NULL' : 'DROP NOT NULL')]),
      ...(from.default === to.default
        ? []
        : [alter(to.default === null ? 'DROP DEFAULT' : `SET DEFAULT ${names.default(to.default, to.type)}`)]),
      ...gone.map((text) => alter(`DROP CONSTRAINT ${nameOf(text)}`)),
      ...fresh.map((text) => alter(`ADD CONSTRAINT ${names.expression(text)}`)),
    ];
  },
};

function alterDomain(_: DomainObject, action: string, name: string): Draft {
  return statement('AlterDomain', `ALTER DOMAIN ${name} ${action}`);
}

/** CREATE DOMAIN takes no NOT VALID. */
function isValid(constraint: string): boolean {
  return !constraint.endsWith(' NOT VALID');
}

const firstName = new RegExp(`^${identifierPattern}`);

/** The name that a text `name definition` begins with, quoted. */
function nameOf(text: string): string {
  return quoteIdentifier(unquoteIdentifier(firstName.exec(text)?.[0] ?? ''));
}

export const compositeTypeKind: Kind<CompositeTypeObject> = {
  create: (type, { names }) => [
    statement(
      'CreateType',
      `CREATE TYPE ${names.of(type)} AS (\n    ${type.attributes.map((text) => names.expression(text)).join(',\n    ')}\n)`,
    ),
  ],
  drop: (type, { names }) => [statement('DropType', `DROP TYPE ${names.of(type)}`)],
  alter(from, to, { names }) {
    const kept = from.attributes.filter((text) => to.attributes.includes(text));
    const fresh = to.attributes.filter((text) => !from.attributes.includes(text));
    const gone = from.attributes.filter((text) => !to.attributes.includes(text));
    // New attributes come last, and one of another type would lose its data.
    const retyped = fresh.some((text) => gone.some((other) => nameOf(other) === nameOf(text)));
    if (retyped || [...kept, ...fresh].join('\0') !== to.attributes.join('\0')) return null;
    return [
      ...gone.map((text) =>
        alterType(
          `DROP ATTRIBUTE ${nameOf(text)}`,
          names.of(to),
          `the data of attribute ${nameOf(text)} of type ${to.id}`,
        ),
      ),
      ...fresh.map((text) => alterType(`ADD ATTRIBUTE ${text}`, names.of(to))),
    ];
  },
};

function alterType(action: string, name: string, losesData?: string): Draft {
  return statement('AlterType', `ALTER TYPE ${name} ${action}`, losesData === undefined ? {} : { losesData });
}

export const rangeTypeKind: Kind<RangeTypeObject> = {
  create: (type, { names }) => [statement('CreateType', `CREATE TYPE ${names.of(type)} AS RANGE (${type.definition})`)],
  drop: (type, { names }) => [statement('DropType', `DROP TYPE ${names.of(type)}`)],
  alter: (from, to) => sameOrAnew(from.definition === to.definition),
};
