import { sql } from '@lamina/database';
import { columnsOf, timesOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { equals } from '../../data/filters.ts';
import { by } from '../../data/order-column.ts';
import { descending } from '../../paging/list-args.ts';
import { ApiToken } from './api-token.type.ts';

/** Tokens, without their digests. */
export const API_TOKENS = defineList({
  name: 'ApiToken',
  type: ApiToken,
  columns: {
    ...columnsOf('at', 'name', 'prefix', 'scopes'),
    ...timesOf('at', 'createdAt', 'expiresAt', 'lastUsedAt', 'revokedAt'),
  },
  from: sql`"ApiToken" at`,
  key: sql`at."id"`,
  filter: {
    revoked: equals(Boolean, sql`(at."revokedAt" IS NOT NULL)`, 'true = only tokens that are revoked, false = only others.'),
  },
  order: {
    NAME: by.text(sql`at."name"`, 'Name.'),
    CREATED_AT: by.time(sql`at."createdAt"`, 'Time of creation.'),
  },
  defaultOrder: { words: 'newest first', columns: [descending('CREATED_AT')] },
});
