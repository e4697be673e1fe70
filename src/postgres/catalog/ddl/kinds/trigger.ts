import { quoteIdentifier } from '../../../sql/identifiers';
import { namelessDefinition } from '../../compare/definition';
import type { EventTriggerObject, PolicyObject, RuleObject, TriggerObject } from '../../model';
import type { Picture } from '../context';
import { type Draft, statement } from '../script';
import { type Kind, sameOrAnew } from './kind';

const words: Readonly<Record<string, string>> = {
  O: 'ENABLE',
  D: 'DISABLE',
  R: 'ENABLE REPLICA',
  A: 'ENABLE ALWAYS',
};

/** Switches a trigger to the state it is to have. */
export function setEnabled({ name, enabled }: TriggerObject, table: string): Draft {
  return statement('AlterTable', `ALTER TABLE ${table} ${words[enabled]} TRIGGER ${quoteIdentifier(name)}`);
}

/** The trigger of the partitioned parent that a partition's trigger is a copy of. */
function isCopy(trigger: TriggerObject, picture: Picture): boolean {
  const table = picture.homeOf(trigger);
  if (table === undefined || table.partitionBound === null) return false;
  return picture
    .parentsOf(table)
    .some((parent) => picture.on('trigger', parent).some(({ name }) => name === trigger.name));
}

export const triggerKind: Kind<TriggerObject> = {
  create(trigger, context) {
    const table = context.names.home(trigger);
    const state = trigger.enabled === 'O' ? [] : [setEnabled(trigger, table)];
    return isCopy(trigger, context.to) ? state : [statement('CreateTrigger', trigger.definition), ...state];
  },
  drop(trigger, context) {
    const table = context.names.home(trigger);
    if (isCopy(trigger, context.from)) return [setEnabled({ ...trigger, enabled: 'O' }, table)];
    return [statement('DropTrigger', `DROP TRIGGER ${quoteIdentifier(trigger.name)} ON ${table}`)];
  },
  alter(from, to, { names }) {
    if (namelessDefinition(from) !== namelessDefinition(to)) return null;
    return from.enabled === to.enabled ? [] : [setEnabled(to, names.home(to))];
  },
};

export const ruleKind: Kind<RuleObject> = {
  create(rule, { names }) {
    const state = rule.enabled === 'O' ? [] : [setRule(rule, names.home(rule))];
    return [statement('CreateRule', rule.definition), ...state];
  },
  drop: (rule, { names }) => [statement('DropRule', `DROP RULE ${quoteIdentifier(rule.name)} ON ${names.home(rule)}`)],
  alter(from, to, { names }) {
    if (namelessDefinition(from) !== namelessDefinition(to)) return null;
    return from.enabled === to.enabled ? [] : [setRule(to, names.home(to))];
  },
};

function setRule({ name, enabled }: RuleObject, table: string): Draft {
  return statement('AlterTable', `ALTER TABLE ${table} ${words[enabled]} RULE ${quoteIdentifier(name)}`);
}

export const eventTriggerKind: Kind<EventTriggerObject> = {
  create(trigger) {
    const state = trigger.enabled === 'O' ? [] : [setEventTrigger(trigger)];
    return [statement('CreateEventTrigger', trigger.definition), ...state];
  },
  drop: ({ name }) => [statement('DropEventTrigger', `DROP EVENT TRIGGER ${quoteIdentifier(name)}`)],
  alter(from, to) {
    if (from.definition !== to.definition) return null;
    return from.enabled === to.enabled ? [] : [setEventTrigger(to)];
  },
};

function setEventTrigger({ name, enabled }: EventTriggerObject): Draft {
  return statement('AlterEventTrigger', `ALTER EVENT TRIGGER ${quoteIdentifier(name)} ${words[enabled]}`);
}

export const policyKind: Kind<PolicyObject> = {
  create(policy, { names }) {
    const clauses = [
      policy.permissive ? '' : 'AS RESTRICTIVE',
      policy.command === 'ALL' ? '' : `FOR ${policy.command}`,
      policy.roles.join() === 'public' ? '' : `TO ${policy.roles.map(quoteRole).join(', ')}`,
      policy.using === null ? '' : `USING (${names.expression(policy.using)})`,
      policy.check === null ? '' : `WITH CHECK (${names.expression(policy.check)})`,
    ].filter((clause) => clause !== '');
    const head = `CREATE POLICY ${quoteIdentifier(policy.name)} ON ${names.home(policy)}`;
    return [statement('CreatePolicy', [head, ...clauses].join(' '))];
  },
  drop: (policy, { names }) => [
    statement('DropPolicy', `DROP POLICY ${quoteIdentifier(policy.name)} ON ${names.home(policy)}`),
  ],
  alter: (from, to) =>
    sameOrAnew(
      from.command === to.command &&
        from.permissive === to.permissive &&
        from.roles.join('\0') === to.roles.join('\0') &&
        from.using === to.using &&
        from.check === to.check,
    ),
};

/** The catalog writes PUBLIC as `public`, a name that no role can have. */
export function quoteRole(name: string): string {
  return name === 'public' || name === 'PUBLIC' ? 'PUBLIC' : quoteIdentifier(name);
}
