import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { parseCsv } from '@lamina/uploads';
import { z } from 'zod';
import type { LeftOutNumbers } from './layer-strip.type.ts';

const FILE = join(import.meta.dirname, '../../../../../models/published/layers/excluded.csv');
const ROWS = z.array(z.object({ source: z.string(), model: z.string(), metric: z.string(), type: z.string(), reason: z.string() }));
const METRICS: Readonly<Record<string, string>> = { kld: 'KL divergence', ppl: 'perplexity' };

/** Numbers of the published sources that are left out of the data. It is part of the program and changes only with a new version. */
export const LEFT_OUT: readonly LeftOutNumbers[] = ROWS.parse(parseCsv(readFileSync(FILE, 'utf8'))).map(
  ({ source, model, metric, type, reason }) => ({ source, model, what: `${METRICS[metric] ?? metric}, ${type}`, reason }), // other metrics have a name
);
