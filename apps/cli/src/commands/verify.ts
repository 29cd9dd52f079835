import { type VerifyResult, verifyPruning } from '@lamina/engine';
import type { Command } from 'commander';
import { z } from 'zod';
import { modelLookup } from '../env.ts';
import { fileOption, JSON_OPTION } from '../options/shared-options.ts';
import { defineVerb } from '../verb/define-verb.ts';
import { writeResult } from '../write-result.ts';

export function createCommand(): Command {
  return defineVerb({
    argument: '<folder>',
    argumentHelp: 'folder of a model that lamina prune or lamina export wrote',
    options: z.strictObject({
      parent: fileOption('Parent', 'The parent model, if it is not at the place that the plan names.', 'model'),
      ...JSON_OPTION,
    }),
    shown: ['parent', 'json'],
    async run([folder = ''], { parent, json }) {
      const result = await verifyPruning({ folder, parent, ...modelLookup() });
      writeResult(json, result, describe(folder, result));
    },
  });
}

function describe(folder: string, { certificate, parent }: VerifyResult): string {
  const { maxLogitDifference, tokens, argmaxEqual } = certificate;
  const likeliest = argmaxEqual ? 'the same token is' : 'another token is';
  return `${folder} gives the logits of ${parent} without the removed units: over ${tokens} tokens they differ by at most ${maxLogitDifference.toPrecision(2)}, and ${likeliest} likeliest.`;
}
