import { Conditions } from '../../data/conditions.ts';
import { defineNodeTable } from '../../data/node-table.ts';
import { sql } from '../../data/sql.ts';
import type { Release } from './release.type.ts';
import { releaseFilePath } from './release-file-path.ts';
import { storedReleaseFiles } from './stored-release-file.ts';

type ReleaseRecord = Omit<Release, 'files'> & { readonly files: unknown };

/** How releases are read: those that are published. */
export const RELEASE_TABLE = defineNodeTable<'Release', ReleaseRecord>({
  name: 'Release',
  columns: sql`rel."id" AS "key", rel."version", rel."title", rel."description", rel."authors", rel."url", rel."apiVersion", rel."sha256",
    rel."files", rel."createdAt", rel."publishedAt"`,
  from: sql`(SELECT * FROM "Release" WHERE "publishedAt" IS NOT NULL) AS rel`,
  key: sql`rel."id"`,
  links: {},
  order: {
    CREATED_AT: { expression: sql`rel."createdAt"`, type: 'timestamptz', isNullable: false },
    VERSION: { expression: sql`rel."version"`, type: 'text', isNullable: false },
  },
  defaultOrder: [{ field: 'CREATED_AT', direction: 'DESC' }],
  listConditions: ({ versions, search }) =>
    new Conditions().anyOf(sql`rel."version"`, versions).search([sql`rel."version"`, sql`rel."title"`, sql`rel."description"`], search)
      .list,
  toFields: ({ files, ...record }) => ({
    ...record,
    files: storedReleaseFiles.parse(files).map((file) => ({ ...file, path: releaseFilePath(record.version, file.name) })),
  }),
});
