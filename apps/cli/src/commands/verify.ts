import { type VerifyResult, verifyPruning } from '@lamina/engine';
import { Command } from 'commander';
import { digestFolder, modelRoots } from '../env.ts';
import { writeResult } from '../write-result.ts';

export function verifyCommand(): Command {
  return new Command('verify')
    .argument('<folder>', 'folder of a model that lamina prune or lamina export wrote')
    .option('--parent <model>', 'the parent model, if it is not at the place that the plan names')
    .option('--json <file>', 'write the result as JSON (- for stdout)')
    .action(async (folder: string, { parent, json }: { readonly parent?: string; readonly json?: string }) => {
      const result = await verifyPruning({
        folder,
        roots: modelRoots(),
        digests: { cacheFolder: digestFolder() },
        ...(parent === undefined ? {} : { parent }),
      });
      writeResult(json, result, describe(folder, result));
    });
}

function describe(folder: string, { certificate, parent }: VerifyResult): string {
  const { maxLogitDifference, tokens, argmaxEqual } = certificate;
  const likeliest = argmaxEqual ? 'the same' : 'another';
  return `${folder} gives the logits of ${parent} without the removed blocks: over ${tokens} tokens they differ by at most ${maxLogitDifference.toPrecision(2)}, ${likeliest} token is likeliest`;
}
