import { sql } from '@lamina/database';
import { columnsOf, timesOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { anyOf, equals, search } from '../../data/filters.ts';
import { by } from '../../data/order-column.ts';
import { descending } from '../../paging/list-args.ts';
import { AuditEntry } from './audit-entry.type.ts';

/** Who asked for which writes. */
export const AUDIT_ENTRIES = defineList({
  name: 'AuditEntry',
  type: AuditEntry,
  columns: {
    tokenKey: sql`ae."tokenId"`,
    ...columnsOf('ae', 'viewer', 'requestId', 'action', 'arguments', 'outcome'),
    ...timesOf('ae', 'createdAt'),
  },
  from: sql`"AuditEntry" ae`,
  key: sql`ae."id"`,
  filter: {
    search: search([sql`ae."viewer"`], 'Words that the name of the token or person must contain; case is ignored.'),
    actions: anyOf(String, sql`ae."action"`, 'Any of these mutations or paths.'),
    requestId: equals(String, sql`ae."requestId"`, 'Id of the request.'),
    refused: equals(Boolean, sql`(ae."outcome" <> 'OK')`, 'true = only writes that ended with an error, false = only others.'),
  },
  order: { CREATED_AT: by.time(sql`ae."createdAt"`, 'When it was asked for.') },
  defaultOrder: { words: 'newest first', columns: [descending('CREATED_AT')] },
});
