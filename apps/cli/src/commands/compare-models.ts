import { lossOf } from '@lamina/benchmarks';
import { compareModels, type ModelsComparison } from '@lamina/engine';
import { option } from '@lamina/jobs';
import type { Command } from 'commander';
import { z } from 'zod';
import { modelLookup, wantedProviders } from '../env.ts';
import { locateModel } from '../locate-model.ts';
import { chooseText } from '../options/choose-text.ts';
import { readScoreInput } from '../options/read-score-input.ts';
import { REMOVAL_OPTIONS, readChange } from '../options/removal-options.ts';
import { REPAIR_FLAGS, REPAIR_OPTIONS } from '../options/repair-options.ts';
import { CUT_OPTIONS, fileOption, filesOption, JSON_OPTION, RUN_OPTIONS } from '../options/shared-options.ts';
import { followProgress } from '../show-progress.ts';
import { formatTable } from '../table.ts';
import { defineVerb, MODEL_HELP } from '../verb/define-verb.ts';
import { writeResult } from '../write-result.ts';

export function createCommand(): Command {
  return defineVerb({
    argument: '<models...>',
    argumentHelp: `the parent, and a written folder or another model of the same vocabulary (default: the parent, changed); each is a ${MODEL_HELP}`,
    options: z.strictObject({
      text: filesOption(
        'Text',
        'Text files, one document each, or names of bundled texts. Default: the first bundled text that the parent knows.',
      ),
      ids: fileOption('Token ids', 'Token ids as JSON: one sequence, or rows of equal length.'),
      window: CUT_OPTIONS.window,
      windows: CUT_OPTIONS.windows,
      bos: CUT_OPTIONS.bos,
      batch: RUN_OPTIONS.batch,
      round: option(
        z.string().min(1).optional(),
        'Round',
        'Round the matrices of attentions and MLPs of the changed model to this type of GGUF, or RTN2_32.',
        'type',
      ),
      ...REMOVAL_OPTIONS,
      ...REPAIR_OPTIONS,
      ...JSON_OPTION,
    }),
    shown: ['text', 'ids', 'window', 'windows', 'remove', 'removeAttention', 'removeMlp', 'repair', 'round', 'json'],
    hidden: ['bos', 'batch', ...REPAIR_FLAGS],
    async run([parent = '', changed = parent], { text, ids, json, window, windows = null, batch = null, bos, round = null, ...options }) {
      const model = await locateModel(parent);
      const job = compareModels({
        model,
        changed: changed === parent ? null : await locateModel(changed),
        ...modelLookup(),
        change: readChange(options),
        input: readScoreInput({ text, ids }) ?? (await chooseText(model)).text,
        window,
        windows,
        batch,
        bos,
        round,
        ...wantedProviders(),
      });
      const result = await followProgress(job);
      writeResult(json, result, describe(result));
    },
  });
}

function describe({ definition, divergence, acceptance, top1Agreement, lossIncrease, textLoss }: ModelsComparison): string {
  const { loss, low, high } = textLoss;
  const between = low === null || high === null ? '' : ` (${lossOf(low)} to ${lossOf(high)})`;
  const rows = [
    { name: 'loss increase, nats per token', ...lossIncrease },
    { name: 'divergence, nats per token', ...divergence },
    { name: 'acceptance', ...acceptance },
    { name: `top-1 agreement (${top1Agreement.nearTies} near ties)`, ...top1Agreement },
  ];
  const table = formatTable(rows, [
    { title: 'measure', align: 'left', value: ({ name }) => name },
    { title: 'value', value: ({ mean }) => mean?.toFixed(4) ?? '–' },
    { title: '±', value: ({ standardError }) => standardError?.toFixed(4) ?? '–' },
  ]);
  return `${lossOf(loss)} more perplexity${between}, on ${definition.positions} positions in ${definition.windows} windows\n${table}`;
}
