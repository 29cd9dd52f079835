import { Conditions } from '../../data/conditions.ts';
import { defineNodeTable } from '../../data/node-table.ts';
import { sql } from '../../data/sql.ts';
import type { JobEvent } from './job-event.type.ts';

/** How job events are read. */
export const JOB_EVENT_TABLE = defineNodeTable<'JobEvent', JobEvent>({
  name: 'JobEvent',
  columns: sql`je."id" AS "key", je."attempt", je."type", je."level", je."message", je."createdAt"`,
  from: sql`"JobEvent" je`,
  key: sql`je."id"`,
  links: { job: { column: sql`je."jobId"`, isCurrentOnly: false } },
  order: { CREATED_AT: { expression: sql`je."createdAt"`, type: 'timestamptz', isNullable: false } },
  defaultOrder: [{ field: 'CREATED_AT', direction: 'ASC' }],
  listConditions: ({ type, types, level }) =>
    new Conditions().equals(sql`je."type"`, type).anyOf(sql`je."type"`, types).equals(sql`je."level"`, level).list,
  toFields: (record) => record,
});
