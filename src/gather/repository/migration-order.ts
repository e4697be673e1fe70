import { lt } from 'semver';

const collator = new Intl.Collator('en-US');

/**
 * The order in which Prisma runs migration folders. From 6.6 on the listing is JavaScript and sorts with `localeCompare`
 * (packages/migrate/src/utils/listMigrations.ts), before that the engine sorted bytes; `0_init` and `00_x` tell them
 * apart. The locale is fixed to English here, as on any CI runner, so that one repository has one order.
 * @param prismaVersion null: not known, taken as current
 */
export function migrationOrder(prismaVersion: string | null): (a: string, b: string) => number {
  if (prismaVersion !== null && lt(prismaVersion, '6.6.0')) return compareBytes;
  return collator.compare;
}

function compareBytes(a: string, b: string): number {
  return Buffer.compare(Buffer.from(a), Buffer.from(b));
}
