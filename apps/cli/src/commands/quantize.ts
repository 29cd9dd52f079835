import { type PruneResult, pruneModel, type QuantizeResult, quantizeModel } from '@lamina/engine';
import { getAt } from '@lamina/errors';
import { option, QUANTIZE_MODEL } from '@lamina/jobs';
import { formatCount, UNCHANGED, type WeightPrecision } from '@lamina/plans';
import type { Command } from 'commander';
import { z } from 'zod';
import { modelLookup } from '../env.ts';
import { locateModel } from '../locate-model.ts';
import { findKeepRule, hasOneKeepRule, KEEP_OPTIONS, keepsSome, ONE_KEEP_RULE } from '../options/keep-options.ts';
import { JSON_OPTION, OUT_OPTION, switchOption } from '../options/shared-options.ts';
import { readTypes, TYPE_OPTIONS } from '../options/type-options.ts';
import { followProgress } from '../show-progress.ts';
import { formatMegabytes } from '../table.ts';
import { defineVerb } from '../verb/define-verb.ts';
import { writeResult } from '../write-result.ts';

const QUANTIZE_OPTIONS = z
  .strictObject({
    ...TYPE_OPTIONS,
    ...KEEP_OPTIONS,
    precision: option(QUANTIZE_MODEL.payload.shape.precision.optional(), 'Precision', 'Write ONNX with its weights in this number format.'),
    blockSize: option(
      z.int().min(1).optional(),
      'Block size',
      'Number of weights that share a scale: a power of two, at least 16. Default: 32.',
      'n',
    ),
    symmetric: switchOption('Symmetric', 'Use the middle code for 0 instead of a zero point for each block.'),
    ...OUT_OPTION,
    ...JSON_OPTION,
  })
  .refine(
    ({ types, precision }) => (types === undefined) !== (precision === undefined),
    'give either --types TYPE (GGUF) or --precision NAME (ONNX)',
  )
  .refine(hasOneKeepRule, ONE_KEEP_RULE)
  .refine((options) => options.types !== undefined || !keepsSome(options), 'tokens go from GGUF files only: give --types TYPE');

export function createCommand(): Command {
  return defineVerb({
    options: QUANTIZE_OPTIONS,
    shown: ['types', 'fallback', 'keepVocabulary', 'precision', 'out', 'blockSize', 'symmetric', 'json'],
    hidden: ['maxVocabulary', 'keepVocabularyIds'],
    async run([reference = ''], { json, out, precision, types, fallback, ...settings }) {
      const model = await locateModel(reference);
      const request = readTypes({ types, fallback });
      // The model as GGUF in other types is a prune of nothing.
      const written = {
        model,
        ...modelLookup(),
        out,
        format: 'gguf',
        change: UNCHANGED,
        types: request,
        keep: findKeepRule(settings),
      } as const;
      if (request !== undefined) writeTypes(json, out, await pruneModel(written));
      else if (precision !== undefined) writePrecision(json, out, await quantizeToPrecision(model, { out, precision, ...settings }));
    },
  });
}

function writeTypes(json: string | undefined, out: string, { files, chosen, certificate, notes, vocabulary }: PruneResult): void {
  if (chosen === null || chosen === undefined) throw new Error('a write with types has chosen none');
  const { fallbacks, types } = chosen;
  const file = getAt(
    files.filter(({ path }) => path.endsWith('.gguf')),
    0,
  );
  const lines = [
    `${out}: ${file.path}, ${formatMegabytes(file.bytes)}`,
    ...(certificate === null
      ? []
      : [
          `checked after writing: its logits equal those of the model with weights rounded to these types (largest difference ${certificate.maxLogitDifference.toPrecision(2)})`,
        ]),
    ...fallbacks.map(({ tensor, wanted, type }) => `${tensor} is stored as ${type}: the blocks of ${wanted} do not divide its rows`),
    ...notes.map((note) => `note: ${note}`),
  ];
  const tensorTypes = Object.fromEntries(types);
  writeResult(json, { files, tensorTypes, fallbacks, vocabulary, certificate, notes }, lines.join('\n'));
}

function quantizeToPrecision(
  model: string,
  {
    precision,
    ...settings
  }: { readonly precision: WeightPrecision; readonly out: string; readonly blockSize?: number | undefined; readonly symmetric: boolean },
): Promise<QuantizeResult> {
  return followProgress(quantizeModel({ model, ...modelLookup(), ...settings, change: { ...UNCHANGED, precision } }));
}

function writePrecision(json: string | undefined, out: string, result: QuantizeResult): void {
  const { parent, precision, weightCount, bytesBefore, bytesAfter } = result;
  const text = `${out}: ${formatCount(weightCount)} weights from ${parent.precision} to ${precision}, ${formatMegabytes(bytesBefore)} to ${formatMegabytes(bytesAfter)}`;
  writeResult(json, result, text);
}
