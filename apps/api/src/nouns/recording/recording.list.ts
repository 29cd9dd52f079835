import { sql } from '@lamina/database';
import { columnsOf, timesOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { equals } from '../../data/filters.ts';
import { by } from '../../data/order-column.ts';
import { descending } from '../../paging/list-args.ts';
import { Recording } from './recording.type.ts';

/** Recordings. */
export const RECORDINGS = defineList({
  name: 'Recording',
  type: Recording,
  columns: {
    ...columnsOf('rc', 'digest', 'version', 'title', 'description', 'device', 'command', 'commit'),
    ...timesOf('rc', 'startedAt', 'recordedAt', 'createdAt'),
  },
  from: sql`"Recording" rc`,
  key: sql`rc."id"`,
  storedAt: sql`rc."createdAt"`,
  filter: {
    version: equals(String, sql`rc."version"`, 'Only this version.'),
  },
  order: {
    RECORDED_AT: by.time(sql`rc."recordedAt"`, 'Time of the last measurement.'),
    CREATED_AT: by.time(sql`rc."createdAt"`, 'Time when it was stored here.'),
  },
  defaultOrder: { words: 'newest first', columns: [descending('RECORDED_AT')] },
});
