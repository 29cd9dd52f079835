import { Conditions } from '../../data/conditions.ts';
import { defineNodeTable } from '../../data/node-table.ts';
import { sql } from '../../data/sql.ts';
import type { ApiToken } from './api-token.type.ts';

/** How tokens are read: never their digests. */
export const API_TOKEN_TABLE = defineNodeTable<'ApiToken', ApiToken>({
  name: 'ApiToken',
  columns: sql`at."id" AS "key", at."name", at."prefix", at."scopes", at."createdAt", at."expiresAt", at."lastUsedAt", at."revokedAt"`,
  from: sql`"ApiToken" at`,
  key: sql`at."id"`,
  links: {},
  order: {
    NAME: { expression: sql`at."name"`, type: 'text', isNullable: false },
    CREATED_AT: { expression: sql`at."createdAt"`, type: 'timestamptz', isNullable: false },
    LAST_USED_AT: { expression: sql`at."lastUsedAt"`, type: 'timestamptz', isNullable: true },
  },
  defaultOrder: [{ field: 'CREATED_AT', direction: 'DESC' }],
  listConditions: ({ search, revoked }) =>
    new Conditions().search([sql`at."name"`], search).equals(sql`(at."revokedAt" IS NOT NULL)`, revoked).list,
  toFields: (record) => record,
});
