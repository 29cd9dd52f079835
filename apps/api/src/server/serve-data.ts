import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { type Database, encodeCsv, encodeParquet, LAYER_COLUMNS, readLayerRows, type TableColumn, toTableRow } from '@lamina/database';
import { AppError } from '@lamina/errors';
import { LAYER_OPERATIONS } from '@lamina/metrics';
import express, { type RequestHandler, type Router } from 'express';
import { z } from 'zod';
import { sendStoredFile } from './send-stored-file.ts';

/** A file that is made of the present rows. */
interface MadeFile {
  readonly content: Buffer;
  readonly sha256: string;
}

/** How long a made file is sent again. DuckDB reads a Parquet file by several requests, which must meet the same bytes. */
const FRESH_MS = 10_000;
const CACHE_CONTROL = `public, max-age=${FRESH_MS / 1000}`;

const FILTER = z.strictObject({
  operation: z.enum(LAYER_OPERATIONS, { error: `is not one of ${LAYER_OPERATIONS.join(', ')}` }).optional(),
  shown: z.enum(['true', 'false'], { error: 'is neither true nor false' }).optional(),
});
type Filter = z.infer<typeof FILTER>;

/**
 * Serves the long table of all layers as /data/layers.csv and /data/layers.parquet, as it is now, with what its columns mean. A release has it as it was.
 * `?operation=removed&shown=true` asks for the rows of one picture.
 */
export function serveData(database: Database): Router {
  const readRows = async ({ operation, shown }: Filter) =>
    (await readLayerRows((statement) => database.prisma.$queryRaw(statement)))
      .filter((row) => (operation ?? row.operation) === row.operation && (shown ?? String(row.shown)) === String(row.shown))
      .map(toTableRow);
  const router = express.Router();
  router.get(
    '/layers.csv',
    serveMade('layers.csv', async (filter) => Buffer.from(encodeCsv(LAYER_COLUMNS, await readRows(filter)))),
  );
  router.get(
    '/layers.parquet',
    serveMade('layers.parquet', async (filter) => encodeParquet(LAYER_COLUMNS, await readRows(filter))),
  );
  router.get('/layers.csv-metadata.json', (_request, response) => {
    response.json(DESCRIPTION);
  });
  return router;
}

const DATATYPES: Readonly<Record<TableColumn['type'], string>> = {
  text: 'string',
  json: 'string',
  integer: 'integer',
  float: 'double',
  boolean: 'boolean',
  timestamp: 'dateTime',
};

/** Describes the columns, with their units, in the form and under the name of CSV on the Web (W3C). */
const DESCRIPTION = {
  '@context': 'http://www.w3.org/ns/csvw',
  url: 'layers.csv',
  tableSchema: {
    columns: LAYER_COLUMNS.map(({ name, type, description, unit }) => ({
      name,
      titles: name,
      datatype: DATATYPES[type],
      'dc:description': description,
      'schema:unitText': unit ?? undefined,
    })),
  },
};

function serveMade(name: string, make: (filter: Filter) => Promise<Buffer>): RequestHandler {
  const getFile = keepFresh(async (filter: Filter): Promise<MadeFile> => {
    const content = await make(filter);
    return { content, sha256: createHash('sha256').update(content).digest('hex') };
  });
  return async (request, response) => {
    const { content, sha256 } = await getFile(readFilter(name, request.query));
    const read = async ({ start, end }: { readonly start: number; readonly end: number } = { start: 0, end: content.length - 1 }) =>
      Readable.from([content.subarray(start, end + 1)]);
    await sendStoredFile(request, response, { path: name, bytes: content.length, sha256, read, type: name, cacheControl: CACHE_CONTROL });
  };
}

function readFilter(name: string, query: unknown): Filter {
  const { data, error } = FILTER.safeParse(query);
  if (data !== undefined) return data;
  const problems = error.issues.map(({ path, message }) => [...path, message].join(' ')).join('; ');
  throw new AppError(
    'BAD_USER_INPUT',
    `/data/${name} cannot be filtered so: ${problems}. Use ?operation=removed&shown=true, or no filter.`,
  );
}

/** Makes the file of a filter when it is asked for, once for all who ask meanwhile and for a while after. A failure is not kept. */
function keepFresh(make: (filter: Filter) => Promise<MadeFile>): (filter: Filter) => Promise<MadeFile> {
  // There are few filters, so all files may stay.
  const files = new Map<string, { readonly file: Promise<MadeFile>; readonly madeAt: number }>();
  return ({ operation, shown }) => {
    const key = `${operation} ${shown}`;
    const kept = files.get(key);
    if (kept !== undefined && Date.now() - kept.madeAt <= FRESH_MS) return kept.file;
    const file = make({ operation, shown });
    files.set(key, { file, madeAt: Date.now() });
    file.catch(() => files.delete(key));
    return file;
  };
}
