/** The families of rules, which are also the checks that a verdict tells of. */
export const families = ['history', 'repository', 'drift', 'coverage', 'safety', 'rollback', 'suppression'] as const;
export type Family = (typeof families)[number];
export type RuleName = `${Family}/${string}`;
