import type { Situation } from '../situation';
import { type StagedStep, staged } from '../step';

/** The last step: the gate itself. */
export function verifyStep({ database }: Situation): StagedStep {
  return staged('verify', {
    title: `Check ${database} again`,
    why: 'Schema, migrations and database have to agree now; prisma migrate status alone does not see drift.',
    do: [{ kind: 'command', command: 'npx prisma migrate status\nmigration-gate check --mode deploy' }],
  });
}
