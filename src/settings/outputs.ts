/** Every output of the action, in the order in which the docs list them. The one source for `action.yml` and docs. */
export const outputs = [
  { name: 'verdict', description: 'pass, fail or undetermined.' },
  { name: 'mode', description: 'The mode that was used: pull-request, deploy or audit.' },
  { name: 'errors', description: 'Number of findings of severity error.' },
  { name: 'warnings', description: 'Number of findings of severity warning.' },
  { name: 'notices', description: 'Number of findings of severity notice.' },
  { name: 'pending', description: 'Names of the migrations that are pending in any database, as a JSON array.' },
  { name: 'pending-count', description: 'Number of names in pending.' },
  { name: 'drift-count', description: 'Number of objects in which a database differs from what its history explains.' },
  { name: 'coverage', description: 'Percentage of the schema that migrations make, with one decimal.' },
  { name: 'report-json', description: 'Path of the report as JSON (schema/report.schema.json).' },
  { name: 'report-markdown', description: 'Path of the report as Markdown.' },
  { name: 'report-html', description: 'Path of the report as one HTML page.' },
  { name: 'sarif', description: 'Path of the findings as SARIF 2.1.0, for github/codeql-action/upload-sarif.' },
  { name: 'plan', description: 'Path of the resolution plan; empty when there is nothing to resolve.' },
  { name: 'comment-url', description: 'Address of the pull request comment; empty when there is none.' },
  { name: 'issue-url', description: 'Address of the issue; one per line when several databases drift.' },
] as const;

export type OutputName = (typeof outputs)[number]['name'];
