import type { Rule } from '../../contracts/rule';
import type { RuleName } from '../../contracts/rule-name';
import { coverageRules } from './coverage';
import { driftRules } from './drift';
import { historyRules } from './history';
import { repositoryRules } from './repository';
import { rollbackRules } from './rollback';
import { safetyRules } from './safety';
import { expired } from './suppression/expired';
import { invalid } from './suppression/invalid';
import { unused } from './suppression/unused';

/** Every rule, in the order of the documentation. */
export const rules: readonly Rule[] = [
  ...historyRules,
  ...repositoryRules,
  ...driftRules,
  ...coverageRules,
  ...safetyRules,
  ...rollbackRules,
  invalid(() => ruleNames),
  expired,
  unused,
];

/** The names that the config file and ignore comments may use. */
export const ruleNames: readonly RuleName[] = rules.map(({ name }) => name);
