import { type RoundUnitsResult, roundUnits } from '@lamina/engine';
import { option } from '@lamina/jobs';
import { formatCount, WEIGHT_UNITS } from '@lamina/plans';
import type { Command } from 'commander';
import { z } from 'zod';
import { modelLookup, wantedProviders } from '../env.ts';
import { locateModel } from '../locate-model.ts';
import { chooseText } from '../options/choose-text.ts';
import { readScoreInput } from '../options/read-score-input.ts';
import { CUT_OPTIONS, fileOption, filesOption, JSON_OPTION, RUN_OPTIONS, switchOption } from '../options/shared-options.ts';
import { followProgress } from '../show-progress.ts';
import { formatTable } from '../table.ts';
import { defineVerb } from '../verb/define-verb.ts';
import { writeResult } from '../write-result.ts';

export function createCommand(): Command {
  return defineVerb({
    options: z.strictObject({
      types: option(z.array(z.string().min(1)).min(1), 'Types', 'Types of GGUF, such as Q8_0, Q4_K; RTN2_32 for measuring only.', 'types'),
      units: option(
        z
          .array(z.enum(WEIGHT_UNITS))
          .min(1)
          .default([...WEIGHT_UNITS]),
        'Units',
        'Kinds of units: attention, mlp, embedding, head.',
        'kinds',
      ),
      blocks: option(
        z.array(z.int().min(0)).min(1).optional(),
        'Blocks',
        'Blocks whose attentions and MLPs are rounded. Default: all.',
        'blocks',
      ),
      fallback: switchOption('Fallback', 'Take the types that llama.cpp takes for rows that the blocks of a type do not divide.'),
      text: filesOption(
        'Text',
        'Text files, one document each, or names of bundled texts. Default: the first bundled text that the model knows.',
      ),
      ids: fileOption('Token ids', 'Token ids as JSON: one sequence, or rows of equal length.'),
      window: CUT_OPTIONS.window,
      windows: CUT_OPTIONS.windows,
      bos: CUT_OPTIONS.bos,
      ...RUN_OPTIONS,
      ...JSON_OPTION,
    }),
    shown: ['types', 'fallback', 'units', 'blocks', 'text', 'ids', 'window', 'windows', 'json'],
    hidden: ['bos', 'batch', 'threads'],
    async run(
      [reference = ''],
      { json, text, ids, types, fallback, units, blocks = null, window, windows = null, batch = null, bos, threads },
    ) {
      const model = await locateModel(reference);
      const job = roundUnits({
        model,
        ...modelLookup(),
        types,
        usesFallbacks: fallback,
        units,
        blocks,
        measured: [],
        window,
        windows,
        batch,
        bos,
        threads,
        input: readScoreInput({ text, ids }) ?? (await chooseText(model)).text,
        ...wantedProviders(),
      });
      const result = await followProgress(job);
      writeResult(json, result, describe(result));
    },
  });
}

function describe({ definition, units, warnings }: RoundUnitsResult): string {
  const table = formatTable(units, [
    { title: 'unit', align: 'left', value: ({ unit, block }) => (block === null ? unit : `${unit} ${block}`) },
    {
      title: 'type',
      align: 'left',
      value: ({ type, storedTypes }) => (storedTypes.join() === type ? type : `${type} (${storedTypes.join(', ')})`),
    },
    { title: 'bytes', value: ({ bytes }) => formatCount(bytes) },
    { title: 'divergence, nats per token', value: ({ divergence }) => divergence.mean?.toPrecision(3) ?? '–' },
    { title: '±', value: ({ divergence }) => divergence.standardError?.toPrecision(2) ?? '–' },
  ]);
  return [
    `${definition.positions} positions in ${definition.windows} windows`,
    table,
    ...warnings.map((warning) => `note: ${warning}`),
  ].join('\n');
}
