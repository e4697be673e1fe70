import type { RollbackOptions } from '../../../src/recover/rollback/test-rollbacks';

export const options: RollbackOptions = {
  schemas: ['public'],
  defaultSchema: 'public',
  prismaVersion: '7.10.0',
  compare: { columnOrder: false, privileges: false, comments: true, owners: false },
};
