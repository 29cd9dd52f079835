import { AppError, parseJsonOrRefuse } from '@lamina/errors';
import { option } from '@lamina/jobs';
import { type AllocatedUnit, type Allocation, allocate, formatCount } from '@lamina/plans';
import type { Command } from 'commander';
import { z } from 'zod';
import { readInputFile } from '../options/read-input-file.ts';
import { JSON_OPTION } from '../options/shared-options.ts';
import { formatTable } from '../table.ts';
import { defineVerb } from '../verb/define-verb.ts';
import { writeResult } from '../write-result.ts';

const TABLE = z.object({
  units: z
    .array(z.object({ unit: z.string(), options: z.array(z.object({ name: z.string(), bytes: z.number(), divergence: z.number() })) }))
    .min(1),
});

export function createCommand(): Command {
  return defineVerb({
    argument: '<table>',
    argumentHelp: 'JSON file { "units": [{ "unit", "options": [{ "name", "bytes", "divergence" }] }] }, such as one made of lamina round',
    options: z.strictObject({
      budgets: option(z.array(z.int().min(0)).min(1), 'Budgets', 'Bytes that the units may take together, separated by commas.', 'bytes'),
      ...JSON_OPTION,
    }),
    shown: ['budgets', 'json'],
    async run([path = ''], { budgets, json }) {
      const units = readTable(path);
      const allocations = budgets.map((budget) => allocate(units, budget));
      writeResult(json, { allocations }, describe(allocations));
    },
  });
}

function readTable(path: string): readonly AllocatedUnit[] {
  const parsed = TABLE.safeParse(parseJsonOrRefuse('FILE_UNREADABLE', readInputFile(path), path));
  if (parsed.success) return parsed.data.units;
  throw new AppError(
    'FILE_UNREADABLE',
    `${path} is no table of units and their options: ${parsed.error.issues[0]?.message ?? 'another shape'}`,
  );
}

function describe(allocations: readonly Allocation[]): string {
  const table = formatTable(allocations, [
    { title: 'budget, bytes', value: ({ budget }) => formatCount(budget) },
    { title: 'bytes', value: ({ bytes }) => formatCount(bytes) },
    { title: 'predicted divergence, nats per token', value: ({ divergence }) => divergence.toPrecision(4) },
  ]);
  const choices = allocations.map(
    ({ budget, choice }) =>
      `${formatCount(budget)}: ${Object.entries(choice)
        .map(([unit, name]) => `${unit} ${name}`)
        .join(', ')}`,
  );
  return [table, ...choices].join('\n');
}
