import type { Rule } from '../../../contracts/rule';
import { behindBase } from './behind-base';
import { deletedOnBranch } from './deleted-on-branch';
import { duplicateTimestamp } from './duplicate-timestamp';
import { editedOnBranch } from './edited-on-branch';
import { emptySql } from './empty-sql';
import { encoding } from './encoding';
import { gateChanged } from './gate-changed';
import { lockFile } from './lock-file';
import { missingSql } from './missing-sql';
import { nameFormat } from './name-format';
import { schemaInvalid } from './schema-invalid';
import { unsupported } from './unsupported';

/** The rules about files, alone and against the base branch. */
export const repositoryRules: readonly Rule[] = [
  missingSql,
  emptySql,
  encoding,
  nameFormat,
  duplicateTimestamp,
  lockFile,
  schemaInvalid,
  editedOnBranch,
  deletedOnBranch,
  behindBase,
  gateChanged,
  unsupported,
];
