import { rmSync } from 'node:fs';
import { join } from 'node:path';
import { type CachedWeights, sizeOfFolder, WeightCache } from '@lamina/models';
import { Command } from 'commander';
import { cacheFolder, digestOptions } from '../env.ts';
import { formatMegabytes, formatTable } from '../table.ts';
import { writeResult } from '../write-result.ts';

/** Beside the packed weights: small files. */
const OTHERS = ['digests', 'answers'] as const;

export function createCommand(): Command {
  return new Command()
    .option('--clear', 'remove everything in it; what is needed again is made again')
    .option('--json <file>', 'also write the result as JSON; - writes only the JSON, to stdout')
    .action(({ clear, json }: { readonly clear?: true; readonly json?: string }) => {
      const weights = new WeightCache(digestOptions());
      const packed = weights.list();
      const others = OTHERS.map((name) => ({ name, sizeBytes: sizeOfFolder(join(cacheFolder(), name)) }));
      const sizeBytes = [...packed, ...others].reduce((sum, part) => sum + part.sizeBytes, 0);
      if (clear === true) for (const folder of [weights.root, ...OTHERS.map((name) => join(cacheFolder(), name))]) rmSync(folder, REMOVAL);
      const limitBytes = Math.floor(weights.findLimit());
      const result = { folder: cacheFolder(), sizeBytes, limitBytes, cleared: clear === true, packedWeights: packed, others };
      writeResult(json, result, clear === true ? `removed ${formatMegabytes(sizeBytes)} from ${result.folder}` : describe(result));
    });
}

const REMOVAL = { recursive: true, force: true } as const;

interface CacheState {
  readonly folder: string;
  readonly sizeBytes: number;
  readonly limitBytes: number;
  readonly packedWeights: readonly CachedWeights[];
  readonly others: readonly { readonly name: string; readonly sizeBytes: number }[];
}

function describe({ folder, sizeBytes, limitBytes, packedWeights, others }: CacheState): string {
  const rows = [
    ...packedWeights.map(({ name, usedAt, ...rest }) => ({
      name: `packed-weights/${name}`,
      used: usedAt.toISOString().slice(0, 16),
      ...rest,
    })),
    ...others.map((other) => ({ used: '', ...other })),
  ];
  const table = formatTable(rows, [
    { title: 'folder', align: 'left', value: ({ name }) => name },
    { title: 'last used', align: 'left', value: ({ used }) => used },
    { title: 'size', value: (row) => formatMegabytes(row.sizeBytes) },
  ]);
  const limit = `packed weights may take ${formatMegabytes(limitBytes)} (LAMINA_CACHE_GB); the least recently used ones go first`;
  return `${folder}: ${formatMegabytes(sizeBytes)}\n${table}\n${limit}`;
}
