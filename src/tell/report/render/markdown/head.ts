import { code, fence, prose, text } from '../../../../base/escape';
import { leftOutOf } from '../../bound';
import { nextStep } from '../../next-step';
import { standing } from '../../standing';
import { headline } from '../../words';
import { blocksOf, type View } from './view';

const verdictIcons = { pass: '✅', fail: '❌', undetermined: '❔' } as const;

/** The verdict, and the one next step. */
export function head(view: View): string {
  const { report, context } = view;
  const next = nextStep(report);
  const leftOut = leftOutOf(report);
  return blocksOf(
    `### ${verdictIcons[report.verdict]} ${text(headline(report))}`,
    text(standing(report, context), 1000),
    next && `**Next:** ${next.about ? `${code(next.about)}: ` : ''}${prose(next.sentence)}`,
    next?.command && fence(next.command, '', 12),
    leftOut && `<sub>${text(leftOut)}</sub>`,
    context.untrusted &&
      '<sub>This report was written by a run on code from a fork. Only the check of that run decides; nothing here was verified.</sub>',
    context.detail === 'reduced' &&
      report.databases.length > 0 &&
      '<sub>What is known only from the live database is left out here, because anyone can read this page. It is in the report files of the run (set `detail: full` to show it).</sub>',
  );
}

/** Who says this, of what. */
export function foot(view: View): string {
  const { report, context } = view;
  const parts = [
    `Prisma Migration Gate ${text(report.tool.version, 40)}`,
    report.mode,
    context.commit ? `commit ${code(context.commit.slice(0, 12))}` : '',
    report.project.prismaVersion ? `Prisma ${text(report.project.prismaVersion, 40)}` : '',
    code(context.key),
    context.runUrl ? `[run](${context.runUrl})` : '',
  ];
  return `<sub>${parts.filter((part) => part !== '').join(' · ')}</sub>`;
}
