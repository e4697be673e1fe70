import { clean, sarifText, shorten } from '../../../base/escape';
import type { Finding, Report } from '../../../contracts/report';
import { severities } from '../../../contracts/settings';
import { leftOutOf } from '../bound';
import { helpBlocks } from '../help-blocks';
import { family } from '../urgency';
import { count } from '../words';
import type { RenderContext } from './context';
import { help } from './markdown/view';

const levels = { error: 'error', warning: 'warning', notice: 'note' } as const;
/** GitHub shows at most 5,000 results of a run and refuses files of more than 25,000 (docs, "SARIF support"). */
const mostResults = 5000;

/**
 * SARIF 2.1.0 for GitHub code scanning. A result must have a place in a file there, so findings about a database alone
 * are put on the schema file's first line.
 */
export function renderSarif(report: Report, context: RenderContext): string {
  const names = [...new Set(report.findings.map(({ rule }) => rule))].sort();
  const fallback = report.project.schema[0] ?? report.project.migrations;
  const shown = Math.min(mostResults, report.findings.length).toLocaleString('en');
  const leftOut =
    leftOutOf(report) ??
    (report.findings.length > mostResults
      ? `The first ${shown} of ${count(report.findings.length, 'finding')} are here; GitHub shows no more of a run.`
      : null);
  const sarif = {
    $schema: 'https://json.schemastore.org/sarif-2.1.0.json',
    version: '2.1.0',
    runs: [
      {
        tool: {
          driver: {
            name: 'Prisma Migration Gate',
            semanticVersion: report.tool.version,
            rules: names.map((name) => ruleOf(name, report, context)),
          },
        },
        automationDetails: { id: `prisma-migration-gate/${clean(context.key)}/` },
        columnKind: 'utf16CodeUnits',
        ...(leftOut && {
          invocations: [
            {
              executionSuccessful: true,
              toolExecutionNotifications: [{ level: 'note', message: { text: sarifText(leftOut) } }],
            },
          ],
        }),
        results: report.findings.slice(0, mostResults).map((finding) => resultOf(finding, names, fallback)),
      },
    ],
  };
  return `${JSON.stringify(sarif, null, 2)}\n`;
}

function ruleOf(name: string, report: Report, context: RenderContext) {
  const words = context.rules?.find((rule) => rule.name === name);
  const problem = words?.problem ?? name;
  const worst = severities.find((severity) =>
    report.findings.some((finding) => finding.rule === name && finding.severity === severity),
  );
  const details = words ? [words.problem, words.consequence, words.remedy] : [name];
  return {
    id: clean(name),
    name: clean(name)
      .split(/[^A-Za-z0-9]+/)
      .map((part) => part.charAt(0).toUpperCase() + part.slice(1))
      .join(''),
    shortDescription: { text: sarifText(shorten(problem, 1000)) },
    fullDescription: { text: sarifText(shorten(details.slice(0, 2).join(' '), 1000)) },
    help: { text: sarifText(details.join('\n\n')), markdown: details.map((part) => help(part)).join('\n\n') },
    defaultConfiguration: { level: levels[worst ?? 'notice'] },
    properties: { tags: ['database', 'migrations', clean(family(name))] },
  };
}

function resultOf(finding: Finding, names: readonly string[], fallback: string) {
  const advice = helpBlocks(finding.help)
    .map((block) => block.text)
    .join('\n');
  return {
    ruleId: clean(finding.rule),
    ruleIndex: names.indexOf(finding.rule),
    level: levels[finding.severity],
    message: { text: sarifText(shorten(`${finding.message}\n\n${advice}`, 8000)) },
    locations: [
      {
        physicalLocation: {
          artifactLocation: { uri: uriOf(finding.file ?? fallback), uriBaseId: '%SRCROOT%' },
          region: { startLine: finding.line ?? 1, ...(finding.endLine !== undefined && { endLine: finding.endLine }) },
        },
      },
    ],
    // The one that GitHub tells results apart by (docs, "SARIF support", "partialFingerprints object").
    partialFingerprints: { primaryLocationLineHash: clean(finding.fingerprint) },
    ...(finding.database !== undefined && { properties: { database: clean(finding.database) } }),
  };
}

/** A relative URI reference (RFC 3986), so that no name can be taken for another scheme, host or parent folder. */
function uriOf(path: string): string {
  const parts = clean(shorten(path, 1000))
    .split('/')
    .filter((part) => part !== '' && part !== '.' && part !== '..');
  return parts.map(encodeURIComponent).join('/') || 'unknown';
}
