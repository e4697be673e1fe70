import type { Rule } from '../../../contracts/rule';
import { belowMinimum } from './below-minimum';
import { notInSchema } from './not-in-schema';
import { notMigrated } from './not-migrated';
import { unmanaged } from './unmanaged';

/** The rules that compare schema, migrations and databases object by object. */
export const coverageRules: readonly Rule[] = [notMigrated, notInSchema, unmanaged, belowMinimum];
