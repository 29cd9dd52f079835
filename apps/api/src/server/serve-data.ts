import { createHash } from 'node:crypto';
import { Readable } from 'node:stream';
import { type Database, encodeCsv, encodeParquet, LAYER_COLUMNS, readLayerRows, type TableColumn, toTableRow } from '@lamina/database';
import express, { type RequestHandler, type Router } from 'express';
import { sendStoredFile } from './send-stored-file.ts';

/** A file that is made of the present rows. */
interface MadeFile {
  readonly content: Buffer;
  readonly sha256: string;
}

/** How long a made file is sent again. DuckDB reads a Parquet file by several requests, which must meet the same bytes. */
const FRESH_MS = 10_000;
const CACHE_CONTROL = `public, max-age=${FRESH_MS / 1000}`;

/** Serves the long table of all layers as /data/layers.csv and /data/layers.parquet, as it is now, with what its columns mean. A release has it as it was. */
export function serveData(database: Database): Router {
  const readRows = async () => (await readLayerRows((statement) => database.prisma.$queryRaw(statement))).map(toTableRow);
  const router = express.Router();
  router.get(
    '/layers.csv',
    serveMade('layers.csv', async () => Buffer.from(encodeCsv(LAYER_COLUMNS, await readRows()))),
  );
  router.get(
    '/layers.parquet',
    serveMade('layers.parquet', async () => encodeParquet(LAYER_COLUMNS, await readRows())),
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

function serveMade(name: string, make: () => Promise<Buffer>): RequestHandler {
  const getFile = keepFresh(async (): Promise<MadeFile> => {
    const content = await make();
    return { content, sha256: createHash('sha256').update(content).digest('hex') };
  });
  return async (request, response) => {
    const { content, sha256 } = await getFile();
    const read = async ({ start, end }: { readonly start: number; readonly end: number } = { start: 0, end: content.length - 1 }) =>
      Readable.from([content.subarray(start, end + 1)]);
    await sendStoredFile(request, response, { path: name, bytes: content.length, sha256, read, type: name, cacheControl: CACHE_CONTROL });
  };
}

/** Makes a value when it is asked for, once for all who ask meanwhile and for a while after. A failure is not kept. */
function keepFresh<Value>(make: () => Promise<Value>): () => Promise<Value> {
  let kept: Promise<Value> | null = null;
  let madeAt = 0;
  return () => {
    if (kept === null || Date.now() - madeAt > FRESH_MS) {
      madeAt = Date.now();
      kept = make();
      kept.catch(() => {
        kept = null;
      });
    }
    return kept;
  };
}
