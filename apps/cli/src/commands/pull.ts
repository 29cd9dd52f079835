import { formatHubReference, type PulledModel, parseHubReference } from '@lamina/hub';
import { pullModel } from '@lamina/models';
import type { Command } from 'commander';
import { z } from 'zod';
import { hubSettings } from '../env.ts';
import { JSON_OPTION } from '../options/shared-options.ts';
import { followProgress } from '../show-progress.ts';
import { formatMegabytes } from '../table.ts';
import { defineVerb } from '../verb/define-verb.ts';
import { writeResult } from '../write-result.ts';

export function createCommand(): Command {
  return defineVerb({
    argument: '<model>',
    argumentHelp: 'org/name[@revision][:variant], such as org/name:q4',
    options: z.strictObject(JSON_OPTION),
    shown: ['json'],
    notes: 'Reads HF_ENDPOINT, HF_TOKEN, HF_HOME, HF_HUB_CACHE and HF_HUB_OFFLINE; the cache is shared with huggingface_hub.',
    async run([model = ''], { json }) {
      const result = describeResult(model, await followProgress(pullModel(model, hubSettings())));
      writeResult(json, result, summarise(result));
    },
  });
}

function describeResult(reference: string, { sha, folder, modelPath, files }: PulledModel) {
  const downloaded = files.filter(({ wasCached }) => !wasCached);
  return {
    /** A reference to exactly the downloaded files, even if the branch changes later. */
    reference: formatHubReference({ ...parseHubReference(reference), revision: sha }),
    folder,
    model: modelPath,
    downloadedBytes: downloaded.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    files: files.map(({ path, sizeBytes, digest, wasCached }) => ({
      path,
      bytes: sizeBytes,
      // The checked digest: SHA-256, or git's object id for small files.
      sha256: digest.algorithm === 'sha256' ? digest.hex : undefined,
      gitSha1: digest.algorithm === 'sha256' ? undefined : digest.hex,
      wasCached,
    })),
  };
}

function summarise({ reference, model, downloadedBytes, files }: ReturnType<typeof describeResult>): string {
  const done =
    files.length === 0 ? 'already in the cache; offline mode' : `${files.length} files, ${formatMegabytes(downloadedBytes)} downloaded`;
  return `${reference}: ${done}\n${model}`;
}
