import { type QuantizeResult, quantizeModel } from '@lamina/engine';
import { option, QUANTIZE_MODEL } from '@lamina/jobs';
import { UNCHANGED } from '@lamina/plans';
import type { Command } from 'commander';
import { z } from 'zod';
import { modelLookup } from '../env.ts';
import { locateModel } from '../locate-model.ts';
import { JSON_OPTION, OUT_OPTION, switchOption } from '../options/shared-options.ts';
import { followProgress } from '../show-progress.ts';
import { formatCount, formatMegabytes } from '../table.ts';
import { defineVerb } from '../verb/define-verb.ts';
import { writeResult } from '../write-result.ts';

export function createCommand(): Command {
  return defineVerb({
    options: z.strictObject({
      precision: QUANTIZE_MODEL.payload.shape.precision,
      blockSize: option(
        z.int().min(1).optional(),
        'Block size',
        'Number of weights that share a scale: a power of two, at least 16. Default: 32.',
        'n',
      ),
      symmetric: switchOption('Symmetric', 'Use the middle code for 0 instead of a zero point for each block.'),
      ...OUT_OPTION,
      ...JSON_OPTION,
    }),
    shown: ['precision', 'out', 'blockSize', 'symmetric', 'json'],
    async run([reference = ''], { json, precision, ...settings }) {
      const model = await locateModel(reference);
      const result = await followProgress(
        quantizeModel({
          ...{ model, ...modelLookup(), ...settings },
          change: { ...UNCHANGED, precision },
        }),
      );
      writeResult(json, result, describe(settings.out, result));
    },
  });
}

function describe(out: string, { parent, precision, weightCount, bytesBefore, bytesAfter }: QuantizeResult): string {
  return `${out}: ${formatCount(weightCount)} weights from ${parent.precision} to ${precision}, ${formatMegabytes(bytesBefore)} to ${formatMegabytes(bytesAfter)}`;
}
