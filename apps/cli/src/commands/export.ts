import { type PruneResult, pruneModel } from '@lamina/engine';
import { formatCount, UNCHANGED } from '@lamina/plans';
import type { Command } from 'commander';
import { z } from 'zod';
import { modelLookup } from '../env.ts';
import { locateModel } from '../locate-model.ts';
import { JSON_OPTION, OUT_OPTION, switchOption } from '../options/shared-options.ts';
import { defineVerb } from '../verb/define-verb.ts';
import { writeResult } from '../write-result.ts';

export function createCommand(): Command {
  return defineVerb({
    options: z.strictObject({
      ...OUT_OPTION,
      copyWeights: switchOption('Copy weights', 'Write a copy of the weights instead of a link to the source file.'),
      ...JSON_OPTION,
    }),
    shown: ['out', 'copyWeights', 'json'],
    async run([reference = ''], { out, copyWeights, json }) {
      const model = await locateModel(reference);
      const lookup = modelLookup();
      // An export is a pruning that removes no block.
      const result = await pruneModel({ model, ...lookup, change: UNCHANGED, out, format: 'onnx', copyWeights });
      writeResult(json, result, describe(out, result));
    },
  });
}

function describe(out: string, { blocksAfter, parametersAfter, notes }: PruneResult): string {
  const summary = `${out}: ONNX with ${blocksAfter} blocks and ${formatCount(parametersAfter)} parameters`;
  return [summary, ...notes.map((note) => `note: ${note}`)].join('\n');
}
