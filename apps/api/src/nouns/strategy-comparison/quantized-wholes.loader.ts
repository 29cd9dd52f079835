import { type QuantizedWholesOfKey, quantizedWholesOfKeys } from '@lamina/database';
import { createRowLoader } from '../../data/request-loaders.ts';
import type { SqlReader } from '../../data/sql-reader.ts';

/** The quantized forms of many revisions in one statement. */
export const createQuantizedWholesLoader = (sqlReader: SqlReader) =>
  createRowLoader<QuantizedWholesOfKey, QuantizedWholesOfKey['forms']>(sqlReader, quantizedWholesOfKeys, (row) => (row ? row.forms : []));
