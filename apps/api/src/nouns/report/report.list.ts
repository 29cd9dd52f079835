import { sql } from '@lamina/database';
import { columnsOf, timesOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { search } from '../../data/filters.ts';
import { by } from '../../data/order-column.ts';
import { descending } from '../../paging/list-args.ts';
import { Report } from './report.type.ts';

/** Saved reports, without their blocks. */
export const REPORTS = defineList({
  name: 'Report',
  type: Report,
  columns: { ...columnsOf('rp', 'slug', 'title', 'chartCount'), ...timesOf('rp', 'createdAt') },
  from: sql`"Report" rp`,
  key: sql`rp."id"`,
  nameColumn: sql`rp."slug"`,
  filter: { search: search([sql`rp."title"`], 'Words that the title must contain; case is ignored.') },
  order: {
    CREATED_AT: by.time(sql`rp."createdAt"`, 'Time when it was saved.'),
    TITLE: by.text(sql`rp."title"`, 'Title.'),
  },
  defaultOrder: { words: 'newest first', columns: [descending('CREATED_AT')] },
});
