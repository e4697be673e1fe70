import type { Rule } from '../../../contracts/rule';
import { addSerialOrIdentity } from './add-serial-or-identity';
import { addStoredGenerated } from './add-stored-generated';
import { addUniqueConstraint } from './add-unique-constraint';
import { backfillWithDdl } from './backfill-with-ddl';
import { changeFkDropAdd } from './change-fk-drop-add';
import { checkNotValidMissing } from './check-not-valid-missing';
import { checkViolations } from './check-violations';
import { codeLocksTable } from './code-locks-table';
import { concurrentlyInImplicitTx } from './concurrently-in-implicit-tx';
import { conflictingMigrations } from './conflicting-migrations';
import { dependentObjectBlocks } from './dependent-object-blocks';
import { detachAttachPartition } from './detach-attach-partition';
import { dmlWithoutWhere } from './dml-without-where';
import { dropColumn } from './drop-column';
import { dropFkLocksParent } from './drop-fk-locks-parent';
import { dropIndexNotConcurrent } from './drop-index-not-concurrent';
import { dropNotNull } from './drop-not-null';
import { dropSchema } from './drop-schema';
import { dropTable } from './drop-table';
import { enumValueRemoved } from './enum-value-removed';
import { enumValueUsedSameTx } from './enum-value-used-same-tx';
import { exclusionConstraint } from './exclusion-constraint';
import { fkNotValidMissing } from './fk-not-valid-missing';
import { fkOrphans } from './fk-orphans';
import { fkWithoutIndex } from './fk-without-index';
import { identifierTooLong } from './identifier-too-long';
import { indexNotConcurrent } from './index-not-concurrent';
import { ineffectiveDirective } from './ineffective-directive';
import { lockHoldWindow } from './lock-hold-window';
import { lockTimeoutMissing } from './lock-timeout-missing';
import { lockTimeoutOnConcurrent } from './lock-timeout-on-concurrent';
import { narrowingCast } from './narrowing-cast';
import { nonAtomicFile } from './non-atomic-file';
import { notValidValidateSameTx } from './not-valid-validate-same-tx';
import { outsideDatabase } from './outside-database';
import { primaryKeyChange } from './primary-key-change';
import { recreateColumn } from './recreate-column';
import { refreshNotConcurrent } from './refresh-not-concurrent';
import { reindexNotConcurrent } from './reindex-not-concurrent';
import { rename } from './rename';
import { renameAsDropAdd } from './rename-as-drop-add';
import { requiredColumnBreaksOldWriters } from './required-column-breaks-old-writers';
import { requiredColumnNoDefault } from './required-column-no-default';
import { setLocalWithoutEffect } from './set-local-without-effect';
import { setNotNullHasNulls } from './set-not-null-has-nulls';
import { setNotNullScan } from './set-not-null-scan';
import { settingLeaks } from './setting-leaks';
import { syntaxError } from './syntax-error';
import { tableRewrite } from './table-rewrite';
import { truncate } from './truncate';
import { typeChangeRewrite } from './type-change-rewrite';
import { uncommittedTransaction } from './uncommitted-transaction';
import { uniqueDuplicates } from './unique-duplicates';
import { unmanagedIndexDropped } from './unmanaged-index-dropped';
import { volatileDefaultRewrite } from './volatile-default-rewrite';

/** The rules on pending migrations, in the order of their names. */
export const safetyRules: readonly Rule[] = [
  addSerialOrIdentity,
  addStoredGenerated,
  addUniqueConstraint,
  backfillWithDdl,
  changeFkDropAdd,
  checkNotValidMissing,
  checkViolations,
  codeLocksTable,
  concurrentlyInImplicitTx,
  conflictingMigrations,
  dependentObjectBlocks,
  detachAttachPartition,
  dmlWithoutWhere,
  dropColumn,
  dropFkLocksParent,
  dropIndexNotConcurrent,
  dropNotNull,
  dropSchema,
  dropTable,
  enumValueRemoved,
  enumValueUsedSameTx,
  exclusionConstraint,
  fkNotValidMissing,
  fkOrphans,
  fkWithoutIndex,
  identifierTooLong,
  indexNotConcurrent,
  ineffectiveDirective,
  lockHoldWindow,
  lockTimeoutMissing,
  lockTimeoutOnConcurrent,
  narrowingCast,
  nonAtomicFile,
  notValidValidateSameTx,
  outsideDatabase,
  primaryKeyChange,
  recreateColumn,
  refreshNotConcurrent,
  reindexNotConcurrent,
  renameAsDropAdd,
  rename,
  requiredColumnBreaksOldWriters,
  requiredColumnNoDefault,
  setLocalWithoutEffect,
  setNotNullHasNulls,
  setNotNullScan,
  settingLeaks,
  syntaxError,
  tableRewrite,
  truncate,
  typeChangeRewrite,
  uncommittedTransaction,
  uniqueDuplicates,
  unmanagedIndexDropped,
  volatileDefaultRewrite,
];
