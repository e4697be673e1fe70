import type { Facts } from '../../../contracts/facts';
import { driftKindOf } from '../../coverage/excluded';
import { prisma } from '../history/commands';
import type { Group } from './group';

/** What to do about something that the schema does not declare. */
export function surplusHelp({ owner, whole, parts }: Group, facts: Facts): string {
  const declarations = parts.flatMap(({ declaration }) => declaration ?? []);
  const declare =
    whole === null && declarations.length === parts.length
      ? `Declare it, if it is to stay:\n${declarations.map((line) => `    ${line}`).join('\n')}`
      : `If it is to stay, let Prisma write the declaration from a database that has it, and take over what concerns it:\n    ${prisma(facts, 'db pull --print')}`;
  const others = whole === null ? parts : [{ kind: whole.kind, object: owner }];
  return [
    declare,
    'Else write a migration that drops it. If another tool manages it, say so in the config file:',
    '    exclude:',
    ...others.flatMap(({ kind, object }) => [
      `      - kind: ${driftKindOf[kind]}`,
      `        object: ${JSON.stringify(object)}`,
      '        reason: …',
    ]),
  ].join('\n');
}
