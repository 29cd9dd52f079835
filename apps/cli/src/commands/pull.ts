import { pullModel } from '@lamina/engine';
import { formatHubReference, type PulledModel, parseHubReference } from '@lamina/hub';
import { Command } from 'commander';
import { hubSettings } from '../env.ts';
import { followProgress } from '../show-progress.ts';
import { writeResult } from '../write-result.ts';

export function pullCommand(): Command {
  return new Command('pull')
    .argument('<model>', 'org/name[@revision][:variant], such as org/name:q4')
    .option('--json <file>', 'write the result as JSON (- for stdout)')
    .addHelpText(
      'after',
      '\nReads HF_ENDPOINT, HF_TOKEN, HF_HOME, HF_HUB_CACHE and HF_HUB_OFFLINE; the cache is shared with huggingface_hub.',
    )
    .action(async (model: string, options: { readonly json?: string }) => {
      const pulled = await followProgress(pullModel(model, hubSettings()));
      const result = describeResult(model, pulled);
      writeResult(options.json, result, summarise(result));
    });
}

interface PullResult {
  /** A reference to exactly the downloaded files, even if the branch changes later. */
  readonly reference: string;
  readonly folder: string;
  readonly model: string;
  readonly downloadedBytes: number;
  readonly files: readonly {
    readonly path: string;
    readonly bytes: number;
    /** The checked digest: SHA-256, or git's object id for small files. */
    readonly sha256?: string;
    readonly gitSha1?: string;
    readonly wasCached: boolean;
  }[];
}

function describeResult(reference: string, { sha, folder, modelPath, files }: PulledModel): PullResult {
  const downloaded = files.filter(({ wasCached }) => !wasCached);
  return {
    reference: formatHubReference({ ...parseHubReference(reference), revision: sha }),
    folder,
    model: modelPath,
    downloadedBytes: downloaded.reduce((sum, { sizeBytes }) => sum + sizeBytes, 0),
    files: files.map(({ path, sizeBytes, digest, wasCached }) => ({
      path,
      bytes: sizeBytes,
      ...(digest.algorithm === 'sha256' ? { sha256: digest.hex } : { gitSha1: digest.hex }),
      wasCached,
    })),
  };
}

function summarise({ reference, model, downloadedBytes, files }: PullResult): string {
  const done =
    files.length === 0
      ? 'already in the cache; offline mode'
      : `${files.length} files, ${(downloadedBytes / 1e6).toFixed(1)} MB downloaded`;
  return `${reference}: ${done}\n${model}`;
}
