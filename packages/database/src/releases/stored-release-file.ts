import { z } from 'zod';

const file = z.object({
  name: z.string(),
  format: z.enum(['parquet', 'csv', 'json', 'text']),
  /** null = the file describes the whole release. */
  table: z.string().nullable(),
  rowCount: z.number().nullable(),
  bytes: z.number(),
  sha256: z.string(),
});

/** A release file, as stored in the database. */
export type StoredReleaseFile = Readonly<z.infer<typeof file>>;

/** Reads the files of a release from its row. */
export const storedReleaseFiles = z.array(file);
