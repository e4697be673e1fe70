import type { Rule } from '../../../contracts/rule';
import { editedAfterApply } from './edited-after-apply';
import { failed } from './failed';
import { inProgress } from './in-progress';
import { missingOnDisk } from './missing-on-disk';
import { noHistoryTable } from './no-history-table';
import { notReplayable } from './not-replayable';
import { orderDependent } from './order-dependent';
import { outOfOrder } from './out-of-order';
import { pending } from './pending';
import { renamed } from './renamed';
import { rolledBack } from './rolled-back';

/** The rules that compare the files with `_prisma_migrations`. */
export const historyRules: readonly Rule[] = [
  pending,
  missingOnDisk,
  renamed,
  editedAfterApply,
  failed,
  inProgress,
  rolledBack,
  outOfOrder,
  noHistoryTable,
  notReplayable,
  orderDependent,
];
