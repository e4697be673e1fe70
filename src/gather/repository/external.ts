import type { Repository } from '../../contracts/repository';

/** `schema.table` and `schema.enum` that `prisma.config` leaves to somebody else. */
export function externalObjects({ config }: Pick<Repository, 'config'>): ReadonlySet<string> {
  return new Set([...(config?.externalTables ?? []), ...(config?.externalEnums ?? [])]);
}
