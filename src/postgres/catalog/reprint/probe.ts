import { namelessDefinition, withHead } from '../compare/definition';
import { quoteIdentifier, quoteQualified } from '../identifier';
import type { CatalogObject, ColumnObject, DomainObject, PolicyObject } from '../model';

/**
 * The parts of an object that are SQL texts, which servers may print in different ways; null for the kinds that have
 * none or whose texts cannot be tried out.
 */
export function textsOf(object: CatalogObject): string | null {
  switch (object.kind) {
    case 'view':
    case 'index':
    case 'trigger':
    case 'rule':
    case 'statistics':
      return namelessDefinition(object);
    case 'function':
      return object.form === 'aggregate' ? null : namelessDefinition(object);
    case 'constraint':
      return object.definition;
    case 'column':
      return JSON.stringify([object.default, object.generated]);
    case 'domain':
      return JSON.stringify([object.default, object.constraints]);
    case 'policy':
      return JSON.stringify([object.using, object.check]);
    default:
      return null;
  }
}

/** The object with the texts of another one. */
export function withTextsOf<Kind extends CatalogObject>(object: Kind, other: Kind): Kind {
  const texts: Readonly<Record<string, unknown>> = { ...other };
  const fields = ['definition', 'default', 'generated', 'constraints', 'using', 'check'];
  if (object.kind === 'index') fields.push('columns', 'predicate');
  // They follow from the query and the columns that it reads.
  if (object.kind === 'view') fields.push('columns');
  return {
    ...object,
    ...Object.fromEntries(fields.filter((field) => field in object).map((field) => [field, texts[field]])),
  };
}

/**
 * SQL that makes the like of the object under another name, on what the original lives on; null where that cannot be.
 * The texts are SQL that the target's server printed and run on the scratch server only.
 */
export function probeSql(object: CatalogObject, name: string): string | null {
  switch (object.kind) {
    case 'view':
      return `CREATE VIEW ${quoteQualified(object.schema, name)} AS ${object.definition}`;
    case 'function':
      return withHead(object, quoteQualified(object.schema, name));
    case 'statistics':
      return withHead(object, quoteQualified(object.schema, name));
    case 'index':
    case 'trigger':
    case 'rule':
      return withHead(object, quoteIdentifier(name));
    case 'constraint':
      return `ALTER TABLE ${tableOf(object)} ADD CONSTRAINT ${quoteIdentifier(name)} ${object.definition}`;
    case 'column':
      return columnProbe(object, name);
    case 'domain':
      return domainProbe(object, name);
    case 'policy':
      return policyProbe(object, name);
    default:
      return null;
  }
}

function tableOf({ schema, table }: { readonly schema: string; readonly table: string }): string {
  return quoteQualified(schema, table);
}

function columnProbe(column: ColumnObject, name: string): string | null {
  const head = `ALTER TABLE ${tableOf(column)} ADD COLUMN ${quoteIdentifier(name)} ${column.type}`;
  if (column.generated !== null) {
    return `${head} GENERATED ALWAYS AS (${column.generated}) ${column.generatedKind === 'virtual' ? 'VIRTUAL' : 'STORED'}`;
  }
  return column.default === null ? null : `${head} DEFAULT ${column.default}`;
}

function domainProbe(domain: DomainObject, name: string): string {
  const defaults = domain.default === null ? '' : ` DEFAULT ${domain.default}`;
  const constraints = domain.constraints.map((constraint) => ` CONSTRAINT ${constraint}`).join('');
  return `CREATE DOMAIN ${quoteQualified(domain.schema, name)} AS ${domain.type}${defaults}${constraints}`;
}

function policyProbe(policy: PolicyObject, name: string): string {
  const using = policy.using === null ? '' : ` USING (${policy.using})`;
  const check = policy.check === null ? '' : ` WITH CHECK (${policy.check})`;
  return `CREATE POLICY ${quoteIdentifier(name)} ON ${tableOf(policy)} FOR ${policy.command}${using}${check}`;
}
