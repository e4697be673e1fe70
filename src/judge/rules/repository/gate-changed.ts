import type { GateChange } from '../../../contracts/repository';
import type { Rule } from '../../../contracts/rule';

export const gateChanged: Rule = {
  name: 'repository/gate-changed',
  severity: { 'pull-request': 'warning', deploy: 'off', audit: 'off' },
  problem:
    'A pull request changes what decides about pull requests: the config file, the known findings, where Prisma finds schema and migrations, or the workflow that runs the gate.',
  consequence:
    'After the merge the gate may look at less, or at something else. The config file of a pull request does not count before that; a workflow and the paths of Prisma do.',
  remedy: 'Let somebody who answers for the gate approve it, for example through CODEOWNERS.',
  *check({ settings, repository }) {
    const { path, changes, from } = settings.configuration;
    const config: GateChange[] =
      path === null || changes.length === 0 ? [] : [{ kind: 'config', file: path, does: 'changes', changes }];
    for (const change of [...config, ...repository.gateChanges]) {
      const { kind, file, does } = change;
      const list = change.changes.map((line) => `    ${line}`);
      const when = kind === 'config' ? (from === 'head' ? configAtOnce : words.config.when) : words[kind].when;
      yield {
        object: file,
        file,
        line: 1,
        message: `This change ${does} ${file}, ${words[kind].what}. ${when}`,
        help: [list.length > 0 ? 'Make sure that this is meant:' : 'Make sure that this is meant.', ...list].join('\n'),
      };
    }
  },
};

const configAtOnce =
  'With `config-from: head` this counts at once, but for keys that are inputs of the action too (except schema, migrations and prisma-version): those are still taken from the base branch.';

/** What a file decides, and from when on the change counts. */
const words: Readonly<Record<GateChange['kind'], { readonly what: string; readonly when: string }>> = {
  config: {
    what: 'which says what the gate checks',
    when: 'It counts after the merge; this verdict stands on the version of the base branch.',
  },
  baseline: { what: 'the list of known findings', when: 'It counts after the merge.' },
  workflow: {
    what: 'which runs the gate',
    // GitHub docs, "Events that trigger workflows": pull_request runs the workflow of the merge commit.
    when: 'It counts at once, because for `pull_request` GitHub runs the workflow as the pull request has it.',
  },
  paths: {
    what: 'which says where Prisma looks',
    when: 'It counts at once: the gate reads what Prisma would read.',
  },
  'scratch-init': {
    what: 'the SQL that the scratch database begins with',
    when: 'It counts at once.',
  },
};
