import { sql } from '@lamina/database';
import { columnsOf, timesOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { anyOf, search } from '../../data/filters.ts';
import { by } from '../../data/order-column.ts';
import { ascending } from '../../paging/list-args.ts';
import { ModelFamily } from './model-family.type.ts';

/** Families. */
export const MODEL_FAMILIES = defineList({
  name: 'ModelFamily',
  type: ModelFamily,
  columns: { ...columnsOf('f', 'slug', 'name', 'description'), ...timesOf('f', 'createdAt') },
  from: sql`"ModelFamily" f`,
  key: sql`f."id"`,
  storedAt: sql`f."createdAt"`,
  filter: {
    slugs: anyOf(String, sql`f."slug"`, 'Any of these short names.'),
    search: search([sql`f."slug"`, sql`f."name"`], 'Words that the slug or the name must contain; case is ignored.'),
  },
  order: {
    NAME: by.text(sql`f."name"`, 'Name.'),
    SLUG: by.text(sql`f."slug"`, 'Short name.'),
    CREATED_AT: by.time(sql`f."createdAt"`, 'Time of registration.'),
  },
  defaultOrder: { words: 'by name', columns: [ascending('NAME')] },
});
