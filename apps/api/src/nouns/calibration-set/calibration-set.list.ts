import { sql } from '@lamina/database';
import { columnsOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { anyOf } from '../../data/filters.ts';
import { by } from '../../data/order-column.ts';
import { ascending } from '../../paging/list-args.ts';
import { CalibrationSet } from './calibration-set.type.ts';

/** Texts that models are scored on. */
export const CALIBRATION_SETS = defineList({
  name: 'CalibrationSet',
  type: CalibrationSet,
  columns: {
    ...columnsOf('cs', 'slug', 'name', 'description', 'licence', 'source', 'textSha256', 'documentCount', 'characterCount'),
  },
  from: sql`"CalibrationSet" cs`,
  key: sql`cs."id"`,
  storedAt: sql`cs."createdAt"`,
  filter: {
    slugs: anyOf(String, sql`cs."slug"`, 'Any of these short names.'),
  },
  order: {
    NAME: by.text(sql`cs."name"`, 'Name.'),
    CREATED_AT: by.time(sql`cs."createdAt"`, 'Time of registration.'),
  },
  defaultOrder: { words: 'by name', columns: [ascending('NAME')] },
});
