import type { CoverageObject } from '../../../contracts/coverage';

/** Objects that one finding tells together. */
export interface Group {
  /** `schema.table`, `schema.view`, `schema.enum` or an extension. */
  readonly owner: string;
  readonly objects: readonly CoverageObject[];
  /** The table, view or enum itself, when it is among them. */
  readonly whole: CoverageObject | null;
  /** The parts that are not told by the whole being among them. */
  readonly parts: readonly CoverageObject[];
}

/** Groups objects by the table or enum they belong to, in order of their first. */
export function groupsOf(objects: readonly CoverageObject[]): Group[] {
  const byOwner = new Map<string, CoverageObject[]>();
  for (const object of objects) {
    const list = byOwner.get(object.owner);
    if (list === undefined) byOwner.set(object.owner, [object]);
    else list.push(object);
  }
  return [...byOwner].map(([owner, members]) => {
    const whole = members.find(({ kind }) => ['table', 'view', 'enum', 'extension'].includes(kind)) ?? null;
    return { owner, objects: members, whole, parts: whole === null ? members : [] };
  });
}

/** What a finding about the group is about: the one object, or what they all belong to. */
export function subjectOf({ owner, whole, parts }: Group): string {
  const [only, ...others] = parts;
  return whole === null && only !== undefined && others.length === 0 ? only.object : owner;
}

/** The first of the objects that `schema.prisma` declares, for `file` and `line` of a finding. */
export function placeOf(objects: readonly CoverageObject[]): { file: string; line: number } | Record<string, never> {
  let first: { file: string; line: number } | undefined;
  for (const { file, line } of objects)
    if (file !== null && line !== null && (first === undefined || line < first.line)) first = { file, line };
  return first ?? {};
}

const longestList = 8;

/** `a, b and 3 more`. */
export function listed(items: readonly string[]): string {
  const rest = items.length - longestList;
  return rest <= 0 ? items.join(', ') : `${items.slice(0, longestList).join(', ')} and ${rest} more`;
}

/** The label, and its line in the schema where it has one of its own. */
export function labelWithLine({ label, line, schema }: CoverageObject): string {
  return schema && line !== null ? `${label} (line ${line})` : label;
}

/** `model User` as the beginning of a sentence. */
export function capitalised(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
