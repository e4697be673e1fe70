import { list } from '../../base/list';
import type { Report } from '../../contracts/report';
import type { RenderContext } from './render/context';
import { count, headline } from './words';

/**
 * On what a verdict stands, in one line of plain text for the first screen: what was switched off, silenced or not checked, so
 * that a green check is not read as more than it is. '' when there is nothing to say. Names in it may
 * be a stranger's (a report from a fork): escape it.
 */
export function standing(report: Report, { neverFails }: Pick<RenderContext, 'neverFails'>): string {
  const { off } = report.configuration ?? { off: [] };
  const silenced = report.suppressed.length;
  const silencedNow = newlySilenced(report);
  const open = report.checks.filter(({ status }) => status === 'undetermined').length;
  // Where there is no database, the last part says so of all that needs one.
  const skipped = report.checks.flatMap(({ id, status, database }) =>
    status === 'skipped' && (id === 'coverage' || id === 'replay' || database !== undefined) ? [id] : [],
  );
  const title = headline(report);
  const parts = [
    neverFails ? 'fails on: never' : '',
    report.configuration?.changed ? 'this change alters the configuration' : '',
    off.length > 0 ? `off by configuration: ${list(off, 5)}` : '',
    silenced > 0
      ? `${count(silenced, 'finding')} ignored${silencedNow > 0 ? `, ${silencedNow} by this change` : ''}`
      : '',
    skipped.length > 0 ? `not checked: ${list([...new Set(skipped)])}` : '',
    report.verdict === 'fail' && open > 0 ? `${count(open, 'check')} could not be made` : '',
    report.databases.length === 0 && report.verdict === 'pass' && !title.includes('no database')
      ? 'no database was compared'
      : '',
  ].filter((part) => part !== '');
  return parts.length === 0 ? '' : `Stands on: ${parts.join('; ')}.`;
}

/** Findings that comments in migrations of this change silence. */
function newlySilenced({ suppressed, migrations, project }: Report): number {
  const added = migrations.filter((migration) => migration.new).map(({ name }) => `${project.migrations}/${name}/`);
  return suppressed.filter(({ by, file }) => by === 'comment' && added.some((folder) => file?.startsWith(folder)))
    .length;
}
