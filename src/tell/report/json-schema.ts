import { z } from 'zod';
import { reportSchema } from '../../contracts/report';

/** The JSON Schema of `report.json`, made of the zod type that validates it. */
export function reportJsonSchema(): object {
  return {
    ...z.toJSONSchema(reportSchema),
    title: 'Prisma Migration Gate report',
    description: 'What Prisma Migration Gate writes to report.json.',
  };
}
