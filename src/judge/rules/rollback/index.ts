import type { Rule } from '../../../contracts/rule';
import { doesNotRestore } from './does-not-restore';
import { fails } from './fails';
import { missing } from './missing';

export const rollbackRules: readonly Rule[] = [fails, doesNotRestore, missing];
