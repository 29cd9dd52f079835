import { sql, storedReleaseFiles } from '@lamina/database';
import { columnsOf, timesOf } from '../../data/columns.ts';
import { defineList } from '../../data/define-list.ts';
import { anyOf } from '../../data/filters.ts';
import { by } from '../../data/order-column.ts';
import { descending } from '../../paging/list-args.ts';
import { Release } from './release.type.ts';

type StoredRelease = Omit<Release, 'files'> & { readonly files: unknown };

/** Releases that are published. */
export const RELEASES = defineList({
  name: 'Release',
  type: Release,
  columns: {
    ...columnsOf('rel', 'version', 'title', 'description', 'authors', 'url', 'licence', 'apiVersion', 'sha256', 'files'),
    ...timesOf('rel', 'createdAt', 'publishedAt'),
  },
  from: sql`(SELECT * FROM "Release" WHERE "publishedAt" IS NOT NULL) AS rel`,
  key: sql`rel."id"`,
  filter: {
    versions: anyOf(String, sql`rel."version"`, 'Any of these versions.'),
  },
  order: {
    CREATED_AT: by.time(sql`rel."createdAt"`, 'Cut-off time.'),
  },
  defaultOrder: { words: 'newest first', columns: [descending('CREATED_AT')] },
  toFields: ({ files, ...record }: StoredRelease) => ({
    ...record,
    files: storedReleaseFiles.parse(files).map((file) => ({ ...file, path: `/releases/${record.version}/${file.name}` })),
  }),
});
