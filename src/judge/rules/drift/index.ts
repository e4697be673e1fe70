import type { Rule } from '../../../contracts/rule';
import { columnDrift } from './column';
import { commentDrift } from './comment';
import { constraintDrift } from './constraint';
import { enumDrift } from './enum';
import { extensionDrift } from './extension';
import { functionDrift } from './function';
import { indexDrift } from './index-rule';
import { policyDrift } from './policy';
import { privilegeDrift } from './privilege';
import { sequenceDrift } from './sequence';
import { tableDrift } from './table';
import { triggerDrift } from './trigger';
import { typeDrift } from './type';
import { viewDrift } from './view';

/** The rules that compare a database with what the migrations that it has applied make, one per kind of object. */
export const driftRules: readonly Rule[] = [
  tableDrift,
  columnDrift,
  indexDrift,
  constraintDrift,
  enumDrift,
  typeDrift,
  sequenceDrift,
  extensionDrift,
  viewDrift,
  functionDrift,
  triggerDrift,
  policyDrift,
  commentDrift,
  privilegeDrift,
];
