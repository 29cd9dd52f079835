import { type QuantizeResult, quantizeModel } from '@lamina/engine';
import { WEIGHT_PRECISIONS, type WeightPrecision } from '@lamina/plans';
import { Command, Option } from 'commander';
import { digestFolder, modelRoots } from '../env.ts';
import { locateModel, MODEL_HELP } from '../locate-model.ts';
import { parseCount } from '../parse-options.ts';
import { followProgress } from '../show-progress.ts';
import { writeResult } from '../write-result.ts';

interface QuantizeFlags {
  readonly precision: WeightPrecision;
  readonly blockSize?: number;
  readonly symmetric?: boolean;
  readonly out: string;
  readonly json?: string;
}

export function quantizeCommand(): Command {
  return new Command('quantize')
    .argument('<model>', MODEL_HELP)
    .addOption(
      new Option(
        '--precision <name>',
        'precision of the stored weights; w8a8 also rounds activations, which is fastest on processors with VNNI or AMX',
      )
        .choices(WEIGHT_PRECISIONS)
        .makeOptionMandatory(),
    )
    .option('--block-size <n>', 'number of weights that share a scale: a power of two, at least 16 (32)', parseCount)
    .option('--symmetric', 'use the middle code for 0 instead of a zero point per block')
    .requiredOption('--out <folder>', 'folder to write')
    .option('--json <file>', 'write the result as JSON (- for stdout)')
    .action(async (reference: string, { json, ...settings }: QuantizeFlags) => {
      const model = await locateModel(reference);
      const result = await followProgress(
        quantizeModel({ model, roots: modelRoots(), digests: { cacheFolder: digestFolder() }, ...settings }),
      );
      writeResult(json, result, describe(settings.out, result));
    });
}

const MEGA = 1e6;

function describe(out: string, { parent, precision, weightCount, bytesBefore, bytesAfter }: QuantizeResult): string {
  return `${out}: ${weightCount} weights from ${parent.precision} to ${precision}, ${(bytesBefore / MEGA).toFixed(1)} MB to ${(bytesAfter / MEGA).toFixed(1)} MB`;
}
