import type { DatabaseHistory, MigrationState } from '../../contracts/facts';
import type { FoundText } from '../../contracts/repository';

/** What ran on this database and is not on disk, or not as it ran. */
export function isLostOrEdited({ state, checksum, file }: MigrationState): boolean {
  if (state === 'failed' || state === 'in-progress') return file === null;
  return state === 'missing-on-disk' || (state === 'applied' && checksum === 'edited');
}

/** Which texts are worth looking for in git. */
export function wantedTexts({ migrations }: DatabaseHistory): { name: string; checksum: string }[] {
  return migrations.filter(isLostOrEdited).flatMap(({ name, record }) => {
    return record === null ? [] : [{ name, checksum: record.checksum }];
  });
}

/**
 * The texts that ran on this database where they are not what is on disk, by migration name.
 * @param recovered by recorded checksum, as {@link Facts.recovered}
 */
export function textsThatRan(
  { migrations }: DatabaseHistory,
  recovered: ReadonlyMap<string, FoundText>,
): ReadonlyMap<string, FoundText> {
  return new Map(
    migrations.filter(isLostOrEdited).flatMap(({ name, record }) => {
      const text = record === null ? undefined : recovered.get(record.checksum);
      return text === undefined ? [] : [[name, text] as const];
    }),
  );
}
